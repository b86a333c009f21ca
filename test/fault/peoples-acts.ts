// What people do while the power fails: they acknowledge alarms and give commands. What the hub has confirmed stays.
import type { Alarm, Command } from '@campus/campus-model';
import { ApiClient } from '../harness/api.ts';
import { until } from '../harness/campus-run.ts';

const deadlineMs = 60_000;
const lampPoint = 'lamps-0-1/lamps-set';

export class PeoplesActs {
  readonly #address: string;
  readonly #acknowledged = new Set<string>();
  readonly #commands = new Map<string, number>();

  constructor(panelPort: number) {
    this.#address = `http://127.0.0.1:${panelPort}`;
  }

  get count(): number {
    return this.#acknowledged.size + this.#commands.size;
  }

  /** Acknowledges one alarm and gives one command; only what the hub confirmed counts. */
  async act(): Promise<void> {
    const api = await this.#signedIn();
    const open = await api.get<Alarm[]>('/alarms?state=open&limit=500');
    const alarm = open.find(({ id }) => !this.#acknowledged.has(id));
    if (alarm) {
      const path = `/alarms/${encodeURIComponent(alarm.id)}/acknowledge`;
      const { status } = await api.request('POST', path, { comment: 'seen' });
      if (status === 200) this.#acknowledged.add(alarm.id);
    }
    const value = this.#commands.size % 2;
    const { status, body } = await api.request('POST', '/commands', { pointId: lampPoint, value });
    if (status === 202) this.#commands.set((body as Command).id, value);
  }

  /** What the hub no longer knows of what it had confirmed. */
  async missing(): Promise<string[]> {
    const api = await this.#signedIn();
    const missing: string[] = [];
    const all = await api.get<Alarm[]>('/alarms?state=all&limit=500');
    const isKept = new Set(all.filter(({ acknowledgedAt }) => acknowledgedAt !== null).map(({ id }) => id));
    for (const id of this.#acknowledged) if (!isKept.has(id)) missing.push(`acknowledgement of alarm ${id}`);
    for (const [id, value] of this.#commands) {
      const { status, body } = await api.request('GET', `/commands/${encodeURIComponent(id)}`);
      if (status !== 200 || (body as Command).value !== value) missing.push(`command ${id}: ${status}`);
    }
    return missing;
  }

  #signedIn(): Promise<ApiClient> {
    const api = new ApiClient(this.#address);
    return until(
      () =>
        api.signIn('admin').then(
          () => api,
          () => null,
        ),
      deadlineMs,
      () => 'nobody can sign in',
    );
  }
}
