// A group of samples as bytes in the outbox: a few bytes a sample. Points are named by their place in the run's name
// list (name-list.ts), which stands at the head of each file.
//   block  = version(u8) baseTime(f64) sample…
//   times lie before the year 140,000, so that a difference stays exact
//   sample = flags(u8) [point: zigzag from the one before] [time: zigzag from the one before] [status(u32)]
//            [ordinal(u16)] [value] [text: length, utf-8]                 numbers without a width are varints
import { status as codes } from '@campus/campus-model/plain';
import type { SampleRows } from './sample-rows.ts';

const version = 2;
const headBytes = 9;
/** Where the point is the one after the one before, and the time is the same. */
const isNextPoint = 0x80;
const isSameTime = 0x40;
const hasText = 0x20;
const hasStatus = 0x10;
const hasOrdinal = 0x08;
const valueMask = 0x07;
/** The low three bits: no value, a double, a float, or a whole number of ones, tenths, hundredths, thousandths. */
const noValue = 0;
const doubleValue = 1;
const floatValue = 2;
const firstScaled = 3;
const scales = [1, 10, 100, 1_000] as const;
/** Past this a double is no longer. */
const mostScaled = 2 ** 41;
/** flags, point, time, status, ordinal, value at their longest */
const mostBytesASample = 1 + 10 + 10 + 4 + 2 + 8;
const mostTextBytes = 4 + 4 * 1_024;

/** What the encoder keeps between blocks; larger ones are rare (a disk that was slow). */
const keptRoomBytes = 262_144;
let room = new Uint8Array(65_536);
let view = new DataView(room.buffer);

/** The block of `rows` behind `headRoom` free bytes. Row texts are at most 1,024 characters. */
export function encodeBlock(rows: SampleRows, headRoom: number): Buffer {
  reserve(headRoom + headBytes + rows.length * mostBytesASample + (rows.texts?.size ?? 0) * mostTextBytes);
  let at = headRoom;
  room[at] = version;
  let timeBefore = rows.timeMs[0] ?? 0;
  view.setFloat64(at + 1, timeBefore);
  at += headBytes;
  let pointBefore = -1;
  for (let row = 0; row < rows.length; row++) {
    const flagsAt = at++;
    const point = rows.point[row]!;
    const timeMs = rows.timeMs[row]!;
    const status = rows.status[row]!;
    const ordinal = rows.ordinal[row]!;
    let flags = 0;
    if (point === pointBefore + 1) flags |= isNextPoint;
    else at = putZigzag(at, point - pointBefore);
    if (timeMs === timeBefore) flags |= isSameTime;
    else at = putZigzag(at, timeMs - timeBefore);
    if (status !== codes.good) {
      flags |= hasStatus;
      view.setUint32(at, status);
      at += 4;
    }
    if (ordinal !== 0) {
      flags |= hasOrdinal;
      view.setUint16(at, ordinal);
      at += 2;
    }
    const value = rows.value[row]!;
    const kind = kindOf(value);
    flags |= kind;
    if (kind === doubleValue) {
      view.setFloat64(at, value);
      at += 8;
    } else if (kind === floatValue) {
      view.setFloat32(at, value);
      at += 4;
    } else if (kind !== noValue) at = putZigzag(at, Math.round(value * scales[kind - firstScaled]!));
    const text = rows.texts?.get(row);
    if (text !== undefined) {
      flags |= hasText;
      at = putText(at, text);
    }
    room[flagsAt] = flags;
    pointBefore = point;
    timeBefore = timeMs;
  }
  const block = Buffer.from(room.subarray(0, at));
  if (room.length > keptRoomBytes) makeRoom(keptRoomBytes);
  return block;
}

/** Calls `each` for the samples in their order. False where the bytes are of another form; what was read is right. */
export function decodeBlock(
  bytes: Uint8Array,
  each: (
    point: number,
    timeMs: number,
    value: number,
    status: number,
    ordinal: number,
    text?: string,
  ) => void,
): boolean {
  if (bytes[0] !== version || bytes.length < headBytes) return false;
  const reader = new BlockReader(bytes);
  try {
    while (reader.hasMore) reader.next(each);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

class BlockReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = headBytes;
  #point = -1;
  #timeMs: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#timeMs = this.#view.getFloat64(1);
  }

  get hasMore(): boolean {
    return this.#at < this.#bytes.length;
  }

  next(each: Parameters<typeof decodeBlock>[1]): void {
    const flags = this.#bytes[this.#at++]!;
    this.#point += flags & isNextPoint ? 1 : this.#zigzag();
    if (!(flags & isSameTime)) this.#timeMs += this.#zigzag();
    const status = flags & hasStatus ? this.#view.getUint32(this.#skip(4)) : codes.good;
    const ordinal = flags & hasOrdinal ? this.#view.getUint16(this.#skip(2)) : 0;
    const value = this.#value(flags & valueMask);
    each(this.#point, this.#timeMs, value, status, ordinal, flags & hasText ? this.#text() : undefined);
  }

  #value(kind: number): number {
    if (kind === noValue) return Number.NaN;
    if (kind === doubleValue) return this.#view.getFloat64(this.#skip(8));
    if (kind === floatValue) return this.#view.getFloat32(this.#skip(4));
    const scale = scales[kind - firstScaled];
    if (scale === undefined) throw new RangeError('a value of no known form');
    return this.#zigzag() / scale;
  }

  #skip(bytes: number): number {
    this.#at += bytes;
    return this.#at - bytes;
  }

  #text(): string {
    const length = this.#varint();
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('a text longer than its block');
    const text = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + this.#at, length).toString('utf8');
    this.#at = end;
    return text;
  }

  #zigzag(): number {
    const raw = this.#varint();
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
  }

  /** Up to 2^53; a byte that is not there is a RangeError. */
  #varint(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 56; scale *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError('a number longer than its block');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number without an end');
  }
}

/** The shortest form that is exact: nothing is rounded away. */
function kindOf(value: number): number {
  if (Number.isNaN(value)) return noValue;
  for (let place = 0; place < scales.length && !Object.is(value, -0); place++) {
    const scale = scales[place]!;
    const scaled = Math.round(value * scale);
    if (scaled / scale === value && Math.abs(scaled) < mostScaled) return firstScaled + place;
  }
  return Math.fround(value) === value ? floatValue : doubleValue;
}

function putZigzag(at: number, value: number): number {
  return putVarint(at, value >= 0 ? value * 2 : -value * 2 - 1);
}

function putVarint(start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest > 0x7fffffff) {
    room[at++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  while (rest > 0x7f) {
    room[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  room[at++] = rest;
  return at;
}

function putText(at: number, text: string): number {
  const start = putVarint(at, Buffer.byteLength(text, 'utf8'));
  return start + Buffer.from(room.buffer).write(text, start, 'utf8');
}

function reserve(bytes: number): void {
  if (room.length < bytes) makeRoom(bytes);
}

function makeRoom(bytes: number): void {
  room = new Uint8Array(bytes);
  view = new DataView(room.buffer);
}
