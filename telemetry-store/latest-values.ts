// The live picture: the latest value of every point, in memory. Staleness is judged when asked and never stored.
import {
  type Campus,
  qualityOf,
  type SampleBatch,
  SampleColumns,
  staleFactor,
  status,
} from '@campus/campus-model';
import type { Clock } from '@campus/runtime';

export interface Latest {
  /** NaN where it is missing. */
  readonly value: number;
  /** For text points alone. */
  readonly text: string | null;
  /** Source time, milliseconds UTC; NaN where no value came yet. */
  readonly timeMs: number;
  /** OPC UA StatusCode. */
  readonly status: number;
  /** When the hub took it; NaN where no value came yet. */
  readonly receivedMs: number;
}

/** Latest values in columns: as many as were asked for, in that order. NaN where there is none; texts by their place. */
export interface LatestColumns {
  /** Of the answer, milliseconds UTC: a value's source time is this less its age. */
  readonly atMs: number;
  readonly values: Float64Array;
  readonly agesMs: Float64Array;
  readonly statuses: Uint32Array;
  readonly texts?: ReadonlyMap<number, string>;
}

/** A live sample older than the last by more than this did not overtake another: its clock was set back. */
const longestDetourMs = 60_000;

export class LatestValues {
  readonly #clock: Clock;
  #pointIds: readonly string[] = [];
  #indexes: ReadonlyMap<string, number> = new Map();
  #ofDevice: ReadonlyMap<string, readonly number[]> = new Map();
  #staleAfterMs = new Float64Array();
  #value = new Float64Array();
  #timeMs = new Float64Array();
  #receivedMs = new Float64Array();
  /** By the monotonic clock: no jump of the wall clock makes a value stale or fresh. */
  #heardMs = new Float64Array();
  #status = new Uint32Array();
  /** A value of an earlier time does not replace a later one: backlog and repetitions come out of order. */
  #replaceFromMs = new Float64Array();
  readonly #texts = new Map<number, string>();
  /** Rows of the batch in hand that came too late; used again. */
  readonly #late: number[] = [];
  readonly #listeners = new Set<(batch: SampleBatch) => void>();

  constructor(campus: Campus, clock: Clock) {
    this.#clock = clock;
    this.follow(campus, [...campus.points.keys()]);
  }

  /** Point ids by the index that batches use; of points that left the campus too. */
  get pointIds(): readonly string[] {
    return this.#pointIds;
  }

  /**
   * The campus has changed: `order` is the former point list with the new points behind it. Values stay; a point that left
   * is unknown from now on, one that came back begins anew.
   */
  follow(campus: Campus, order: readonly string[]): void {
    const { points } = campus;
    const gone = this.#pointIds.flatMap((id, index) => (points.has(id) ? [] : [index]));
    this.#pointIds = order;
    const present = [...order.keys()].filter((index) => points.has(order[index]!));
    this.#indexes = new Map(present.map((index) => [order[index]!, index]));
    this.#ofDevice = Map.groupBy(present, (index) => points.get(order[index]!)!.deviceId);
    this.#staleAfterMs = Float64Array.from(order, (id) => (points.get(id)?.heartbeatMs ?? 0) * staleFactor);
    this.#value = grown(this.#value, order.length, Number.NaN);
    this.#timeMs = grown(this.#timeMs, order.length, Number.NaN);
    this.#receivedMs = grown(this.#receivedMs, order.length, Number.NaN);
    this.#heardMs = grown(this.#heardMs, order.length, Number.NaN);
    this.#replaceFromMs = grown(this.#replaceFromMs, order.length, Number.NEGATIVE_INFINITY);
    const statuses = new Uint32Array(order.length).fill(status.waitingForInitialData);
    statuses.set(this.#status);
    this.#status = statuses;
    for (const index of gone) this.#forget(index);
  }

  /** -1 for an unknown point. */
  indexOf(pointId: string): number {
    return this.#indexes.get(pointId) ?? -1;
  }

  /** Null for an unknown point. */
  get(pointId: string): Latest | null {
    return this.at(this.indexOf(pointId));
  }

  /** Null outside the point list. */
  at(index: number): Latest | null {
    const receivedMs = this.#receivedMs[index];
    if (receivedMs === undefined) return null;
    return {
      value: this.#value[index]!,
      text: this.#texts.get(index) ?? null,
      timeMs: this.#timeMs[index]!,
      status: this.#statusAt(index, this.#clock.monotonic()),
      receivedMs,
    };
  }

  /** Those of some places in the point list, of which one out of the list is a point without a value. */
  columns(indexes: ArrayLike<number>): LatestColumns {
    const { length } = indexes;
    const [atMs, monotonic] = [this.#clock.now(), this.#clock.monotonic()];
    const [values, times] = [this.#value, this.#timeMs];
    const shown = new Float64Array(length);
    const agesMs = new Float64Array(length);
    const statuses = new Uint32Array(length);
    for (let place = 0; place < length; place++) {
      const index = indexes[place]!;
      shown[place] = values[index] ?? Number.NaN;
      agesMs[place] = atMs - (times[index] ?? Number.NaN);
      statuses[place] = this.#statusAt(index, monotonic);
    }
    const columns = { atMs, values: shown, agesMs, statuses };
    return this.#texts.size === 0 ? columns : { ...columns, texts: this.#textsOf(indexes) };
  }

  /** Takes live samples in and tells the listeners; a historical batch changes nothing. */
  apply(batch: SampleBatch): void {
    const { length, point, timeMs, value, status: codes, texts } = batch;
    if (batch.historical || length === 0) return;
    const [values, times, statuses] = [this.#value, this.#timeMs, this.#status];
    const [received, heard, replaceFrom] = [this.#receivedMs, this.#heardMs, this.#replaceFromMs];
    const now = this.#clock.now();
    const monotonic = this.#clock.monotonic();
    const late = this.#late;
    late.length = 0;
    for (let row = 0; row < length; row++) {
      const index = point[row]!;
      const time = timeMs[row]!;
      if (index >= values.length) throw new RangeError(`point index ${index} of ${values.length}`);
      heard[index] = monotonic;
      if (isLate(time, replaceFrom[index]!)) {
        late.push(row);
        continue;
      }
      values[index] = value[row]!;
      times[index] = time;
      statuses[index] = codes[row]!;
      received[index] = now;
      // a clock that ran ahead and was set right must not keep its point still
      replaceFrom[index] = Math.min(time, now);
      if (texts !== undefined || this.#texts.size > 0) this.#keepText(index, texts?.get(row));
    }
    const news = late.length === 0 ? batch : without(batch, new Set(late));
    if (news.length > 0) for (const tell of this.#listeners) tell(news);
  }

  /**
   * Live samples, after they are in; the batch is shared, must not be changed, and is good during the call only. Returns
   * the way to stop.
   */
  onBatch(listener: (batch: SampleBatch) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A device or its gateway died: its points have no value, with this reason, until the next sample of any time. */
  markDevice(deviceId: string, statusCode: number): void {
    const now = this.#clock.now();
    const columns = new SampleColumns();
    for (const index of this.#ofDevice.get(deviceId) ?? [])
      if (this.#status[index] !== statusCode || !Number.isNaN(this.#value[index]!))
        columns.push(index, now, Number.NaN, statusCode);
    const batch = columns.take();
    for (const index of batch.point) this.#replaceFromMs[index] = Number.NEGATIVE_INFINITY;
    this.apply(batch);
    for (const index of batch.point) this.#replaceFromMs[index] = Number.NEGATIVE_INFINITY;
  }

  #forget(index: number): void {
    for (const column of [this.#value, this.#timeMs, this.#receivedMs, this.#heardMs])
      column[index] = Number.NaN;
    this.#status[index] = status.waitingForInitialData;
    this.#replaceFromMs[index] = Number.NEGATIVE_INFINITY;
    this.#texts.delete(index);
  }

  #keepText(index: number, text: string | undefined): void {
    if (text !== undefined) this.#texts.set(index, text);
    else this.#texts.delete(index);
  }

  #textsOf(indexes: ArrayLike<number>): Map<number, string> {
    const texts = new Map<number, string>();
    for (let place = 0; place < indexes.length; place++) {
      const text = this.#texts.get(indexes[place]!);
      if (text !== undefined) texts.set(place, text);
    }
    return texts;
  }

  #statusAt(index: number, monotonic: number): number {
    const code = this.#status[index] ?? status.waitingForInitialData;
    const isOld = monotonic - this.#heardMs[index]! > this.#staleAfterMs[index]!;
    return isOld && qualityOf(code) !== 'bad' ? status.lastUsableValue : code;
  }
}

/** Overtaken by a later one; a sample that is much older comes from a clock that was set back. */
function isLate(timeMs: number, replaceFromMs: number): boolean {
  return timeMs < replaceFromMs && timeMs >= replaceFromMs - longestDetourMs;
}

function grown(column: Float64Array, length: number, rest: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(length).fill(rest);
  larger.set(column);
  return larger;
}

function without(batch: SampleBatch, rows: ReadonlySet<number>): SampleBatch {
  const columns = new SampleColumns(Math.max(1, batch.length - rows.size));
  for (let row = 0; row < batch.length; row++) {
    if (rows.has(row)) continue;
    const text = batch.texts?.get(row);
    columns.push(
      batch.point[row]!,
      batch.timeMs[row]!,
      batch.value[row]!,
      batch.status[row]!,
      batch.ordinal[row]!,
      text,
    );
  }
  return columns.take(batch.historical);
}
