// Samples on their way into DuckDB: one set of columns a commit, handed to the worker, written chunk by chunk, the plain ones
// apart from the others.
import type { SampleBatch } from '@campus/campus-model';
import { status } from '@campus/campus-model/plain';
import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  INTEGER,
  STRUCT,
  UINTEGER,
  USMALLINT,
} from '@duckdb/node-api';
import { chunkRows, entriesOf, itemsOf, WholeNumbers } from './column-chunks.ts';
import type { HotNames } from './history-tables.ts';

/** As the tables of history-tables.ts have them. */
const plainType = STRUCT({ point: INTEGER, time_ms: BIGINT, value: DOUBLE });
const markedTypes = [INTEGER, BIGINT, USMALLINT, DOUBLE, UINTEGER];
const { good } = status;

export interface TextSample {
  readonly point: number;
  readonly timeMs: number;
  readonly ordinal: number;
  readonly status: number;
  readonly text: string;
}

/** All samples of a commit; `point` is the index of the opener's list. */
export interface CommitColumns extends Omit<SampleBatch, 'texts' | 'historical'> {
  readonly texts: readonly TextSample[];
}

/** The columns of a commit and the buffers that are to be moved to the worker with them. */
export interface Handover {
  readonly columns: CommitColumns;
  readonly moved: readonly ArrayBuffer[];
}

/** A single batch in shared memory is lent to the worker as it is; others are copied into one set of columns. */
export function handOver(batches: readonly SampleBatch[]): Handover {
  const [first] = batches;
  const isShared = batches.length === 1 && first!.point.buffer instanceof SharedArrayBuffer;
  if (isShared && !first!.texts) {
    const { length, point, timeMs, value, status, ordinal } = first!;
    return { columns: { length, point, timeMs, value, status, ordinal, texts: [] }, moved: [] };
  }
  const columns = joinBatches(batches);
  const { point, timeMs, value, status, ordinal } = columns;
  return { columns, moved: [point, timeMs, value, status, ordinal].map(({ buffer }) => buffer) };
}

interface JoinedColumns extends CommitColumns {
  readonly point: Uint32Array<ArrayBuffer>;
  readonly timeMs: Float64Array<ArrayBuffer>;
  readonly value: Float64Array<ArrayBuffer>;
  readonly status: Uint32Array<ArrayBuffer>;
  readonly ordinal: Uint16Array<ArrayBuffer>;
}

/** Text samples go apart. */
function joinBatches(batches: readonly SampleBatch[]): JoinedColumns {
  const texts: TextSample[] = [];
  let most = 0;
  for (const batch of batches) most += batch.length - (batch.texts?.size ?? 0);
  const columns = {
    point: new Uint32Array(most),
    timeMs: new Float64Array(most),
    value: new Float64Array(most),
    status: new Uint32Array(most),
    ordinal: new Uint16Array(most),
  };
  let at = 0;
  for (const batch of batches) {
    if (batch.texts) at = copyRows(batch, columns, at, texts);
    else {
      columns.point.set(batch.point, at);
      columns.timeMs.set(batch.timeMs, at);
      columns.value.set(batch.value, at);
      columns.status.set(batch.status, at);
      columns.ordinal.set(batch.ordinal, at);
      at += batch.length;
    }
  }
  return { length: most, ...columns, texts };
}

function copyRows(
  batch: SampleBatch,
  columns: Omit<CommitColumns, 'length' | 'texts'>,
  start: number,
  texts: TextSample[],
): number {
  let at = start;
  for (let row = 0; row < batch.length; row++) {
    const point = batch.point[row]!;
    const timeMs = batch.timeMs[row]!;
    const ordinal = batch.ordinal[row]!;
    const status = batch.status[row]!;
    const text = batch.texts?.get(row);
    if (text !== undefined) texts.push({ point, timeMs, ordinal, status, text });
    else {
      columns.point[at] = point;
      columns.timeMs[at] = timeMs;
      columns.value[at] = batch.value[row]!;
      columns.status[at] = status;
      columns.ordinal[at] = ordinal;
      at++;
    }
  }
  return at;
}

/** Appends to hot tables. `numberOf` is the store's number by point index. */
export class SampleAppender {
  readonly #numberOf: Int32Array;
  /** Of a full block of plain samples; made once, since making one costs as much as filling it. */
  readonly #full = DuckDBDataChunk.create([plainType], chunkRows);
  /** Rows of the commit in hand: the plain ones from the front, the marked ones from the end. */
  #rows = new Uint32Array();

  constructor(numberOf: Int32Array) {
    this.#numberOf = numberOf;
  }

  /** Appends within the transaction of `connection`. */
  async append(connection: DuckDBConnection, to: HotNames, columns: CommitColumns): Promise<void> {
    const { length, texts } = columns;
    if (this.#rows.length < length) this.#rows = new Uint32Array(length);
    const plain = partRows(columns, this.#rows);
    const plainRows = this.#rows.subarray(0, plain);
    const markedRows = this.#rows.subarray(plain, length).reverse();
    await appendChunks(connection, to.plain, plainRows, (rows) => this.#plainChunk(columns, rows));
    await appendChunks(connection, to.marked, markedRows, (rows) => this.#markedChunk(columns, rows));
    if (texts.length > 0) await appendTexts(connection, texts, this.#numberOf);
  }

  #plainChunk({ point, timeMs, value }: CommitColumns, rows: Uint32Array): DuckDBDataChunk {
    const isFull = rows.length === chunkRows;
    const chunk = isFull ? this.#full : DuckDBDataChunk.create([plainType], rows.length);
    this.#writePoints(entriesOf(chunk, 0, Int32Array), point, rows);
    writeTimes(entriesOf(chunk, 1, BigInt64Array), timeMs, rows);
    pick(entriesOf(chunk, 2, Float64Array), value, rows);
    chunk.getColumnVector(0).flush();
    return chunk;
  }

  #markedChunk(columns: CommitColumns, rows: Uint32Array): DuckDBDataChunk {
    const chunk = DuckDBDataChunk.create(markedTypes, rows.length);
    this.#writePoints(itemsOf(chunk, 0, Int32Array), columns.point, rows);
    writeTimes(itemsOf(chunk, 1, BigInt64Array), columns.timeMs, rows);
    pick(itemsOf(chunk, 2, Uint16Array), columns.ordinal, rows);
    pick(itemsOf(chunk, 3, Float64Array), columns.value, rows);
    markMissing(chunk, 3);
    pick(itemsOf(chunk, 4, Uint32Array), columns.status, rows);
    for (let column = 0; column < markedTypes.length; column++) chunk.getColumnVector(column).flush();
    return chunk;
  }

  #writePoints(target: Int32Array, point: Uint32Array, rows: Uint32Array): void {
    for (let i = 0; i < rows.length; i++) target[i] = storeNumber(point[rows[i]!]!, this.#numberOf);
  }
}

/** Plain samples into the front of `rows`, in their order, the others into its end, backwards. How many are plain. */
function partRows({ length, status, ordinal, value }: CommitColumns, rows: Uint32Array): number {
  let plain = 0;
  let marked = length;
  for (let row = 0; row < length; row++) {
    const isPlain = status[row] === good && ordinal[row] === 0 && !Number.isNaN(value[row]!);
    if (isPlain) rows[plain++] = row;
    else rows[--marked] = row;
  }
  return plain;
}

async function appendChunks(
  connection: DuckDBConnection,
  table: string,
  rows: Uint32Array,
  chunkOf: (rows: Uint32Array) => DuckDBDataChunk,
): Promise<void> {
  if (rows.length === 0) return;
  const appender = await connection.createAppender(table);
  for (let at = 0; at < rows.length; at += chunkRows)
    appender.appendDataChunk(chunkOf(rows.subarray(at, at + chunkRows)));
  appender.closeSync();
}

function writeTimes(target: BigInt64Array, timeMs: Float64Array, rows: Uint32Array): void {
  const numbers = new WholeNumbers(target);
  for (let i = 0; i < rows.length; i++) numbers.set(i, timeMs[rows[i]!]!);
}

function pick<A extends Uint16Array | Uint32Array | Float64Array>(
  target: A,
  from: A,
  rows: Uint32Array,
): void {
  for (let i = 0; i < rows.length; i++) target[i] = from[rows[i]!]!;
}

function storeNumber(index: number, numberOf: Int32Array): number {
  const number = numberOf[index];
  if (number === undefined) throw new RangeError(`point index ${index}; the store has ${numberOf.length}`);
  return number;
}

/** A missing value is NULL. */
function markMissing(chunk: DuckDBDataChunk, column: number): void {
  const values = itemsOf(chunk, column, Float64Array);
  const vector = chunk.getColumnVector(column);
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i]!)) vector.setItem(i, null);
}

async function appendTexts(
  connection: DuckDBConnection,
  texts: readonly TextSample[],
  numberOf: Int32Array,
): Promise<void> {
  const appender = await connection.createAppender('texts');
  for (const { point, timeMs, ordinal, status, text } of texts) {
    appender.appendInteger(storeNumber(point, numberOf));
    appender.appendBigInt(BigInt(timeMs));
    appender.appendUSmallInt(ordinal);
    appender.appendUInteger(status);
    appender.appendVarchar(text);
    appender.endRow();
  }
  appender.closeSync();
}
