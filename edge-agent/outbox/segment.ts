// One file of the log: a header, then frames. Knows where its frames lie; which files there are is the log's matter.
import { dirname, join } from 'node:path';
import { type Disk, syncFolder, writeAll } from './disk.ts';
import {
  decodeHeader,
  encodeFrame,
  encodeHeader,
  headerBytes,
  packRecords,
  scanFrames,
  unpackRecords,
} from './frame.ts';

/** Records `first…first+count-1`, packed. */
export interface PackedRun {
  readonly first: number;
  readonly count: number;
  readonly packed: Uint8Array;
}

/** One place a stretch of this many bytes is remembered, so that a read starts near what it looks for. */
const indexEveryBytes = 65_536;
const extension = '.segment';

interface Place {
  readonly first: number;
  readonly offset: number;
}

export class Segment {
  readonly path: string;
  readonly id: string;
  readonly first: number;
  readonly #disk: Disk;
  readonly #places: Place[] = [];
  readonly #gaps: [number, number][] = [];
  #last: number;
  #bytes = headerBytes;
  #fd: number | null = null;

  private constructor(disk: Disk, path: string, id: string, first: number) {
    this.#disk = disk;
    this.path = path;
    this.id = id;
    this.first = first;
    this.#last = first - 1;
  }

  static isSegmentFile(name: string): boolean {
    return name.endsWith(extension);
  }

  /** A new file, durable with its header. */
  static create(disk: Disk, folder: string, id: string, first: number): Segment {
    const path = join(folder, `${String(first).padStart(16, '0')}${extension}`);
    const segment = new Segment(disk, path, id, first);
    segment.#fd = disk.openSync(path, 'wx+');
    try {
      writeAll(disk, segment.#fd, encodeHeader({ id, first }), 0);
      disk.fsyncSync(segment.#fd);
      syncFolder(disk, folder);
    } catch (error) {
      segment.close();
      disk.rmSync(path, { force: true });
      throw error;
    }
    return segment;
  }

  /** An existing file with its whole frames; null where it has no header. */
  static open(disk: Disk, path: string): Segment | null {
    const bytes = disk.readFileSync(path);
    const header = decodeHeader(bytes);
    if (!header) return null;
    const segment = new Segment(disk, path, header.id, header.first);
    for (const { first, count, start, end } of scanFrames(bytes, headerBytes)) {
      segment.#note(first, count, start, end);
    }
    return segment;
  }

  /** Number of its last record; `first - 1` while it is empty. */
  get last(): number {
    return this.#last;
  }

  /** Numbers before `last` under which no record stands. */
  get gaps(): readonly (readonly [number, number])[] {
    return this.#gaps;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** A number from which on its newest records take about `mostBytes` of the file. */
  firstOfNewest(mostBytes: number): number {
    const start = this.#bytes - mostBytes;
    const place = this.#places.find(({ offset }) => offset >= start) ?? this.#places.at(-1);
    return place?.first ?? this.first;
  }

  /** Makes a group durable behind what is there. Throws the disk's error; then `cutBack` must follow. */
  append({ first, count, packed }: PackedRun): void {
    const frame = encodeFrame(first, count, packed);
    this.#fd ??= this.#disk.openSync(this.path, 'r+');
    writeAll(this.#disk, this.#fd, frame, this.#bytes);
    this.#disk.fdatasyncSync(this.#fd);
    this.#note(first, count, this.#bytes, this.#bytes + frame.length);
  }

  /** Removes whatever stands behind the last whole frame. */
  cutBack(): void {
    this.#fd ??= this.#disk.openSync(this.path, 'r+');
    this.#disk.ftruncateSync(this.#fd, this.#bytes);
    this.#disk.fdatasyncSync(this.#fd);
  }

  /** Records of `first…last` that stand here, from about `mostBytes` of the file. */
  read(first: number, last: number, mostBytes: number): PackedRun[] {
    const runs: PackedRun[] = [];
    for (const frame of scanFrames(this.#bytesAround(first, last, mostBytes), 0)) {
      const low = Math.max(first, frame.first);
      const high = Math.min(last, frame.first + frame.count - 1);
      if (low > high) continue;
      const records = unpackRecords(frame.packed)?.slice(low - frame.first, high - frame.first + 1);
      if (records) runs.push({ first: low, count: high - low + 1, packed: packRecords(records) });
    }
    return runs;
  }

  /** How many of its records `isWanted` names. */
  count(isWanted: (number: number) => boolean): number {
    let count = 0;
    for (const frame of scanFrames(this.#bytesAround(this.first, this.#last, Number.POSITIVE_INFINITY), 0)) {
      for (let i = 0; i < frame.count; i++) if (isWanted(frame.first + i)) count++;
    }
    return count;
  }

  close(): void {
    if (this.#fd !== null) this.#disk.closeSync(this.#fd);
    this.#fd = null;
  }

  remove(): void {
    this.close();
    this.#disk.rmSync(this.path);
    syncFolder(this.#disk, dirname(this.path));
  }

  #note(first: number, count: number, start: number, end: number): void {
    const place = this.#places.at(-1);
    if (!place || start - place.offset >= indexEveryBytes) this.#places.push({ first, offset: start });
    if (first > this.#last + 1) this.#gaps.push([this.#last + 1, first - 1]);
    this.#last = first + count - 1;
    this.#bytes = end;
  }

  /** Whole frames of the file that hold `first…last`, or the beginning of them. */
  #bytesAround(first: number, last: number, mostBytes: number): Buffer {
    const after = this.#places.findIndex((place) => place.first > first);
    const at = (after < 0 ? this.#places.length : after) - 1;
    const start = this.#places[Math.max(at, 0)]?.offset ?? this.#bytes;
    const stop = this.#places.find(
      (place) => place.offset > start && (place.first > last || place.offset - start >= mostBytes),
    );
    const bytes = Buffer.alloc((stop?.offset ?? this.#bytes) - start);
    const fd = this.#disk.openSync(this.path, 'r');
    try {
      const got = this.#disk.readSync(fd, bytes, 0, bytes.length, start);
      return bytes.subarray(0, got);
    } finally {
      this.#disk.closeSync(fd);
    }
  }
}
