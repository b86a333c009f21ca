// Opens what stands in a log's folder: whole frames are found again, torn tails cut, damage stepped over and counted,
// and the ledger made to say what the disk says. Never fatal for what a file holds; rejects where the folder fails.
import { join } from 'node:path';
import { RangeSet } from '@campus/campus-model/plain';
import { type Disk, isUnreadable } from './disk.ts';
import type { FirstDelivered } from './first-format.ts';
import { Ledger } from './ledger.ts';
import type { Losses } from './losses.ts';
import { type SeenFrame, Segment, type SegmentScan } from './segment.ts';
import type { StateFile } from './state-file.ts';

/** Files set aside for someone to look at; older ones are removed. */
const mostSetAside = 8;
const asideExtension = '.damaged';
/** The first format skipped this many numbers at each start: a hole of that size was never filled. */
const firstFormatSkip = 1_000_000_000;
/** Segments are read into one buffer, one after the other. */
const roomBytes = 4_718_592;

export interface Recovered {
  readonly segments: Segment[];
  readonly ledger: Ledger;
  /** The highest number that was given. */
  readonly last: number;
  /** The highest number under which a record was taken. */
  readonly taken: number;
  /** Sentences for the log: what was found damaged. */
  readonly troubles: readonly string[];
}

export interface RecoveryContext {
  readonly disk: Disk;
  readonly folder: string;
  readonly file: StateFile;
  readonly losses: Losses;
  readonly nowMs: number;
  dayOf(ms: number): string;
}

export async function recoverLog(context: RecoveryContext): Promise<Recovered> {
  const state = await context.file.read();
  const first = state ? null : await context.file.readFirst();
  if (state) context.losses.load(state);
  const recovery = new Recovery(context, new Ledger(state?.ledger), first);
  await recovery.run();
  return recovery.result();
}

class Recovery {
  readonly #context: RecoveryContext;
  readonly #ledger: Ledger;
  readonly #first: FirstDelivered | null;
  readonly #firstDelivered: RangeSet;
  /** Numbers up to here the ledger knew before the files were read. */
  readonly #known: number;
  readonly #found = new RangeSet();
  readonly #segments: Segment[] = [];
  readonly #troubles: string[] = [];
  #last = 0;
  #lastMs = 0;
  #isStray = false;

  constructor(context: RecoveryContext, ledger: Ledger, first: FirstDelivered | null) {
    this.#context = context;
    this.#ledger = ledger;
    this.#known = ledger.last;
    this.#first = first;
    this.#firstDelivered = RangeSet.of(first?.ranges ?? []);
  }

  async run(): Promise<void> {
    const { disk, folder } = this.#context;
    const names = (await disk.list(folder)).sort();
    const room = Buffer.allocUnsafe(roomBytes);
    for (const name of names.filter(Segment.isSegmentFile)) await this.#openSegment(join(folder, name), room);
    this.#missWhatIsNotFound();
    if (this.#first) this.#ledger.acknowledge(this.#first.outboxId, this.#first.ranges);
    await this.#removeOldest(names.filter((name) => name.endsWith(asideExtension)));
  }

  result(): Recovered {
    const last = Math.max(this.#known, this.#last);
    const taken = Math.max(this.#ledger.spans.at(-1)?.last ?? 0, this.#last);
    return { segments: this.#segments, ledger: this.#ledger, last, taken, troubles: this.#troubles };
  }

  async #openSegment(path: string, room: Buffer): Promise<void> {
    const { disk, nowMs } = this.#context;
    this.#isStray = false;
    try {
      const see = (id: string, frame: SeenFrame): void => this.#see(id, frame);
      const scan = await Segment.open(disk, path, { openedMs: nowMs, room, see });
      if (!scan || this.#isStray) await this.#setAside(path);
      else await this.#keep(scan);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      this.#troubles.push(`${path} cannot be read; it is left as it is and tried again at the next start`);
    }
  }

  async #keep({ segment, damagedBytes, tornBytes }: SegmentScan): Promise<void> {
    this.#segments.push(segment);
    if (damagedBytes > 0) this.#troubles.push(`${segment.path}: ${damagedBytes} bytes are damaged`);
    if (tornBytes > 0) await segment.cutBack().catch(() => {});
    await segment.close().catch(() => {});
  }

  /** A file that is no segment, or whose numbers stand in another, is kept under another name. */
  async #setAside(path: string): Promise<void> {
    this.#troubles.push(`${path} is no segment of this log; it is set aside`);
    await this.#context.disk.rename(path, `${path}${asideExtension}`);
  }

  async #removeOldest(aside: readonly string[]): Promise<void> {
    const { disk, folder } = this.#context;
    for (const name of aside.slice(0, -mostSetAside)) await disk.remove(join(folder, name));
  }

  #see(id: string, frame: SeenFrame): void {
    if (frame.first <= this.#last) this.#isStray = true;
    if (this.#isStray) return;
    const last = frame.first + frame.count - 1;
    const day = this.#context.dayOf(frame.atMs);
    this.#gapBefore(id, frame, day);
    if (frame.first <= this.#known) this.#ledger.regain(frame.first, Math.min(last, this.#known), day);
    if (last > this.#known) {
      const fresh = Math.max(frame.first, this.#known + 1);
      this.#ledger.give(id, fresh, last);
      for (const [from, to] of this.#untold(frame, fresh, last)) this.#ledger.take(from, to, day);
    }
    this.#found.add(frame.first, last);
    this.#last = last;
    this.#lastMs = frame.atMs;
  }

  /** What the first format says is delivered was never booked, and is not booked now. */
  #untold({ isFirstFormat }: SeenFrame, first: number, last: number): [number, number][] {
    return isFirstFormat ? this.#firstDelivered.missing(first, last) : [[first, last]];
  }

  /** Numbers between two frames that the ledger does not know: spent by failed writes, or damaged. */
  #gapBefore(id: string, frame: SeenFrame, day: string): void {
    const from = Math.max(this.#last, this.#known) + 1;
    const to = frame.first - 1;
    if (to < from) return;
    // Nothing is known of what stood before the oldest file.
    const damagedTo = from === 1 ? 0 : damagedUpTo(frame, from - 1);
    if (damagedTo >= from) {
      const isRunsOwn = this.#ledger.runs.some((run) => run.id === id);
      this.#ledger.give(isRunsOwn ? id : (this.#ledger.runs.at(-1)?.id ?? id), from, damagedTo);
      for (const [low, high] of this.#untold(frame, from, damagedTo)) this.#ledger.take(low, high, day);
      this.#lose(from, damagedTo, frame.atMs);
    }
    this.#ledger.spend(Math.max(from, damagedTo + 1), to);
  }

  #lose(first: number, last: number, toMs: number): void {
    const samples = this.#ledger.lose(first, last, 'segment-damaged');
    if (samples === 0) return;
    const fromMs = Math.min(this.#lastMs || toMs, toMs);
    this.#context.losses.note('segment-damaged', samples, fromMs, toMs);
    this.#troubles.push(`${samples} records (${first} to ${last}) are lost`);
  }

  /** What the ledger knew to be on the disk and is not. */
  #missWhatIsNotFound(): void {
    for (const [first, last] of this.#ledger.present(1, this.#known))
      for (const [low, high] of this.#found.missing(first, last)) {
        const { segment, after } = this.#around(low, high);
        this.#lastMs = segment?.toMs ?? 0;
        this.#lose(low, high, after ?? segment?.toMs ?? this.#context.nowMs);
      }
  }

  /** The files before and after lost numbers: when those were appended. */
  #around(low: number, high: number): { segment: Segment | undefined; after: number | undefined } {
    const segment = this.#segments.findLast((one) => one.first < low);
    const next = this.#segments.find((one) => one.last > high);
    return { segment, after: next?.atMsOf(high) };
  }
}

/** The last number before the frame that had a record. */
function damagedUpTo(frame: SeenFrame, last: number): number {
  if (!frame.isFirstFormat) return frame.first - 1 - frame.skipped;
  const isHole = !frame.isAfterDamage || frame.first - last > firstFormatSkip;
  return isHole ? last : frame.first - 1;
}
