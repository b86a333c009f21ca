// An append-only log of numbered records in segment files, bounded in bytes. Synchronous: for the worker thread.
// Numbers start at 1 and are never given twice under one id, whatever a crash or a failing disk does to the files.
import { join } from 'node:path';
import { RangeSet } from '@campus/campus-model';
import { DeliveredFile } from './delivered-file.ts';
import type { Disk } from './disk.ts';
import { type PackedRun, Segment } from './segment.ts';

export interface SegmentLogOptions {
  readonly folder: string;
  readonly segmentBytes: number;
  readonly mostBytes: number;
  /** When all is full and nothing in it was delivered: lose the oldest, or take nothing more. */
  readonly whenFull: 'drop-oldest' | 'refuse';
  /** 16 lower-case letters and digits, never the same twice. */
  newId(): string;
}

/**
 * Numbers left out when the log was not closed in order: more than a run can give in between, so that a record that
 * the crash or a lying disk took away never shares its number with a new one (the hub would take it for known).
 */
const numbersSkippedAfterCrash = 1_000_000_000;

export class LogFullError extends Error {}

export class SegmentLog {
  readonly id: string;
  readonly delivered: RangeSet;
  readonly #options: SegmentLogOptions;
  readonly #disk: Disk;
  readonly #segments: Segment[];
  readonly #file: DeliveredFile;
  #active: Segment | null;
  #next: number;
  #dropped: number;

  /** Opens what is in the folder or starts a new log. Throws the disk's errors. */
  constructor(options: SegmentLogOptions, disk: Disk) {
    this.#options = options;
    this.#disk = disk;
    disk.mkdirSync(options.folder, { recursive: true });
    this.#segments = openSegments(disk, options.folder);
    this.#active = this.#segments.at(-1) ?? null;
    this.id = this.#active?.id ?? options.newId();
    this.#file = new DeliveredFile(disk, options.folder);
    const { ranges, dropped, end } = this.#file.read(this.id);
    this.delivered = RangeSet.of(ranges);
    this.#dropped = dropped;
    const last = Math.max(this.#active?.last ?? 0, this.delivered.ranges().at(-1)?.[1] ?? 0);
    const isFresh = this.#active === null;
    this.#next = last + 1 + (isFresh || end === last ? 0 : numbersSkippedAfterCrash);
    this.#forgetBelowOldest();
    this.#forgetGaps();
    this.save();
  }

  /** Number of the newest record, 0 where there was none yet. */
  get last(): number {
    return this.#next - 1;
  }

  /** Number from which records may still be there. */
  get oldest(): number {
    return this.#segments[0]?.first ?? this.#next;
  }

  /** Records lost to make room, ever. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Makes a group durable and returns the number of its first record. Throws LogFullError or the disk's error. */
  append(count: number, packed: Uint8Array): number {
    this.#makeRoom(packed.length);
    try {
      return this.#put(count, packed);
    } catch (error) {
      // What others filled the disk with is not ours to remove; what was delivered is.
      const delivered = isDiskFull(error) ? this.#deliveredSegment() : undefined;
      if (!delivered) throw error;
      this.#remove(delivered);
      return this.#put(count, packed);
    }
  }

  /** Records of `first…last` that are still there, oldest first, from about `mostBytes` of files. */
  read(first: number, last: number, mostBytes: number): PackedRun[] {
    const runs: PackedRun[] = [];
    let bytes = 0;
    for (const segment of this.#segments) {
      if (segment.last < first || segment.first > last) continue;
      if (bytes >= mostBytes) break;
      for (const run of segment.read(first, last, mostBytes - bytes)) {
        runs.push(run);
        bytes += run.packed.length;
      }
    }
    return runs;
  }

  /** The newest records, oldest first, from about `mostBytes` of files; delivered ones too. */
  readNewest(mostBytes: number): PackedRun[] {
    let first = this.#next;
    let bytesLeft = mostBytes;
    for (const segment of this.#segments.toReversed()) {
      if (bytesLeft <= 0) break;
      first = segment.firstOfNewest(bytesLeft);
      bytesLeft -= segment.bytes;
    }
    return this.read(first, this.last, Number.POSITIVE_INFINITY);
  }

  /** Notes ranges as delivered; numbers not given yet are ignored. */
  deliver(ranges: readonly (readonly [number, number])[]): void {
    for (const [first, last] of ranges) {
      if (first < this.#next) this.delivered.add(first, Math.min(last, this.#next - 1));
    }
  }

  /** Writes down what is delivered and dropped. Throws the disk's error. */
  save(): void {
    this.#write(null);
  }

  /** Writes down that all is in order. Throws the disk's error; the log is closed all the same. */
  close(): void {
    for (const segment of this.#segments) segment.close();
    this.#write(this.last);
  }

  #write(end: number | null): void {
    this.#file.write(this.id, { ranges: this.delivered.ranges(), dropped: this.#dropped, end });
  }

  #put(count: number, packed: Uint8Array): number {
    const first = this.#next;
    // The numbers are spent even if the disk fails now: nobody can tell what of the group it kept.
    this.#next += count;
    const active = this.#segmentToAppend(first);
    try {
      active.append({ first, count, packed });
    } catch (error) {
      this.#mend(active);
      throw error;
    }
    return first;
  }

  #segmentToAppend(first: number): Segment {
    if (this.#active && this.#active.bytes < this.#options.segmentBytes) return this.#active;
    this.#active?.close();
    this.#active = null;
    const created = Segment.create(this.#disk, this.#options.folder, this.id, first);
    this.#segments.push(created);
    this.#active = created;
    return created;
  }

  /** After a failed write: cuts its remains off, or leaves that file alone for good and goes on in a new one. */
  #mend(segment: Segment): void {
    try {
      segment.cutBack();
    } catch {
      this.#active = null;
    }
  }

  #makeRoom(bytes: number): void {
    const { mostBytes, whenFull } = this.#options;
    while (this.#segments.reduce((sum, segment) => sum + segment.bytes, bytes) > mostBytes) {
      const delivered = this.#deliveredSegment();
      const oldest = this.#segments.find((segment) => segment !== this.#active);
      if (delivered) this.#remove(delivered);
      else if (whenFull === 'drop-oldest' && oldest) this.#remove(oldest);
      else throw new LogFullError('the log is full of records that were not delivered yet');
    }
  }

  #deliveredSegment(): Segment | undefined {
    return this.#segments.find(
      (segment) => segment !== this.#active && this.delivered.covers(segment.first, segment.last),
    );
  }

  #remove(segment: Segment): void {
    this.#dropped += segment.count((number) => !this.delivered.has(number));
    segment.remove();
    this.#segments.splice(this.#segments.indexOf(segment), 1);
    if (segment.last >= segment.first) this.delivered.add(segment.first, segment.last);
    this.#forgetBelowOldest();
  }

  /** Numbers that were spent without a record (failed writes, damage) count as done too. */
  #forgetGaps(): void {
    let next = this.oldest;
    for (const segment of this.#segments) {
      if (segment.first > next) this.delivered.add(next, segment.first - 1);
      for (const [first, last] of segment.gaps) this.delivered.add(first, last);
      next = Math.max(next, segment.last + 1);
    }
    if (this.#next > next) this.delivered.add(next, this.#next - 1);
  }

  /** What is no longer there counts as done. */
  #forgetBelowOldest(): void {
    if (this.oldest > 1) this.delivered.add(1, this.oldest - 1);
  }
}

/** The disk (or its quota) has no room left. */
export function isDiskFull(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** The segments of the newest log in the folder, in order; files that belong to none are put aside. */
function openSegments(disk: Disk, folder: string): Segment[] {
  const segments: Segment[] = [];
  for (const name of disk.readdirSync(folder).filter(Segment.isSegmentFile).sort()) {
    const path = join(folder, name);
    const segment = Segment.open(disk, path);
    if (segment) segments.push(segment);
    else disk.renameSync(path, `${path}.damaged`);
  }
  const newest = segments.at(-1);
  newest?.cutBack();
  for (const stray of segments.filter((segment) => segment.id !== newest?.id)) {
    disk.renameSync(stray.path, `${stray.path}.damaged`);
  }
  return segments.filter((segment) => segment.id === newest?.id);
}
