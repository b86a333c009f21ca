// Samples on their way into DuckDB: one set of columns a commit, handed to the worker, written chunk by chunk.
import type { SampleBatch } from '@campus/campus-model';
import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  INTEGER,
  UINTEGER,
  USMALLINT,
} from '@duckdb/node-api';
import { chunkRows, itemsOf, writeWholeNumbers } from './column-chunks.ts';

const sampleTypes = [INTEGER, BIGINT, USMALLINT, DOUBLE, UINTEGER];

export interface TextSample {
  readonly point: number;
  readonly timeMs: number;
  readonly ordinal: number;
  readonly status: number;
  readonly text: string;
}

/** All samples of a commit; `point` is the index of the opener's list. Buffers are moved to the worker, not copied. */
export interface CommitColumns {
  readonly length: number;
  readonly point: Uint32Array<ArrayBuffer>;
  readonly timeMs: Float64Array<ArrayBuffer>;
  readonly value: Float64Array<ArrayBuffer>;
  readonly status: Uint32Array<ArrayBuffer>;
  readonly ordinal: Uint16Array<ArrayBuffer>;
  readonly texts: readonly TextSample[];
}

/** Copies the batches into one set of columns; a batch stays its owner's. */
export function joinBatches(batches: readonly SampleBatch[]): CommitColumns {
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

/**
 * Appends to hot tables. The chunk that carries full blocks is made once: making one costs as much as filling it.
 * `numberOf` is the store's number by point index.
 */
export class SampleAppender {
  readonly #numberOf: Int32Array;
  readonly #full = DuckDBDataChunk.create(sampleTypes, chunkRows);

  constructor(numberOf: Int32Array) {
    this.#numberOf = numberOf;
  }

  /** Appends to `table` within the transaction of `connection`. */
  async append(connection: DuckDBConnection, table: string, columns: CommitColumns): Promise<void> {
    if (columns.length > 0) {
      const appender = await connection.createAppender(table);
      for (let at = 0; at < columns.length; at += chunkRows)
        appender.appendDataChunk(this.#chunk(columns, at, Math.min(chunkRows, columns.length - at)));
      appender.closeSync();
    }
    if (columns.texts.length > 0) await appendTexts(connection, columns.texts, this.#numberOf);
  }

  #chunk(columns: CommitColumns, from: number, rows: number): DuckDBDataChunk {
    const values = columns.value.subarray(from, from + rows);
    const isPlain = rows === chunkRows && !values.some(Number.isNaN);
    const chunk = isPlain ? this.#full : DuckDBDataChunk.create(sampleTypes, rows);
    const point = itemsOf(chunk, 0, Int32Array);
    for (let i = 0; i < rows; i++) point[i] = storeNumber(columns.point[from + i]!, this.#numberOf);
    writeWholeNumbers(itemsOf(chunk, 1, BigInt64Array), columns.timeMs, from, rows);
    itemsOf(chunk, 2, Uint16Array).set(columns.ordinal.subarray(from, from + rows));
    itemsOf(chunk, 3, Float64Array).set(values);
    if (!isPlain) markMissing(chunk, values);
    itemsOf(chunk, 4, Uint32Array).set(columns.status.subarray(from, from + rows));
    for (let column = 0; column < sampleTypes.length; column++) chunk.getColumnVector(column).flush();
    return chunk;
  }
}

function storeNumber(index: number, numberOf: Int32Array): number {
  const number = numberOf[index];
  if (number === undefined) throw new RangeError(`point index ${index}; the store has ${numberOf.length}`);
  return number;
}

/** A missing value is NULL. */
function markMissing(chunk: DuckDBDataChunk, values: Float64Array): void {
  const vector = chunk.getColumnVector(3);
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
