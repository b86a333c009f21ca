// Gives the demo campus a past: thirty days of the simulators' own physics, written into history once a data folder, in
// the background. Which span it is stands in a file, so that a hub that was killed goes on where it stopped.
import { type Campus, type DemoHistory, RangeSet } from '@campus/campus-model';
import { type Clock, type Log, TroubleLog, WorkerClient } from '@campus/runtime';
import type { PastChunk, PastOptions } from '@campus/simulators';
import type { CommitGroup, HistoryStore } from '@campus/telemetry-store';
import { type DemoHistoryMark, readMark, writeMark } from './demo-history-mark.ts';
import type { DemoHistoryWorkerMethods } from './demo-history-worker.ts';

const usualDays = 30;
/** About 71,000 samples of the demo campus: large enough to be cheap, short enough that a live commit waits unnoticed. */
const chunkMs = 3 * 3_600_000;
/** A campus of more points than this takes longer than a minute; it begins without a past. */
const mostPoints = 2_000;
/** Numbers of a chunk begin at its place times this: more than a chunk of the largest campus holds. */
const numbersPerChunk = 1_000_000;
/** History that begins this long before the start is no demo's: it is left alone. */
const olderMs = 600_000;
/** Live samples that wait for their commit: past this they go first. */
const mostPendingSamples = 2_000;
const lookAgainMs = 100;
/** After the store refused. */
const pauseMs = 5_000;
/** A world of 2,000 points and a chunk of samples, several times over. */
const heapLimits = { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 8 };
/** The campus comes to life first. */
const headStartMs = 3_000;

/** In the store's ranges the past is one more gateway, with one outbox. */
const gatewayId = 'demo-history';

export interface DemoHistoryOptions {
  readonly campus: Campus;
  readonly store: Pick<HistoryStore, 'commit' | 'committedRanges' | 'state'>;
  /** The hub's data folder. */
  readonly folder: string;
  /** The simulators' own seed: their meters begin where the past ends. */
  readonly seed: number;
  readonly clock: Clock;
  readonly log: Log;
  /** How far back it reaches; 30 if left out. */
  readonly days?: number;
  /** Live samples that are not durable yet. */
  pendingSamples?(): number;
  /** False while the disk has no room for telemetry. */
  mayStore?(): boolean;
  /** Told at the start, as it goes on, and at the end (share 1); not of a past that was finished in an earlier run. */
  onProgress?(view: DemoHistory): void;
}

export interface RunningDemoHistory {
  /** Null where the folder has no made-up past. */
  view(): DemoHistory | null;
  /** Resolves when nothing is left to do, or after `close`. */
  readonly finished: Promise<void>;
  close(): Promise<void>;
}

/** Returns at once: the past is written beside everything else, and trouble of the store is waited out. */
export function startDemoHistory(options: DemoHistoryOptions): RunningDemoHistory {
  const making = new DemoHistoryMaking(options);
  const finished = making.run();
  return {
    view: () => making.view,
    finished,
    close: async () => {
      making.close();
      await finished;
    },
  };
}

type Worker = WorkerClient<DemoHistoryWorkerMethods>;

class DemoHistoryMaking {
  view: DemoHistory | null = null;
  readonly #options: DemoHistoryOptions;
  readonly #trouble: TroubleLog;
  readonly #closing = Promise.withResolvers<void>();
  #isClosed = false;

  constructor(options: DemoHistoryOptions) {
    this.#options = options;
    this.#trouble = new TroubleLog(options.log);
  }

  close(): void {
    this.#isClosed = true;
    this.#closing.resolve();
  }

  /** Never rejects: a demo without its past is still a demo. */
  async run(): Promise<void> {
    const { campus, folder, log, clock } = this.#options;
    if (!campus.isDemo || campus.points.size > mostPoints) return;
    const nowMs = clock.now();
    try {
      const mark = readMark(folder);
      if (mark) this.#show(mark, mark.isFinished ? 1 : 0);
      if (mark?.isFinished) return;
      await this.#rest(headStartMs);
      await (mark ? this.#make(mark) : this.#begin(nowMs));
    } catch (error) {
      if (!this.#isClosed) log.error({ error: String(error) }, 'the demo has no past, or only a part of it');
    }
  }

  /** Leaves a store alone that holds older history already. */
  async #begin(startMs: number): Promise<void> {
    const { store, seed, days = usualDays } = this.#options;
    const state = await this.#untilItWorks(() => store.state());
    if (!state || (state.fromMs !== null && state.fromMs < startMs - olderMs)) return;
    await this.#make({ version: 1, seed, startMs, days, fromMs: startMs, toMs: startMs, isFinished: false });
  }

  async #make(mark: DemoHistoryMark): Promise<void> {
    const { campus, folder } = this.#options;
    const { seed, startMs, days } = mark;
    const past: PastOptions = { campus, seed, startMs, days, chunkMs };
    const file = new URL('./demo-history-worker.ts', import.meta.url);
    const worker: Worker = new WorkerClient(file, past, undefined, heapLimits);
    void this.#closing.promise.then(() => worker.terminate());
    try {
      const begun = { ...mark, ...(await worker.call('span', [])) };
      writeMark(folder, begun);
      this.#show(begun, 0);
      await this.#writeAll(worker, outboxOf(mark));
      if (this.#isClosed) return;
      writeMark(folder, { ...begun, isFinished: true });
      this.#tell(1);
    } finally {
      await worker.terminate();
    }
  }

  #show({ fromMs, toMs }: DemoHistoryMark, share: number): void {
    this.view = { fromMs, toMs, share };
  }

  async #writeAll(worker: Worker, outboxId: string): Promise<void> {
    const { store } = this.#options;
    this.#tell(0);
    const before = await this.#untilItWorks(() => store.committedRanges(gatewayId));
    if (!before) return;
    const written = RangeSet.of(before.get(outboxId) ?? []);
    const { fromMs, toMs } = this.view!;
    for (let place = 0; !this.#isClosed; place++) {
      const chunk = await worker.call('next', []);
      if (!chunk) return;
      const group = groupOf(chunk, outboxId, place * numbersPerChunk + 1);
      const isWanted = chunk.batch.length > 0 && !written.has(group.ranges[0]!.first);
      if (isWanted) await this.#write(group);
      if (!this.#isClosed && chunk.toMs < toMs) this.#tell((chunk.toMs - fromMs) / (toMs - fromMs));
    }
  }

  /** Live samples first; then as long a rest as the commit took. */
  async #write(group: CommitGroup): Promise<void> {
    const { clock, store, pendingSamples = () => 0, mayStore = () => true } = this.#options;
    while (!this.#isClosed && (pendingSamples() > mostPendingSamples || !mayStore())) {
      await this.#rest(lookAgainMs);
    }
    const startedAt = clock.monotonic();
    await this.#untilItWorks(async () => {
      await store.commit(group);
      return true;
    });
    await this.#rest(clock.monotonic() - startedAt);
  }

  #tell(share: number): void {
    this.view = { ...this.view!, share };
    this.#options.onProgress?.(this.view);
  }

  /** Null only after `close`. */
  async #untilItWorks<T>(attempt: () => Promise<T>): Promise<T | null> {
    while (!this.#isClosed) {
      try {
        const result = await attempt();
        this.#trouble.back('demo history');
        return result;
      } catch (error) {
        this.#trouble.lost('demo history', String(error));
        await this.#rest(pauseMs);
      }
    }
    return null;
  }

  async #rest(ms: number): Promise<void> {
    const rested = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(ms, rested.resolve);
    await Promise.race([rested.promise, this.#closing.promise]);
    cancel();
  }
}

/** The same for every run that writes this past. */
function outboxOf({ startMs }: DemoHistoryMark): string {
  return `demo${startMs.toString(36)}`;
}

function groupOf({ batch }: PastChunk, outboxId: string, first: number): CommitGroup {
  return {
    batches: [batch],
    ranges: [{ gatewayId, outboxId, first, last: first + batch.length - 1 }],
    tallies: [{ gatewayId, outboxId, rows: batch.length }],
  };
}
