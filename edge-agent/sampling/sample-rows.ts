// Samples of the agent in columns: gathered as they come, handed on sorted by point, so that a device's stand together.

/** Row `i` of each column is one sample. `texts` is there where a row has one. */
export interface SampleRows {
  readonly length: number;
  /** Number in the point book. */
  readonly point: Uint32Array;
  readonly timeMs: Float64Array;
  /** NaN is a missing value. */
  readonly value: Float64Array;
  readonly status: Uint32Array;
  readonly ordinal: Uint16Array;
  readonly texts: ReadonlyMap<number, string> | null;
}

const firstCapacity = 256;
/** Rows of one group: its place fits below its point in one number that sorts. */
export const mostRows = 4_096;

export class SampleColumns {
  #columns = columnsOf(firstCapacity);
  #texts: Map<number, string> | null = null;
  #length = 0;
  #isSorted = true;

  get length(): number {
    return this.#length;
  }

  push(
    point: number,
    timeMs: number,
    value: number,
    status: number,
    ordinal: number,
    text: string | undefined,
  ): void {
    if (this.#length === this.#columns.point.length) this.#grow();
    const row = this.#length++;
    const { point: points } = this.#columns;
    if (row > 0 && points[row - 1]! > point) this.#isSorted = false;
    points[row] = point;
    this.#columns.timeMs[row] = timeMs;
    this.#columns.value[row] = value;
    this.#columns.status[row] = status;
    this.#columns.ordinal[row] = ordinal;
    if (text === undefined) return;
    this.#texts ??= new Map();
    this.#texts.set(row, text);
  }

  /** At most `mostRows` rows, by point and in the order they came; the columns start anew. */
  take(): SampleRows {
    const rows = this.#isSorted ? this.inOrder() : this.#sorted();
    this.#length = 0;
    this.#texts = null;
    this.#isSorted = true;
    return rows;
  }

  /** The rows so far in the order they came. */
  inOrder(): SampleRows {
    const length = this.#length;
    const { point, timeMs, value, status, ordinal } = this.#columns;
    return {
      length,
      point: point.slice(0, length),
      timeMs: timeMs.slice(0, length),
      value: value.slice(0, length),
      status: status.slice(0, length),
      ordinal: ordinal.slice(0, length),
      texts: this.#texts,
    };
  }

  #sorted(): SampleRows {
    const length = this.#length;
    const keys = new Float64Array(length);
    for (let row = 0; row < length; row++) keys[row] = this.#columns.point[row]! * mostRows + row;
    keys.sort();
    const to = columnsOf(length);
    const texts = this.#texts ? new Map<number, string>() : null;
    for (let i = 0; i < length; i++) {
      const row = keys[i]! % mostRows;
      to.point[i] = this.#columns.point[row]!;
      to.timeMs[i] = this.#columns.timeMs[row]!;
      to.value[i] = this.#columns.value[row]!;
      to.status[i] = this.#columns.status[row]!;
      to.ordinal[i] = this.#columns.ordinal[row]!;
      const text = this.#texts?.get(row);
      if (text !== undefined) texts!.set(i, text);
    }
    return { length, ...to, texts };
  }

  #grow(): void {
    const from = this.#columns;
    this.#columns = columnsOf(from.point.length * 2);
    this.#columns.point.set(from.point);
    this.#columns.timeMs.set(from.timeMs);
    this.#columns.value.set(from.value);
    this.#columns.status.set(from.status);
    this.#columns.ordinal.set(from.ordinal);
  }
}

/** Of the columns of one row. */
const rowBytes = 4 + 8 + 8 + 4 + 2;
/** Of a text beside its characters: its place in the map, the string's own head. */
const textBytes = 64;

/** Memory that rows take. */
export function bytesOf({ length, texts }: SampleRows): number {
  let bytes = length * rowBytes;
  for (const text of texts?.values() ?? []) bytes += textBytes + 2 * text.length;
  return bytes;
}

/** Of one frame: a third of a second of the busiest gateway, and still a moment's work to encode and to read. */
const mostRowsAFrame = 32_768;

/** Neighbouring groups merged, as far as a frame holds them, in their order; one with texts is a frame of its own. */
export function framesOf(groups: readonly SampleRows[]): SampleRows[] {
  const frames: SampleRows[] = [];
  let open: SampleRows[] = [];
  let rows = 0;
  for (const group of groups) {
    const isJoined = !group.texts && !open[0]?.texts && rows + group.length <= mostRowsAFrame;
    if (open.length > 0 && !isJoined) {
      frames.push(mergedRows(open));
      open = [];
      rows = 0;
    }
    open.push(group);
    rows += group.length;
  }
  if (open.length > 0) frames.push(mergedRows(open));
  return frames;
}

/** Of groups without texts, or of one. */
function mergedRows(groups: readonly SampleRows[]): SampleRows {
  if (groups.length === 1) return groups[0]!;
  const columns = columnsOf(groups.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const group of groups) {
    columns.point.set(group.point, at);
    columns.timeMs.set(group.timeMs, at);
    columns.value.set(group.value, at);
    columns.status.set(group.status, at);
    columns.ordinal.set(group.ordinal, at);
    at += group.length;
  }
  return { length: at, ...columns, texts: null };
}

function columnsOf(capacity: number) {
  return {
    point: new Uint32Array(capacity),
    timeMs: new Float64Array(capacity),
    value: new Float64Array(capacity),
    status: new Uint32Array(capacity),
    ordinal: new Uint16Array(capacity),
  };
}
