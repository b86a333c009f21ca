// A log as the agent uses it: groups made durable in the worker thread, positions, and what is still to be sent.
import { type PositionRange, parseAcknowledgement } from '@campus/campus-model';
import { type Log, TroubleLog, WorkerClient } from '@campus/runtime';
import { DeliveryWindow } from './delivery-window.ts';
import { packRecords, unpackRecords } from './frame.ts';
import type { LogName, OutboxMethods, OutboxWorkerSettings } from './outbox-worker.ts';

/** Records of one group: with the longest texts still far under the largest frame. */
export const largestGroup = 4_000;
/** One reading of the backlog. */
const mostBytesRead = 524_288;

/** What is read at a start to know what was sent last: some 30,000 samples, more than all points in a heartbeat. */
const mostBytesRecalled = 2_097_152;

/** What the outbox asks of its worker thread. */
export type LogCalls = Pick<WorkerClient<OutboxMethods>, 'call'>;

/** One worker thread for both logs. `onLost` is told if it dies. */
export function openOutboxWorker(
  folder: string,
  onLost: (error: Error) => void,
): WorkerClient<OutboxMethods> {
  const settings: OutboxWorkerSettings = { folder };
  return new WorkerClient<OutboxMethods>(new URL('./outbox-worker.ts', import.meta.url), settings, onLost);
}

export interface StoredRecord {
  readonly number: number;
  readonly bytes: Uint8Array;
}

export type AppendOutcome =
  | { readonly ok: true; readonly positions: PositionRange }
  | { readonly ok: false; readonly reason: 'full' | 'disk-full' | 'disk-error' };

export class Outbox {
  readonly window = new DeliveryWindow();
  readonly #name: LogName;
  readonly #worker: LogCalls;
  readonly #trouble: TroubleLog;
  #id: string | null = null;
  #dropped = 0;

  constructor(name: LogName, worker: LogCalls, log: Log) {
    this.#name = name;
    this.#worker = worker;
    this.#trouble = new TroubleLog(log);
  }

  /** Its id on the wire; null while the disk never let it open. */
  get id(): string | null {
    return this.#id;
  }

  /** Records lost to make room, ever. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Opens the log or starts a new one; a failing disk is logged and tried again when something is appended. */
  async open(): Promise<void> {
    const state = await this.#worker.call('open', [this.#name]).catch(failure);
    if (!state.ok) return this.#trouble.lost(`outbox ${this.#name}`, state.detail);
    this.#id = state.id;
    this.#dropped = state.dropped;
    this.window.load(state.delivered, state.last);
  }

  /** Makes at most `largestGroup` records durable. Never rejects. */
  async append(records: readonly Uint8Array[]): Promise<AppendOutcome> {
    const packed = packRecords(records);
    const appended = await this.#worker.call('append', [this.#name, records.length, packed]).catch(failure);
    if (!appended.ok) {
      this.#trouble.lost(`outbox ${this.#name}`, appended.detail);
      return { ok: false, reason: appended.reason };
    }
    this.#trouble.back(`outbox ${this.#name}`);
    if (this.#id !== appended.id) await this.open();
    const last = appended.first + records.length - 1;
    this.window.appended(last);
    if (appended.dropped !== this.#dropped) {
      this.#dropped = appended.dropped;
      this.window.deliver([[1, appended.oldest - 1]]);
    }
    return { ok: true, positions: { outboxId: appended.id, first: appended.first, last } };
  }

  /** The oldest records that wait, at most `most`; empty where none do. */
  async take(most: number): Promise<StoredRecord[]> {
    const range = this.window.next(most);
    return range ? this.#read(range[0], range[1]) : [];
  }

  /** All records that are there, oldest first, a part at a time. */
  async *all(): AsyncGenerator<StoredRecord> {
    const state = await this.#worker.call('open', [this.#name]).catch(failure);
    let next = 1;
    while (state.ok && next <= state.last) {
      const runs = await this.#worker
        .call('read', [this.#name, next, state.last, mostBytesRead])
        .catch(() => null);
      if (!Array.isArray(runs) || runs.length === 0) return;
      const records = recordsOf(runs);
      yield* records;
      next = Math.max(...runs.map((run) => run.first + run.count));
    }
  }

  /** The newest records, oldest first; empty where the disk gives none. */
  async newest(): Promise<StoredRecord[]> {
    const runs = await this.#worker.call('readNewest', [this.#name, mostBytesRecalled]).catch(failure);
    return Array.isArray(runs) ? recordsOf(runs) : [];
  }

  /** Takes an acknowledgement of the hub (`outboxId:1-9,12-20`); false where it is not about this log. */
  acknowledge(text: string): boolean {
    const acknowledged = parseAcknowledgement(text);
    if (!acknowledged || acknowledged.outboxId !== this.#id) return false;
    this.#deliver(acknowledged.ranges);
    return true;
  }

  /** A record that nobody can read is not tried again. */
  giveUp(number: number): void {
    this.#trouble.lost(`records of outbox ${this.#name}`, `record ${number} is of no known form`);
    this.#deliver([[number, number]]);
  }

  async #read(first: number, last: number): Promise<StoredRecord[]> {
    const runs = await this.#worker.call('read', [this.#name, first, last, mostBytesRead]).catch(failure);
    if (!Array.isArray(runs)) {
      this.#trouble.lost(`outbox ${this.#name}`, runs.detail);
      return [];
    }
    // Numbers with no record (spent by a failed write, or skipped) will never have one: they count as delivered.
    // Behind the last run the reading may merely have ended early.
    const gaps: [number, number][] = [];
    let next = first;
    for (const run of runs) {
      if (run.first > next) gaps.push([next, run.first - 1]);
      next = run.first + run.count;
    }
    if (runs.length === 0) gaps.push([first, last]);
    this.#deliver(gaps);
    return recordsOf(runs);
  }

  #deliver(ranges: readonly (readonly [number, number])[]): void {
    const news = this.window.deliver(ranges);
    if (news.length > 0) this.#worker.call('deliver', [this.#name, news]).catch(() => {});
  }
}

function recordsOf(runs: readonly { first: number; packed: Uint8Array }[]): StoredRecord[] {
  return runs.flatMap(({ first, packed }) =>
    (unpackRecords(packed) ?? []).map((bytes, i) => ({ number: first + i, bytes })),
  );
}

function failure(error: unknown): { ok: false; reason: 'disk-error'; detail: string } {
  return { ok: false, reason: 'disk-error', detail: String(error) };
}
