// A door terminal that posts its access events to whoever listens, as Hikvision's ISAPI describes them: at once when
// something happens, and a heartbeat now and then.
import type { Clock } from '@campus/runtime';
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import type { Faults } from '../faults/faults.ts';

export interface PostingDevice {
  readonly device: SimulatedDevice;
  /** Where it posts to, with its token. */
  readonly url: string;
}

const heartbeatMs = 30_000;
const answerWithinMs = 3_000;
/** Posts that wait for an answer; a terminal that is not heard says no more than this. */
const mostWaiting = 16;

/** What happened, by point and value: the minor event that tells of it. */
const minorEvents: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  result: { 1: 75, 2: 9 },
  lock: { 0: 21, 1: 22 },
  door: { 0: 26, 1: 25 },
  'door-alarm': { 1: 27, 2: 28 },
};

export class PostingTerminals {
  readonly #devices: readonly PostingDevice[];
  readonly #faults: Faults;
  readonly #clock: Clock;
  readonly #told = new Map<string, number>();
  readonly #cancel: () => void;
  readonly #closing = new AbortController();
  #waiting = 0;

  constructor(devices: readonly PostingDevice[], faults: Faults, clock: Clock) {
    this.#devices = devices;
    this.#faults = faults;
    this.#clock = clock;
    this.#cancel = clock.every(heartbeatMs, () => this.#beat());
  }

  /** Posts what is new. */
  refresh(): void {
    for (const posting of this.#devices) {
      for (const [point, codes] of Object.entries(minorEvents)) this.#tell(posting, point, codes);
    }
  }

  close(): void {
    this.#cancel();
    this.#closing.abort();
  }

  #tell(posting: PostingDevice, point: string, codes: Readonly<Record<number, number>>): void {
    const { device } = posting;
    const value = device.number(point);
    const key = `${device.id}/${point}`;
    const code = codes[value];
    if (this.#told.get(key) === value || code === undefined) return;
    const event = {
      deviceName: device.id,
      majorEventType: 5,
      subEventType: code,
      serialNo: device.number('event-number'),
    };
    const body = this.#bodyOf('AccessControllerEvent', { AccessControllerEvent: event });
    void this.#post(posting, body).then((isTaken) => {
      if (isTaken) this.#told.set(key, value);
    });
  }

  #beat(): void {
    for (const posting of this.#devices) void this.#post(posting, this.#bodyOf('heartBeat', {}));
  }

  #bodyOf(eventType: string, more: object): string {
    const dateTime = new Date(this.#clock.now()).toISOString();
    return JSON.stringify({ dateTime, eventType, eventState: 'active', ...more });
  }

  async #post({ device, url }: PostingDevice, body: string): Promise<boolean> {
    const { mode } = this.#faults.device(device.id, device.device.endpointId);
    if (mode === 'silent' || this.#waiting >= mostWaiting) return false;
    const text = mode === 'garbage' ? body.slice(0, Math.floor(body.length / 2)) : body;
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(answerWithinMs)]);
    this.#waiting++;
    try {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(url, { method: 'POST', headers, body: text, signal });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    } finally {
      this.#waiting--;
    }
  }
}
