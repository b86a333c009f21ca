// Copies all history from one store into another, with progress, and goes on where an earlier run was ended.
import { CampusError, RangeSet, type SampleBatch, SampleColumns } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type {
  CommittedRange,
  HistoryPart,
  HistoryPoint,
  HistoryStore,
  OutboxEntry,
} from './history-store.ts';

/** The ranges of the copy in the target: number n stands for all samples of the millisecond n − 1. */
export const copyGatewayId = 'history-copy';

export interface CopyProgress {
  /** Samples copied in this run. */
  readonly samples: number;
  readonly samplesASecond: number;
  /** 0…1 of the span. */
  readonly share: number;
  /** What the target waits for; null while it takes samples. */
  readonly trouble: string | null;
}

export interface CopyOptions {
  readonly from: HistoryStore;
  /** Opens the target; called again with more points where the source knows some that left the campus. */
  openTarget(points: readonly HistoryPoint[]): Promise<HistoryStore>;
  readonly points: readonly HistoryPoint[];
  /** Whose outboxes are copied too, so that agents do not send again what the target then has. */
  readonly gatewayIds: readonly string[];
  /** Tells copies from several sources into one target apart: 6…32 of a–z and 0–9. */
  readonly copyId: string;
  readonly clock: Clock;
  onProgress(progress: CopyProgress): void;
}

export interface CopyResult {
  /** In this run, and by all runs of this copy together. */
  readonly copied: number;
  readonly copiedEver: number;
  readonly sourceSamples: number;
  readonly targetSamples: number;
  /** Whether the counts agree: everything of the source was copied, and the target has at least as much. */
  readonly isWhole: boolean;
}

/** InfluxDB's last moment, in 2262; samples with a time beyond it are in no store. */
const endOfTimeMs = 9_223_372_036_853;
/** What is assumed of a point that left the campus: its model is no longer known. */
const formerPointHoldMs = 15 * 60_000;
/** A target that takes nothing for so long is given up; the copy goes on at the next run. */
const longestWaitMs = 120_000;
const waitMs = 1_000;

/** Rejects with CampusError('store-unavailable') where a store fails; what was copied by then stays. */
export async function copyHistory(options: CopyOptions): Promise<CopyResult> {
  const copy = new HistoryCopy(options, await options.openTarget(options.points));
  try {
    return await copy.run();
  } finally {
    await copy.close();
  }
}

class HistoryCopy {
  readonly #options: CopyOptions;
  readonly #startedMs: number;
  readonly #numbers = new Map<string, number>();
  readonly #points: HistoryPoint[];
  #target: HistoryStore;
  #copied = 0;
  #firstMs = 0;

  constructor(options: CopyOptions, target: HistoryStore) {
    this.#options = options;
    this.#target = target;
    this.#points = [...options.points];
    for (const [number, { id }] of this.#points.entries()) this.#numbers.set(id, number);
    this.#startedMs = options.clock.monotonic();
  }

  async run(): Promise<CopyResult> {
    const { from } = this.#options;
    const doneMs = await this.#doneMs();
    this.#firstMs = (await from.state()).fromMs ?? 0;
    await this.#copyFrom(doneMs);
    for (const gatewayId of this.#options.gatewayIds) await this.#copyOutboxes(gatewayId);
    await this.#settle();
    const [source, target] = [await from.counts(), await this.#target.counts()];
    const copiedEver = (await this.#entry())?.rows ?? 0;
    return {
      copied: this.#copied,
      copiedEver,
      sourceSamples: source.samples,
      targetSamples: target.samples,
      isWhole: copiedEver === source.samples && target.samples >= copiedEver,
    };
  }

  close(): Promise<void> {
    return this.#target.close();
  }

  /** A part may end within a millisecond: the samples of its last one are committed with the next part. */
  async #copyFrom(startMs: number): Promise<void> {
    const span = { fromMs: startMs, toMs: endOfTimeMs };
    let doneMs = startMs;
    let carried = new SampleColumns();
    let next: string | null = null;
    do {
      const part: HistoryPart = await this.#options.from.part(span, next);
      next = part.next;
      const numbers = await this.#numbersOf(part.pointIds);
      const untilMs: number = next === null ? endOfTimeMs : lastTime(part.batch, doneMs);
      const rest = new SampleColumns();
      append(part.batch, numbers, carried, rest, untilMs);
      const whole = carried.take(true);
      carried = rest;
      // The end is not marked: what is stored later is copied by a later run.
      const markedMs = next === null ? Math.max(doneMs, lastTime(whole, doneMs - 1) + 1) : untilMs;
      await this.#commit(whole, doneMs, markedMs);
      doneMs = markedMs;
      this.#tell(doneMs);
    } while (next !== null);
  }

  async #commit(batch: SampleBatch, fromMs: number, untilMs: number): Promise<void> {
    const outbox = { gatewayId: copyGatewayId, outboxId: this.#options.copyId };
    const ranges = untilMs > fromMs ? [{ ...outbox, first: fromMs + 1, last: untilMs }] : [];
    if (batch.length === 0 && ranges.length === 0) return;
    const group = { batches: [batch], ranges, tallies: [{ ...outbox, rows: batch.length }] };
    await this.#patiently(() => this.#target.commit(group), fromMs);
    this.#copied += batch.length;
  }

  /** A target whose server falls behind takes more once it has caught up. */
  async #patiently(run: () => Promise<void>, doneMs: number): Promise<void> {
    const { clock } = this.#options;
    for (const since = clock.monotonic(); ; ) {
      try {
        return await run();
      } catch (error) {
        const isOver = clock.monotonic() - since > longestWaitMs;
        if (isOver || !(error instanceof CampusError) || error.code !== 'store-unavailable') throw error;
        this.#tell(doneMs, error.detail ?? error.message);
        await new Promise<void>((resolve) => clock.after(waitMs, resolve));
      }
    }
  }

  #settle(): Promise<void> {
    return this.#patiently(() => this.#target.settle(), endOfTimeMs);
  }

  async #copyOutboxes(gatewayId: string): Promise<void> {
    const known = new Map((await this.#target.outboxes(gatewayId)).map((entry) => [entry.outboxId, entry]));
    for (const entry of await this.#options.from.outboxes(gatewayId)) {
      const { outboxId, rows } = entry;
      const missing = rows - (known.get(outboxId)?.rows ?? 0);
      await this.#patiently(
        () =>
          this.#target.commit({
            batches: [],
            ranges: rangesOf(gatewayId, entry),
            tallies: missing > 0 ? [{ gatewayId, outboxId, rows: missing }] : [],
          }),
        endOfTimeMs,
      );
    }
  }

  /** The index of each point in the target, which is opened anew where it does not know one. */
  async #numbersOf(pointIds: readonly string[]): Promise<Uint32Array> {
    const former = pointIds.filter((id) => !this.#numbers.has(id));
    for (const id of former) {
      this.#numbers.set(id, this.#points.length);
      this.#points.push({ id, holdMs: formerPointHoldMs, isCounter: false, wrapsAt: null });
    }
    if (former.length > 0) {
      await this.#target.close();
      this.#target = await this.#options.openTarget(this.#points);
    }
    return Uint32Array.from(pointIds, (id) => this.#numbers.get(id)!);
  }

  async #entry(): Promise<OutboxEntry | undefined> {
    const outboxes = await this.#target.outboxes(copyGatewayId);
    return outboxes.find(({ outboxId }) => outboxId === this.#options.copyId);
  }

  /** All before it was copied by earlier runs. */
  async #doneMs(): Promise<number> {
    const done = RangeSet.of((await this.#entry())?.committed ?? []);
    return (done.missing(1, endOfTimeMs)[0]?.[0] ?? endOfTimeMs) - 1;
  }

  #tell(doneMs: number, trouble: string | null = null): void {
    const { clock, onProgress } = this.#options;
    const seconds = (clock.monotonic() - this.#startedMs) / 1_000;
    const share = (doneMs - this.#firstMs) / Math.max(1, clock.now() - this.#firstMs);
    onProgress({
      samples: this.#copied,
      samplesASecond: seconds > 0 ? this.#copied / seconds : 0,
      share: Math.min(1, Math.max(0, share)),
      trouble,
    });
  }
}

function lastTime({ timeMs, length }: SampleBatch, least: number): number {
  let last = least;
  for (let row = 0; row < length; row++) last = Math.max(last, timeMs[row]!);
  return last;
}

/** Samples before `untilMs` are added to `whole`, the others to `rest`. */
function append(
  batch: SampleBatch,
  numbers: Uint32Array,
  whole: SampleColumns,
  rest: SampleColumns,
  untilMs: number,
): void {
  const { point, timeMs, value, status, ordinal, texts } = batch;
  for (let row = 0; row < batch.length; row++) {
    const columns = timeMs[row]! < untilMs ? whole : rest;
    columns.push(
      numbers[point[row]!]!,
      timeMs[row]!,
      value[row]!,
      status[row]!,
      ordinal[row]!,
      texts?.get(row),
    );
  }
}

function rangesOf(gatewayId: string, { outboxId, committed, refused }: OutboxEntry): CommittedRange[] {
  const outbox = { gatewayId, outboxId };
  return [
    ...committed.map(([first, last]) => ({ ...outbox, first, last })),
    ...refused.map(([first, last]) => ({ ...outbox, first, last, isRefused: true })),
  ];
}
