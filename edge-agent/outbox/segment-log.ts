// An append-only log of numbered records in segment files, bounded in bytes. One call at a time: its keeper sees to it.
// Each opening is a run with an id of its own; numbers go on from run to run. So whatever a crash, a lying disk or a
// restored folder took away can never come back as another record under a known position (id, number).
import { crc32 } from 'node:zlib';
import { type Disk, isDiskFull, isUnreadable } from './disk.ts';
import { type FrameHead, sealFrame } from './frame.ts';
import type { Ledger, RecordLoss } from './ledger.ts';
import type { Losses } from './losses.ts';
import { recoverLog } from './recovery.ts';
import { type Block, Segment } from './segment.ts';
import { StateFile } from './state-file.ts';

export interface SegmentLogOptions {
  readonly folder: string;
  readonly segmentBytes: number;
  readonly mostBytes: number;
  /** When all is full and nothing in it was delivered: lose the oldest, or take nothing more. */
  readonly whenFull: 'drop-oldest' | 'refuse';
  /** Stands at the head of each file: what its blocks cannot be read without. */
  readonly preamble: Uint8Array;
  /** 16 lower-case letters and digits, never the same twice. */
  newId(): string;
  /** The site's day (YYYY-MM-DD) of a time in ms UTC. */
  dayOf(ms: number): string;
}

/** A file that could not be read this often is given up until the next start. */
const mostReadFailures = 5;

export class LogFullError extends Error {}

export interface ReadBlocks {
  readonly blocks: readonly Block[];
  /** Numbers of the asked range, as far as it was read, under which no record stands. */
  readonly gone: readonly (readonly [number, number])[];
  /** How many of these should have had one, and were not acknowledged. */
  readonly lost: number;
}

export class SegmentLog {
  readonly id: string;
  readonly ledger: Ledger;
  readonly losses: Losses;
  /** What was found damaged at the opening, in sentences. */
  readonly troubles: readonly string[];
  #options: SegmentLogOptions;
  readonly #disk: Disk;
  readonly #file: StateFile;
  readonly #segments: Segment[];
  readonly #readFailures = new Map<Segment, number>();
  #active: Segment | null = null;
  #next: number;
  /** The newest number whose record was made durable. */
  #taken: number;

  private constructor(
    options: SegmentLogOptions,
    disk: Disk,
    recovered: Awaited<ReturnType<typeof recoverLog>>,
    losses: Losses,
  ) {
    this.#options = options;
    this.#disk = disk;
    this.#file = new StateFile(disk, options.folder);
    this.id = options.newId();
    this.ledger = recovered.ledger;
    this.losses = losses;
    this.troubles = recovered.troubles;
    this.#segments = recovered.segments;
    this.#taken = recovered.taken;
    this.#next = recovered.last + 1;
  }

  /** Opens what is in the folder and begins a run. Rejects with the disk's errors, never for what a file holds. */
  static async open(
    options: SegmentLogOptions,
    disk: Disk,
    losses: Losses,
    nowMs: number,
  ): Promise<SegmentLog> {
    const { folder, dayOf } = options;
    await disk.makeFolder(folder);
    const file = new StateFile(disk, folder);
    const recovered = await recoverLog({ disk, folder, file, losses, nowMs, dayOf });
    const log = new SegmentLog(options, disk, recovered, losses);
    log.#forgetBelowOldest();
    // A full or read-only disk is no reason not to send what stands on it.
    await log.save().then(
      () => file.removeFirst(),
      () => {},
    );
    return log;
  }

  /** Number of the newest record, 0 where there was none yet. */
  get last(): number {
    return this.#next - 1;
  }

  /** Number from which records may still be there. */
  get oldest(): number {
    return this.#segments[0]?.first ?? this.#next;
  }

  /** Ids of the runs of which records stand on the disk or are lost (the hub may have those), newest last. */
  get ids(): string[] {
    const there = new Set(this.#segments.filter(({ last, first }) => last >= first).map(({ id }) => id));
    const { runs } = this.ledger;
    return runs.filter((run) => there.has(run.id) || this.ledger.hasLost(run)).map(({ id }) => id);
  }

  /**
   * Makes a group durable and returns the number of its first record. `frame` is `frameHeadBytes` of room, then the
   * content. Rejects with LogFullError or the disk's error.
   */
  async append(frame: Buffer, count: number, atMs: number): Promise<number> {
    await this.#makeRoom(frame.length);
    try {
      return await this.#put(frame, count, atMs);
    } catch (error) {
      // What others filled the disk with is not ours to remove; what was delivered is.
      const delivered = isDiskFull(error) ? this.#deliveredSegment() : undefined;
      if (!delivered) throw error;
      await this.#remove(delivered, 'outbox-full');
      return this.#put(frame, count, atMs);
    }
  }

  /** Records of `first…last` that are still there, oldest first, from about `mostBytes` of files. */
  async read(first: number, last: number, mostBytes: number): Promise<ReadBlocks> {
    const blocks: Block[] = [];
    const gone: [number, number][] = [];
    let next = first;
    let bytes = 0;
    for (const segment of this.#segments) {
      if (segment.last < next || segment.first > last) continue;
      const part = await this.#readSegment(segment, next, last, mostBytes - bytes);
      for (const block of part.blocks) {
        if (block.first > next) gone.push([next, block.first - 1]);
        blocks.push(block);
        bytes += block.content.length;
        next = block.first + block.count;
      }
      if (next <= part.to) gone.push([next, part.to]);
      next = Math.max(next, part.to + 1);
      if (bytes >= mostBytes || part.to < Math.min(last, segment.last)) return this.#said(blocks, gone);
    }
    if (next <= last) gone.push([next, last]);
    return this.#said(blocks, gone);
  }

  /** The newest records, oldest first, from about `mostBytes` of files; delivered ones too. */
  async readNewest(mostBytes: number): Promise<readonly Block[]> {
    let first = this.#next;
    let bytesLeft = mostBytes;
    for (const segment of this.#segments.toReversed()) {
      if (bytesLeft <= 0) break;
      first = segment.firstOfNewest(bytesLeft);
      bytesLeft -= segment.bytes;
    }
    return (await this.read(first, this.last, Number.POSITIVE_INFINITY)).blocks;
  }

  /** From now on this stands at the head of each file: it must also do for the records that this run has written. */
  async setPreamble(preamble: Uint8Array): Promise<void> {
    this.#options = { ...this.#options, preamble };
    const active = this.#active;
    this.#active = null;
    await active?.close();
  }

  /** The newest preamble of a run; null where no file of it has it whole. */
  async preambleOf(id: string): Promise<Uint8Array | null> {
    const own = this.#options.preamble;
    const segments = this.#segments.filter((one) => one.id === id);
    if (id === this.id || segments.at(-1)?.preambleCrc === crc32(own)) return own;
    for (const segment of segments.toReversed()) {
      const preamble = await segment.preamble();
      if (preamble) return preamble;
    }
    return null;
  }

  /** Forgets settled days past the newest `most`. */
  forget(most: number): void {
    this.ledger.forget(most, this.oldest);
    this.losses.forget(most);
  }

  /** Writes down what is delivered, lost and booked. Rejects with the disk's error. */
  save(): Promise<void> {
    return this.#file.write({ ledger: this.ledger.state(), ...this.losses.state() });
  }

  /** Rejects with the disk's error; the log is closed all the same. */
  async close(): Promise<void> {
    for (const segment of this.#segments) await segment.close().catch(() => {});
    await this.save();
  }

  async #put(frame: Buffer, count: number, atMs: number): Promise<number> {
    const active = await this.#segmentToAppend();
    const first = this.#next;
    // The numbers are spent even if the disk fails now: nobody can tell what of the group it kept.
    this.#next += count;
    const last = this.#next - 1;
    const head: FrameHead = { first, count, skipped: first - 1 - this.#taken, atMs };
    sealFrame(frame, head);
    try {
      await active.append(head, frame);
    } catch (error) {
      this.ledger.give(this.id, first, last);
      this.ledger.spend(first, last);
      await this.#mend(active);
      throw error;
    }
    this.#taken = last;
    this.ledger.give(this.id, first, last);
    this.ledger.take(first, last, this.#options.dayOf(atMs));
    return first;
  }

  async #segmentToAppend(): Promise<Segment> {
    if (this.#active && this.#active.bytes < this.#options.segmentBytes) return this.#active;
    await this.#active?.close();
    this.#active = null;
    const { folder, preamble } = this.#options;
    const created = await Segment.create(this.#disk, folder, { id: this.id, first: this.#next, preamble });
    this.#segments.push(created);
    this.#active = created;
    return created;
  }

  /** After a failed write: cuts its remains off, or leaves that file alone for good and goes on in a new one. */
  async #mend(segment: Segment): Promise<void> {
    try {
      await segment.cutBack();
    } catch {
      this.#active = null;
      await segment.close().catch(() => {});
    }
  }

  async #makeRoom(bytes: number): Promise<void> {
    const { mostBytes, whenFull } = this.#options;
    while (this.#segments.reduce((sum, segment) => sum + segment.diskBytes, bytes) > mostBytes) {
      const delivered = this.#deliveredSegment();
      const oldest = this.#segments.find((segment) => segment !== this.#active);
      if (delivered) await this.#remove(delivered, 'outbox-full');
      else if (whenFull === 'drop-oldest' && oldest) await this.#remove(oldest, 'outbox-full');
      else throw new LogFullError('the log is full of records that were not delivered yet');
    }
  }

  #deliveredSegment(): Segment | undefined {
    return this.#segments.find(
      (segment) =>
        segment !== this.#active &&
        segment.present.every(([first, last]) => this.ledger.isDelivered(first, last)),
    );
  }

  /** That it goes is written down first: a crash in between must not make damage of it. */
  async #remove(segment: Segment, why: RecordLoss): Promise<void> {
    this.#segments.splice(this.#segments.indexOf(segment), 1);
    let samples = 0;
    for (const [first, last] of segment.present) samples += this.ledger.lose(first, last, why);
    this.losses.note(why, samples, segment.atMsOf(segment.first), segment.toMs);
    await this.save().catch(() => {});
    this.#forgetBelowOldest();
    await segment.remove();
  }

  async #readSegment(
    segment: Segment,
    first: number,
    last: number,
    mostBytes: number,
  ): Promise<{ blocks: Block[]; to: number }> {
    try {
      const part = await segment.read(first, last, mostBytes);
      this.#readFailures.delete(segment);
      return part;
    } catch (error) {
      const failures = (this.#readFailures.get(segment) ?? 0) + 1;
      this.#readFailures.set(segment, failures);
      if (!isUnreadable(error) || failures < mostReadFailures) throw error;
      return { blocks: [], to: Math.min(last, segment.last) };
    }
  }

  /** Records that should be there and are not, found when they were to be read. */
  #said(blocks: readonly Block[], gone: readonly (readonly [number, number])[]): ReadBlocks {
    let lost = 0;
    for (const [first, last] of gone) {
      const samples = this.ledger.lose(first, last, 'segment-damaged');
      lost += samples;
      const segment = this.#segments.findLast((one) => one.first <= first);
      const fromMs = segment?.atMsOf(first) ?? 0;
      this.losses.note('segment-damaged', samples, fromMs, Math.max(fromMs, segment?.atMsOf(last + 1) ?? 0));
    }
    return { blocks, gone, lost };
  }

  /** What is no longer there counts as done. */
  #forgetBelowOldest(): void {
    this.ledger.spend(1, this.oldest - 1);
  }
}
