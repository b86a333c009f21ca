// Groups samples and ranges into commits, one at a time. While the store says no, or falls behind, samples are not taken:
// they stay unacknowledged, and the agents send them again.
import type { SampleBatch } from '@campus/campus-model';
import { type Clock, type Log, TroubleLog } from '@campus/runtime';
import type { CommitGroup, CommittedRange, HistoryStore } from '../history-store.ts';
import { GatheredGroup } from './commit-group.ts';

/**
 * Longest wait of a sample for its commit, and the samples after which it waits no longer. A commit costs as much as some
 * 10,000 samples in it, so a storm is taken in large ones.
 */
const groupMs = 100;
export const groupSamples = 40_000;
/** Room for the samples of a steady site; it grows. */
const firstCapacity = 5_000;
/** About 7 MB, or half a minute of 5,000 samples a second. */
export const mostPendingSamples = 150_000;
/** After a failed commit the store is left alone this long; then one group is its trial. */
const pauseMs = 1_000;
const trialSamples = 5_000;
const mostKeptSamples = 2 * groupSamples;

export interface CommitListener {
  /** Called once for all that was added: each position once, neighbours as one range. */
  onSettled(ranges: readonly CommittedRange[], samples: number, isCommitted: boolean): void;
}

export class CommitQueue {
  readonly #store: Pick<HistoryStore, 'commit'>;
  readonly #clock: Clock;
  readonly #listener: CommitListener;
  readonly #trouble: TroubleLog;
  #collecting = new GatheredGroup(firstCapacity);
  /** Its columns are used again for the group after the next. */
  #spare = new GatheredGroup(firstCapacity);
  #committing: Promise<void> | null = null;
  #committingSamples = 0;
  #isDue = false;
  #why: string | null = null;
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

  /** Why the last commit failed, in the store's own words; null while all is well. */
  get trouble(): string | null {
    return this.#why;
  }

  /** Whether so many samples more are taken. */
  hasRoomFor(samples: number): boolean {
    if (this.#why !== null) return this.pending + samples <= trialSamples;
    if (this.pending + samples <= mostPendingSamples) return true;
    this.#trouble.lost('history keeps up', `${this.pending} samples wait; agents keep what is not taken`);
    return false;
  }

  /** Copies the batch; `outboxId` is empty for samples without positions. The caller asked `hasRoomFor` before. */
  add(batch: SampleBatch | null, ranges: readonly CommittedRange[], gatewayId = '', outboxId = ''): void {
    const group = this.#collecting;
    if (batch) group.addSamples(batch, gatewayId, outboxId);
    for (const range of ranges) group.addRange(range);
    if (group.isEmpty) return;
    if (group.samples >= groupSamples && this.#why === null) this.#isDue = true;
    if (this.#isDue) this.#commitNext();
    else this.#cancelTimer ??= this.#clock.after(this.#why === null ? groupMs : pauseMs, () => this.#due());
  }

  /** Commits what is left. */
  async close(): Promise<void> {
    while (this.#committing || !this.#collecting.isEmpty) {
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
    if (this.#committing || this.#collecting.isEmpty) return;
    const group = this.#collecting;
    this.#collecting = this.#spare;
    this.#committingSamples = group.samples;
    this.#isDue = false;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#committing = this.#commit(group);
  }

  async #commit(group: GatheredGroup): Promise<void> {
    const contents = group.contents();
    const isCommitted = await this.#tryCommit(contents);
    const samples = this.#committingSamples;
    this.#committingSamples = 0;
    this.#committing = null;
    // the memory that a rare large group took is not kept
    this.#spare = samples > mostKeptSamples ? new GatheredGroup(firstCapacity) : group;
    this.#spare.clear();
    this.#listener.onSettled(contents.ranges, samples, isCommitted);
    if (this.#collecting.isEmpty) return;
    if (!isCommitted) this.#waitAnew(pauseMs);
    else if (this.#isDue) this.#commitNext();
  }

  async #tryCommit(contents: CommitGroup): Promise<boolean> {
    try {
      await this.#store.commit(contents);
      this.#why = null;
      this.#trouble.back('history');
      this.#trouble.back('history keeps up');
      return true;
    } catch (error) {
      this.#why = (error as Error).message;
      this.#trouble.lost('history', this.#why);
      return false;
    }
  }

  #waitAnew(ms: number): void {
    this.#isDue = false;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#clock.after(ms, () => this.#due());
  }
}
