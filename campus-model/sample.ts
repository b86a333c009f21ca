// Samples in columns: how values move inside a process (typed arrays, no object a sample).

/**
 * A batch of samples; column `i` of each array is one sample.
 * A missing value is NaN, never 0. Times are integer milliseconds UTC of the source.
 */
export interface SampleBatch {
  readonly length: number;
  /** Index into the point list both sides share (the telemetry store's point number, the agent's plan index). */
  readonly point: Uint32Array;
  readonly timeMs: Float64Array;
  readonly value: Float64Array;
  /** OPC UA StatusCode. */
  readonly status: Uint32Array;
  /** Tells samples of equal point and time apart (0, 1, 2 …). */
  readonly ordinal: Uint16Array;
  /** Text values by row, for text points only. */
  readonly texts?: ReadonlyMap<number, string>;
  /** True for a backlog sent late: history takes it, live values and rules do not. */
  readonly historical: boolean;
}

type Memory = new (bytes: number) => ArrayBufferLike;

/**
 * Grows column by column; `take` hands a copy over and starts anew, `view` lends the columns themselves. With
 * SharedArrayBuffer as their memory another thread reads what is lent without a copy.
 */
export class SampleColumns {
  readonly #memory: Memory;
  #point: Uint32Array;
  #timeMs: Float64Array;
  #value: Float64Array;
  #status: Uint32Array;
  #ordinal: Uint16Array;
  #texts: Map<number, string> | undefined;
  #length = 0;

  constructor(capacity = 256, memory: Memory = ArrayBuffer) {
    this.#memory = memory;
    this.#point = new Uint32Array(new memory(capacity * 4));
    this.#timeMs = new Float64Array(new memory(capacity * 8));
    this.#value = new Float64Array(new memory(capacity * 8));
    this.#status = new Uint32Array(new memory(capacity * 4));
    this.#ordinal = new Uint16Array(new memory(capacity * 2));
  }

  get length(): number {
    return this.#length;
  }

  push(point: number, timeMs: number, value: number, status: number, ordinal = 0, text?: string): void {
    if (this.#length === this.#point.length) this.#grow();
    const row = this.#length++;
    this.#point[row] = point;
    this.#timeMs[row] = timeMs;
    this.#value[row] = value;
    this.#status[row] = status;
    this.#ordinal[row] = ordinal;
    if (text !== undefined) {
      this.#texts ??= new Map();
      this.#texts.set(row, text);
    }
  }

  /** Adds a copy of all rows of a batch. */
  append(batch: SampleBatch): void {
    const from = this.#length;
    const { length, texts } = batch;
    while (from + length > this.#point.length) this.#grow();
    this.#point.set(firstOf(batch.point, length), from);
    this.#timeMs.set(firstOf(batch.timeMs, length), from);
    this.#value.set(firstOf(batch.value, length), from);
    this.#status.set(firstOf(batch.status, length), from);
    this.#ordinal.set(firstOf(batch.ordinal, length), from);
    this.#length = from + length;
    if (!texts) return;
    this.#texts ??= new Map();
    for (const [row, text] of texts) if (row < length) this.#texts.set(from + row, text);
  }

  /** The batch so far without a copy: good until the columns are pushed to or cleared. */
  view(historical = false): SampleBatch {
    const length = this.#length;
    return {
      length,
      point: this.#point.subarray(0, length),
      timeMs: this.#timeMs.subarray(0, length),
      value: this.#value.subarray(0, length),
      status: this.#status.subarray(0, length),
      ordinal: this.#ordinal.subarray(0, length),
      ...(this.#texts ? { texts: this.#texts } : {}),
      historical,
    };
  }

  /** Starts anew in the same memory. */
  clear(): void {
    this.#length = 0;
    this.#texts = undefined;
  }

  /** The batch so far, as a copy; the columns start anew. */
  take(historical = false): SampleBatch {
    const length = this.#length;
    const batch: SampleBatch = {
      length,
      point: this.#point.slice(0, length),
      timeMs: this.#timeMs.slice(0, length),
      value: this.#value.slice(0, length),
      status: this.#status.slice(0, length),
      ordinal: this.#ordinal.slice(0, length),
      ...(this.#texts ? { texts: this.#texts } : {}),
      historical,
    };
    this.clear();
    return batch;
  }

  #grow(): void {
    const capacity = this.#point.length * 2;
    const grow = <T extends Uint32Array | Float64Array | Uint16Array>(from: T, to: T): T => {
      to.set(from as never);
      return to;
    };
    const memory = this.#memory;
    this.#point = grow(this.#point, new Uint32Array(new memory(capacity * 4)));
    this.#timeMs = grow(this.#timeMs, new Float64Array(new memory(capacity * 8)));
    this.#value = grow(this.#value, new Float64Array(new memory(capacity * 8)));
    this.#status = grow(this.#status, new Uint32Array(new memory(capacity * 4)));
    this.#ordinal = grow(this.#ordinal, new Uint16Array(new memory(capacity * 2)));
  }
}

/** Columns may be longer than their batch. */
function firstOf<T extends Uint32Array | Float64Array | Uint16Array>(column: T, length: number): T {
  return column.length === length ? column : (column.subarray(0, length) as T);
}
