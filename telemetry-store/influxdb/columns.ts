// Samples in columns on their way through the spool, and the compact, checksummed block that a group of them is kept as.
import { crc32, constants as zlib, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { SampleBatch } from '@campus/campus-model';

/** As a SampleBatch; `point` is the index of the batch before the spool has taken it, its number there after. */
export interface Columns {
  readonly length: number;
  readonly point: Uint32Array<ArrayBuffer>;
  readonly timeMs: Float64Array<ArrayBuffer>;
  readonly value: Float64Array<ArrayBuffer>;
  readonly status: Uint32Array<ArrayBuffer>;
  readonly ordinal: Uint16Array<ArrayBuffer>;
  readonly texts: ReadonlyMap<number, string>;
}

export function emptyColumns(length: number, texts: ReadonlyMap<number, string> = new Map()): Columns {
  return {
    length,
    point: new Uint32Array(length),
    timeMs: new Float64Array(length),
    value: new Float64Array(length),
    status: new Uint32Array(length),
    ordinal: new Uint16Array(length),
    texts,
  };
}

/** The buffers behind the columns, for handing them to another thread. */
export function buffersOf({ point, timeMs, value, status, ordinal }: Columns): ArrayBuffer[] {
  return [point, timeMs, value, status, ordinal].map((column) => column.buffer);
}

export function joinColumns(batches: readonly Omit<SampleBatch, 'historical'>[]): Columns {
  const length = batches.reduce((sum, batch) => sum + batch.length, 0);
  const texts = new Map<number, string>();
  const joined = emptyColumns(length, texts);
  let at = 0;
  for (const batch of batches) {
    for (const name of ['point', 'timeMs', 'value', 'status', 'ordinal'] as const)
      joined[name].set(batch[name].subarray(0, batch.length), at);
    for (const [row, text] of batch.texts ?? []) texts.set(at + row, text);
    at += batch.length;
  }
  return joined;
}

/** Some rows of the columns, in the order given. */
export function pickRows(columns: Columns, rows: ArrayLike<number>): Columns {
  const texts = new Map<number, string>();
  const picked = emptyColumns(rows.length, texts);
  for (let to = 0; to < rows.length; to++) {
    const from = rows[to]!;
    picked.point[to] = columns.point[from]!;
    picked.timeMs[to] = columns.timeMs[from]!;
    picked.value[to] = columns.value[from]!;
    picked.status[to] = columns.status[from]!;
    picked.ordinal[to] = columns.ordinal[from]!;
    const text = columns.texts.get(from);
    if (text !== undefined) texts.set(to, text);
  }
  return picked;
}

/** Format of a block: this byte, then the checksum of the rest, then the columns, compressed. */
const blockVersion = 1;
const headBytes = 5;
const bytesARow = 8 + 8 + 4 + 4 + 2;
/** Rows of a block; far more than a commit ever holds, so that a damaged length asks for no such memory. */
const mostRows = 10_000_000;

export function encodeBlock(columns: Columns): Uint8Array {
  const texts = Buffer.from(JSON.stringify([...columns.texts]));
  const plain = Buffer.alloc(4 + columns.length * bytesARow + texts.length);
  plain.writeUInt32LE(columns.length, 0);
  let at = 4;
  for (const name of ['timeMs', 'value', 'point', 'status', 'ordinal'] as const) {
    const { buffer, byteOffset, byteLength } = columns[name];
    at += Buffer.from(buffer, byteOffset, byteLength).copy(plain, at);
  }
  texts.copy(plain, at);
  const packed = zstdCompressSync(plain, { params: { [zlib.ZSTD_c_compressionLevel]: 1 } });
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(blockVersion, 0);
  head.writeUInt32LE(crc32(packed), 1);
  return Buffer.concat([head, packed]);
}

/** Throws an Error that says what is wrong with the block. */
export function decodeBlock(block: Uint8Array): Columns {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  if (bytes.length < headBytes || bytes.readUInt8(0) !== blockVersion)
    throw new Error(`block of format ${bytes[0]}; expected ${blockVersion}`);
  const packed = bytes.subarray(headBytes);
  if (crc32(packed) !== bytes.readUInt32LE(1)) throw new Error('block with a wrong checksum');
  const plain = zstdDecompressSync(packed);
  const length = plain.readUInt32LE(0);
  if (length > mostRows || 4 + length * bytesARow > plain.length) throw new Error('block of a wrong length');
  const end = 4 + length * bytesARow;
  const texts = new Map(JSON.parse(plain.toString('utf8', end)) as [number, string][]);
  const columns = emptyColumns(length, texts);
  let at = 4;
  for (const name of ['timeMs', 'value', 'point', 'status', 'ordinal'] as const) {
    const column = columns[name];
    new Uint8Array(column.buffer).set(plain.subarray(at, at + column.byteLength));
    at += column.byteLength;
  }
  return columns;
}
