// History as columns in one binary message: what it is made of, writing it and reading it. Both ends use this file; the
// layout is told in docs/how-to/api.md. All numbers are little-endian, every column begins at a multiple of eight bytes.
import type { TrendView } from './api.ts';
import type { BucketQuality } from './bucket-quality.ts';

/** How a column's numbers are kept. A missing value is NaN, never 0. */
export const historyColumnKinds = {
  timeMean: 'float64',
  mean: 'float64',
  min: 'float64',
  max: 'float64',
  last: 'float64',
  /** Of counters: null also where nothing is known of a bucket. */
  rise: 'float64',
  coverage: 'float32',
  count: 'uint32',
  uncertain: 'uint32',
  bad: 'uint32',
  /** Index into `bucketQualities`. */
  quality: 'uint8',
} as const;
export type HistoryColumnName = keyof typeof historyColumnKinds;

const arrays = {
  float64: Float64Array,
  float32: Float32Array,
  uint32: Uint32Array,
  uint8: Uint8Array,
} as const;
type ColumnArray = Float64Array | Float32Array | Uint32Array | Uint8Array;

/** What a number of the column `quality` stands for. */
export const bucketQualities: readonly BucketQuality[] = ['none', 'bad', 'partly-bad', 'uncertain', 'good'];

/** What is said of a point's columns before them. Row n is the bucket from `fromMs + n * bucketMs`. */
export interface ColumnsHead extends Pick<TrendView, 'pointId' | 'bucketMs' | 'coverage' | 'tier' | 'gaps'> {
  readonly fromMs: number;
  readonly length: number;
  readonly columns: readonly HistoryColumnName[];
}

/** A point's history: the columns that were asked for, each `length` rows long. */
export interface PointColumns extends ColumnsHead {
  column(name: HistoryColumnName): ColumnArray;
}

/** "CAMPUSH1" */
const mark = Uint8Array.from([0x43, 0x41, 0x4d, 0x50, 0x55, 0x53, 0x48, 0x31]);

export function columnArray(name: HistoryColumnName, length: number): ColumnArray {
  return new arrays[historyColumnKinds[name]](length);
}

/** The eight bytes that a message begins with; blocks of points follow. */
export function columnsMark(): Uint8Array {
  return mark.slice();
}

/** One point's block: two lengths in bytes (of the head, of the columns), the head as JSON, the columns. */
export function columnsBlock(
  head: ColumnsHead,
  columnOf: (name: HistoryColumnName) => ColumnArray,
): Uint8Array {
  const words = new TextEncoder().encode(JSON.stringify(head));
  const headBytes = padded(words.length);
  const parts = head.columns.map(columnOf);
  const bodyBytes = parts.reduce((sum, part) => sum + padded(part.byteLength), 0);
  const block = new Uint8Array(8 + headBytes + bodyBytes);
  new DataView(block.buffer).setUint32(0, headBytes, true);
  new DataView(block.buffer).setUint32(4, bodyBytes, true);
  block.fill(0x20, 8, 8 + headBytes);
  block.set(words, 8);
  let at = 8 + headBytes;
  for (const part of parts) {
    block.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += padded(part.byteLength);
  }
  return block;
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

/** All points of a message; its columns are views of `message`, nothing is copied. Throws RangeError where it is none. */
export function readColumns(message: ArrayBuffer): PointColumns[] {
  const bytes = new Uint8Array(message);
  if (!mark.every((byte, at) => bytes[at] === byte)) throw new RangeError('no history columns');
  const view = new DataView(message);
  const points: PointColumns[] = [];
  let at = mark.length;
  while (at < bytes.length) {
    const [headBytes, bodyBytes] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    const bodyAt = at + 8 + headBytes;
    if (bodyAt + bodyBytes > bytes.length) throw new RangeError('the history columns are cut off');
    const head = JSON.parse(new TextDecoder().decode(bytes.subarray(at + 8, bodyAt))) as ColumnsHead;
    points.push(pointOf(head, message, bodyAt));
    at = bodyAt + bodyBytes;
  }
  return points;
}

function pointOf(head: ColumnsHead, message: ArrayBuffer, bodyAt: number): PointColumns {
  const found = new Map<HistoryColumnName, ColumnArray>();
  let at = bodyAt;
  for (const name of head.columns) {
    const column = new arrays[historyColumnKinds[name]](message, at, head.length);
    found.set(name, column);
    at += padded(column.byteLength);
  }
  return {
    ...head,
    column(name) {
      const column = found.get(name);
      if (!column) throw new RangeError(`column ${name} was not asked for`);
      return column;
    },
  };
}
