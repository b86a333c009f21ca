// One file of the log: a header, then frames. Knows where its frames lie; which files there are is the log's matter.
// A file is written by one run alone; damage inside it is stepped over, and stays as it is.
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Disk, type OpenFile, readAll } from './disk.ts';
import { decodeFirstHeader, firstFrameReader, firstHeaderBytes } from './first-format.ts';
import {
  decodeHeader,
  encodeHeader,
  type Frame,
  type FrameHead,
  type FrameReader,
  frameAt,
  headerBytes,
  scanFrames,
} from './frame.ts';

/** Records `first…first+count-1` as they were appended. */
export interface Block extends FrameHead {
  /** The outbox id of their positions. */
  readonly id: string;
  readonly content: Uint8Array;
  /** Written by the first version of the outbox. */
  readonly isFirstFormat: boolean;
}

/** One place a stretch of this many bytes is remembered, so that a read starts near what it looks for. */
const indexEveryBytes = 65_536;
const extension = '.segment';
const namePattern = /^(\d{16})(?:-([a-z0-9]{16}))?\.segment$/;
/** A file takes at least a block of the disk. */
const blockBytes = 4_096;

interface Place {
  readonly first: number;
  readonly offset: number;
  readonly atMs: number;
}

/** What the log is told of each frame when a file is opened. */
export interface SeenFrame extends FrameHead {
  /** True where bytes before it are no frame. */
  readonly isAfterDamage: boolean;
  readonly isFirstFormat: boolean;
}

export interface SegmentScan {
  readonly segment: Segment;
  /** Bytes that are no frame between others; what follows the last frame is a torn tail. */
  readonly damagedBytes: number;
  readonly tornBytes: number;
}

export class Segment {
  readonly path: string;
  readonly id: string;
  readonly first: number;
  readonly #disk: Disk;
  readonly #reader: FrameReader;
  readonly #isFirstFormat: boolean;
  readonly #places: Place[] = [];
  readonly #present: [number, number][] = [];
  #preamble: { readonly bytes: number; readonly crc: number } | null = null;
  #start = headerBytes;
  #bytes = headerBytes;
  #toMs = 0;
  #file: OpenFile | null = null;

  private constructor(disk: Disk, path: string, id: string, first: number, reader: FrameReader = frameAt) {
    this.#disk = disk;
    this.path = path;
    this.id = id;
    this.first = first;
    this.#reader = reader;
    this.#isFirstFormat = reader !== frameAt;
  }

  static isSegmentFile(name: string): boolean {
    return namePattern.test(name);
  }

  /** A new file, durable with its header, its preamble and its name. */
  static async create(
    disk: Disk,
    folder: string,
    run: { readonly id: string; readonly first: number; readonly preamble: Uint8Array },
  ): Promise<Segment> {
    const { id, first, preamble } = run;
    const path = join(folder, `${String(first).padStart(16, '0')}-${id}${extension}`);
    const segment = new Segment(disk, path, id, first);
    segment.#file = await disk.open(path, 'create');
    try {
      await segment.#file.write(Buffer.concat([encodeHeader(id, first, preamble), preamble]), 0);
      await segment.#file.sync();
      await disk.syncFolder(folder);
    } catch (error) {
      await segment.close().catch(() => {});
      await disk.remove(path).catch(() => {});
      throw error;
    }
    segment.#begin(preamble.length, crc32(preamble));
    return segment;
  }

  /** An existing file; null where nobody can tell whose it is. `see` is told each whole frame in its order. */
  static async open(
    disk: Disk,
    path: string,
    context: { readonly openedMs: number; readonly room?: Buffer; see(id: string, frame: SeenFrame): void },
  ): Promise<SegmentScan | null> {
    const bytes = await readAll(disk, path, context.room);
    const segment = Segment.#ofHeader(disk, path, bytes, context.openedMs);
    if (!segment) return null;
    const isFirstFormat = segment.#isFirstFormat;
    let damagedBytes = 0;
    for (const frame of scanFrames(bytes, segment.#start, segment.#reader)) {
      const gapBytes = frame.start - segment.#bytes;
      const { first, count, skipped, atMs } = frame;
      context.see(segment.id, { first, count, skipped, atMs, isAfterDamage: gapBytes > 0, isFirstFormat });
      segment.#note(frame, frame.start, frame.end);
      damagedBytes += gapBytes;
    }
    return { segment, damagedBytes, tornBytes: Math.max(0, bytes.length - segment.#bytes) };
  }

  /** A damaged header is made up for by the file's name, which says the same. */
  static #ofHeader(disk: Disk, path: string, bytes: Buffer, openedMs: number): Segment | null {
    const header = decodeHeader(bytes);
    if (header) {
      const segment = new Segment(disk, path, header.id, header.first);
      segment.#begin(header.preambleBytes, header.preambleCrc);
      return segment;
    }
    const old = decodeFirstHeader(bytes);
    if (old) {
      const segment = new Segment(disk, path, old.id, old.first, firstFrameReader(openedMs));
      segment.#start = firstHeaderBytes;
      segment.#bytes = firstHeaderBytes;
      return segment;
    }
    const [, first, id] = namePattern.exec(basename(path)) ?? [];
    return id ? new Segment(disk, path, id, Number(first)) : null;
  }

  /** Number of its last record; `first - 1` while it is empty. */
  get last(): number {
    return this.#present.at(-1)?.[1] ?? this.first - 1;
  }

  /** The numbers whose records stand here. */
  get present(): readonly (readonly [number, number])[] {
    return this.#present;
  }

  /** Its length. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What it takes of the disk. */
  get diskBytes(): number {
    return Math.max(this.#bytes, blockBytes);
  }

  /** Up to when its records were appended; 0 while it is empty. */
  get toMs(): number {
    return this.#toMs;
  }

  /** When records from `number` on were appended, to the nearest place before; 0 while it is empty. */
  atMsOf(number: number): number {
    return (this.#places.findLast(({ first }) => first <= number) ?? this.#places[0])?.atMs ?? 0;
  }

  /** A number from which on its newest records take about `mostBytes` of the file. */
  firstOfNewest(mostBytes: number): number {
    const start = this.#bytes - mostBytes;
    const place = this.#places.find(({ offset }) => offset >= start) ?? this.#places.at(-1);
    return place?.first ?? this.first;
  }

  /** Makes a sealed frame durable behind what is there. Rejects with the disk's error; then `cutBack` must follow. */
  async append(head: FrameHead, frame: Uint8Array): Promise<void> {
    const file = await this.#opened();
    await file.write(frame, this.#bytes);
    await file.sync();
    this.#note(head, this.#bytes, this.#bytes + frame.length);
  }

  /** Removes whatever stands behind the last whole frame. */
  async cutBack(): Promise<void> {
    const file = await this.#opened();
    await file.truncate(this.#bytes);
    await file.sync();
  }

  /**
   * The blocks that hold records of `first…last`, whole, from about `mostBytes` of the file, and up to which number they
   * are all that stands here.
   */
  async read(first: number, last: number, mostBytes: number): Promise<{ blocks: Block[]; to: number }> {
    const at = this.#places.findLastIndex((place) => place.first <= first);
    const start = this.#places[Math.max(at, 0)]?.offset ?? this.#bytes;
    const stop = this.#places.find(
      (place) => place.offset > start && (place.first > last || place.offset - start >= mostBytes),
    );
    const bytes = Buffer.allocUnsafe((stop?.offset ?? this.#bytes) - start);
    const got = bytes.subarray(0, await this.#readFrom(start, bytes));
    const blocks: Block[] = [];
    for (const frame of scanFrames(got, 0, this.#reader)) {
      if (frame.first > last || frame.first + frame.count - 1 < first) continue;
      blocks.push(this.#blockOf(frame));
    }
    return { blocks, to: Math.min(last, stop ? stop.first - 1 : this.last) };
  }

  /** Null where it is damaged. */
  async preamble(): Promise<Uint8Array | null> {
    if (!this.#preamble) return null;
    const bytes = Buffer.allocUnsafe(this.#preamble.bytes);
    const got = await this.#readFrom(headerBytes, bytes);
    return got === bytes.length && crc32(bytes) === this.#preamble.crc ? bytes : null;
  }

  get preambleCrc(): number | null {
    return this.#preamble?.crc ?? null;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }

  async remove(): Promise<void> {
    await this.close();
    await this.#disk.remove(this.path);
    await this.#disk.syncFolder(dirname(this.path));
  }

  #begin(preambleBytes: number, crc: number): void {
    this.#preamble = { bytes: preambleBytes, crc };
    this.#start = headerBytes + preambleBytes;
    this.#bytes = this.#start;
  }

  #blockOf({ first, count, skipped, atMs, content }: Frame): Block {
    return { id: this.id, first, count, skipped, atMs, content, isFirstFormat: this.#isFirstFormat };
  }

  async #opened(): Promise<OpenFile> {
    this.#file ??= await this.#disk.open(this.path, 'write');
    return this.#file;
  }

  #note({ first, count, atMs }: FrameHead, start: number, end: number): void {
    const place = this.#places.at(-1);
    if (!place || start - place.offset >= indexEveryBytes) this.#places.push({ first, offset: start, atMs });
    const run = this.#present.at(-1);
    if (run && run[1] === first - 1) run[1] = first + count - 1;
    else this.#present.push([first, first + count - 1]);
    this.#toMs = Math.max(this.#toMs, atMs);
    this.#bytes = end;
  }

  async #readFrom(position: number, bytes: Buffer): Promise<number> {
    const file = await this.#disk.open(this.path, 'read');
    try {
      return await file.read(bytes, position);
    } finally {
      await file.close();
    }
  }
}
