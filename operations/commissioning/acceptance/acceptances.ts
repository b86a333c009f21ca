// What fitters decided of points, and which devices were replaced, kept in the operations database. What the evidence is and
// who may decide is judged by the caller.
import {
  type Acceptance,
  CampusError,
  type Identity,
  type OrderEvidence,
  type Replacement,
} from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type { OperationsDatabase } from '../../database/database.ts';
import type { NewAcceptance, NewReplacement, StandingVerdict } from './acceptance-rows.ts';

/** Points asked for in one call: what comes back is some megabytes at most. */
const pointsACall = 2_000;
const forever = Number.MAX_SAFE_INTEGER;

export class Acceptances {
  readonly #database: OperationsDatabase;
  readonly #clock: Clock;

  constructor(database: OperationsDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** One act; returns its number. `subject` and `detail` go into the audit. */
  decide(
    { account }: Identity,
    rows: readonly NewAcceptance[],
    { subject, detail }: { subject: string; detail: string },
  ): Promise<number> {
    const entry = { at: this.#clock.now(), account, action: 'commission', subject, detail };
    return this.#database.call('insertAcceptances', [rows, entry]);
  }

  /** Takes an act back: what stood before it stands again. Throws CampusError `not-found`. */
  async revoke({ account }: Identity, act: number): Promise<number> {
    const subject = `act ${act}`;
    const entry = { at: this.#clock.now(), account, action: 'commission-revoke', subject, detail: '' };
    const points = await this.#database.call('revokeAcceptances', [act, entry]);
    if (points === null) throw new CampusError('not-found', `commissioning act ${act}, or it is revoked`);
    return points;
  }

  /** Of every point that was ever decided. */
  verdicts(): Promise<StandingVerdict[]> {
    return this.#database.call('standingVerdicts', [forever]);
  }

  /** With their evidence, as they stand or as they stood at `atMs`. */
  async list(pointIds: readonly string[], atMs = forever): Promise<Map<string, Acceptance>> {
    const found = new Map<string, Acceptance>();
    for (let from = 0; from < pointIds.length; from += pointsACall) {
      const part = pointIds.slice(from, from + pointsACall);
      for (const row of await this.#database.call('listAcceptances', [part, atMs]))
        found.set(row.pointId, row);
    }
    return found;
  }

  /** The last command of each point that ever had one, by point. */
  async lastOrders(pointIds: readonly string[]): Promise<Map<string, OrderEvidence>> {
    const orders = await this.#database.call('lastOrders', [pointIds]);
    return new Map(orders.map((order) => [order.pointId, order]));
  }

  replacements(deviceId: string): Promise<Replacement[]> {
    return this.#database.call('listReplacements', [deviceId]);
  }

  /** A device was exchanged for another in its place: its points are open again. */
  replace(
    { account }: Identity,
    replacement: NewReplacement,
    reopened: readonly NewAcceptance[],
  ): Promise<Replacement> {
    const { deviceId, serial, note } = replacement;
    const detail = [serial, note].filter((each) => each !== null).join('; ');
    const entry = { at: this.#clock.now(), account, action: 'device-replace', subject: deviceId, detail };
    return this.#database.call('insertReplacement', [replacement, reopened, entry]);
  }
}

/** A point that was opened again has no verdict, as if it never had one. */
export function openWhereReopened<T extends { readonly verdict: string }>(standing: T | undefined): T | null {
  return standing && standing.verdict !== 'reopened' ? standing : null;
}
