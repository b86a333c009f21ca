// What a store's test hands to the contract, and the small words the contract is written in.
import { SampleColumns, status } from '@campus/campus-model';
import { ManualClock } from '@campus/runtime';
import type { HistoryPoint, HistoryStore, Retention } from '@campus/telemetry-store';
import { afterEach, beforeEach } from 'vitest';

export interface Setup {
  readonly points: readonly HistoryPoint[];
  /** The store's time: it stands still, background work is asked for with `settle`. */
  readonly clock: ManualClock;
  readonly retention?: Retention;
}

export interface StoreFactory {
  readonly name: string;
  /** A new empty place for one test. */
  place(): Promise<string>;
  /** Opens with the time zone Asia/Shanghai. */
  open(place: string, setup: Setup): Promise<HistoryStore>;
  remove(place: string): Promise<void>;
  /** Resolves once all that was committed can be read; left out where it can be read at once. */
  caughtUp?(store: HistoryStore): Promise<void>;
  /** False where history stands on a server outside: then `snapshot` copies the spool alone. */
  readonly hasSnapshot: boolean;
}

export type Row = readonly [
  point: number,
  timeMs: number,
  value: number,
  status?: number,
  ordinal?: number,
  text?: string,
];

/** 16:00 in Shanghai. */
export const start = Date.UTC(2026, 8, 1, 8);
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

export const points: readonly HistoryPoint[] = [
  { id: 'meter-1/power', holdMs: 30_000, isCounter: false, wrapsAt: null },
  { id: 'room-1/temperature', holdMs: 5 * 60_000, isCounter: false, wrapsAt: null },
  { id: 'vr-1/app', holdMs: 90_000, isCounter: false, wrapsAt: null },
  { id: 'meter-1/energy', holdMs: 30_000, isCounter: true, wrapsAt: null },
  { id: 'meter-2/energy', holdMs: 2 * hourMs, isCounter: true, wrapsAt: 10_000 },
  { id: 'door-1/open', holdMs: 3 * dayMs, isCounter: false, wrapsAt: null },
];
export const pointIds = points.map(({ id }) => id);

export function batchOf(rows: readonly Row[], historical = false) {
  const columns = new SampleColumns(4);
  for (const [point, timeMs, value, code = status.good, ordinal = 0, text] of rows)
    columns.push(point, timeMs, value, code, ordinal, text);
  return columns.take(historical);
}

/** One store in one place, anew for each test of the `describe` that calls this. */
export class StoreUnderTest {
  readonly #factory: StoreFactory;
  place = '';
  clock = new ManualClock(start + dayMs);
  #store: HistoryStore | null = null;

  constructor(factory: StoreFactory) {
    this.#factory = factory;
    beforeEach(async () => {
      this.clock = new ManualClock(start + dayMs);
      this.place = await factory.place();
      await this.open();
    });
    afterEach(async () => {
      await this.#store?.close();
      await factory.remove(this.place);
    });
  }

  get store(): HistoryStore {
    if (!this.#store) throw new Error('the store is used before its test');
    return this.#store;
  }

  async open(setup: Partial<Setup> = {}): Promise<void> {
    this.#store = await this.#factory.open(this.place, { points, clock: this.clock, ...setup });
  }

  async reopen(setup: Partial<Setup> = {}): Promise<void> {
    await this.store.close();
    await this.open(setup);
  }

  async commit(rows: readonly Row[], historical = false): Promise<void> {
    await this.store.commit({ batches: [batchOf(rows, historical)], ranges: [] });
    await this.caughtUp();
  }

  caughtUp(): Promise<void> {
    return this.#factory.caughtUp?.(this.store) ?? Promise.resolve();
  }

  all(pointId: string) {
    return this.store.samples({ pointId, fromMs: 0, toMs: start * 2, limit: 10_000 });
  }
}
