// Groups samples and ranges into commits, one at a time. Where the store falls behind, what is beyond the limit is not
// taken: it stays unacknowledged, and the agents send it again.
import type { PositionRange, SampleBatch } from '@campus/campus-model';
import { type Clock, type Log, TroubleLog } from '@campus/runtime';
import type { HistoryStore } from '../history-store.ts';

/** Longest wait of a sample for its commit, and the samples after which it waits no longer. */
const groupMs = 100;
const groupSamples = 5_000;
/** About 7 MB, or half a minute of 5,000 samples a second. */
export const mostPendingSamples = 150_000;
/** After a failed commit the store is left alone this long. */
const pauseMs = 1_000;

export interface PendingRange {
  readonly gatewayId: string;
  readonly part: PositionRange;
}

interface Group {
  readonly batches: SampleBatch[];
  readonly ranges: PendingRange[];
  samples: number;
}

export interface CommitListener {
  /** Called once for each range that was added. */
  onSettled(ranges: readonly PendingRange[], samples: number, isCommitted: boolean): void;
}

export class CommitQueue {
  readonly #store: Pick<HistoryStore, 'commit'>;
  readonly #clock: Clock;
  readonly #listener: CommitListener;
  readonly #trouble: TroubleLog;
  #collecting = emptyGroup();
  #committing: Promise<void> | null = null;
  #committingSamples = 0;
  #isDue = false;
  #cancelTimer: (() => void) | null = null;

  constructor(store: Pick<HistoryStore, 'commit'>, clock: Clock, log: Log, listener: CommitListener) {
    this.#store = store;
    this.#clock = clock;
    this.#listener = listener;
    this.#trouble = new TroubleLog(log);
  }

  /** Samples not yet durable. */
  get pending(): number {
    return this.#collecting.samples + this.#committingSamples;
  }

  /** Whether so many samples more are taken. */
  hasRoomFor(samples: number): boolean {
    if (this.pending + samples <= mostPendingSamples) return true;
    this.#trouble.lost('history keeps up', `${this.pending} samples wait; agents keep what is not taken`);
    return false;
  }

  /** The caller asked `hasRoomFor` before. */
  add(batch: SampleBatch | null, ranges: readonly PendingRange[]): void {
    const group = this.#collecting;
    if (ranges.length === 0 && !batch?.length) return;
    if (batch && batch.length > 0) group.batches.push(batch);
    for (const range of ranges) group.ranges.push(range);
    group.samples += batch?.length ?? 0;
    if (group.samples >= groupSamples) this.#isDue = true;
    if (this.#isDue) this.#commitNext();
    else this.#cancelTimer ??= this.#clock.after(groupMs, () => this.#due());
  }

  /** Commits what is left. */
  async close(): Promise<void> {
    while (this.#committing || !isEmpty(this.#collecting)) {
      this.#isDue = true;
      this.#commitNext();
      await this.#committing;
    }
    this.#cancelTimer?.();
  }

  #due(): void {
    this.#cancelTimer = null;
    this.#isDue = true;
    this.#commitNext();
  }

  #commitNext(): void {
    if (this.#committing || isEmpty(this.#collecting)) return;
    const group = this.#collecting;
    this.#collecting = emptyGroup();
    this.#committingSamples = group.samples;
    this.#isDue = false;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#committing = this.#commit(group);
  }

  async #commit(group: Group): Promise<void> {
    const isCommitted = await this.#tryCommit(group);
    this.#committingSamples = 0;
    this.#committing = null;
    this.#listener.onSettled(group.ranges, group.samples, isCommitted);
    if (isEmpty(this.#collecting)) return;
    if (!isCommitted) this.#waitAnew(pauseMs);
    else if (this.#isDue) this.#commitNext();
  }

  async #tryCommit({ batches, ranges }: Group): Promise<boolean> {
    try {
      await this.#store.commit({
        batches,
        ranges: ranges.map(({ gatewayId, part }) => ({ gatewayId, ...part })),
      });
      this.#trouble.back('history');
      this.#trouble.back('history keeps up');
      return true;
    } catch (error) {
      this.#trouble.lost('history', (error as Error).message);
      return false;
    }
  }

  #waitAnew(ms: number): void {
    this.#isDue = false;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#clock.after(ms, () => this.#due());
  }
}

function emptyGroup(): Group {
  return { batches: [], ranges: [], samples: 0 };
}

function isEmpty({ batches, ranges }: Group): boolean {
  return batches.length === 0 && ranges.length === 0;
}
