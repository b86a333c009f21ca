// A log as the agent uses it: groups made durable, positions, what is still to be sent, and the books of it all.

import type { PositionRange } from '@campus/campus-model';
import { parseAcknowledgement, parseExactSet } from '@campus/campus-model/plain';
import { type Clock, type Log, TroubleLog } from '@campus/runtime/plain';
import { DeliveryWindow } from './delivery-window.ts';
import type { LogKeeper } from './log-keeper.ts';
import type { Block } from './segment.ts';
import type { SegmentLog } from './segment-log.ts';

/** One reading of the backlog: some 20,000 samples. */
const mostBytesRead = 262_144;
/** A disk that could not be read is left alone this long. */
const readAgainMs = 1_000;

export type AppendOutcome =
  | { readonly ok: true; readonly positions: PositionRange }
  | { readonly ok: false; readonly reason: 'full' | 'disk-full' | 'disk-error' };

export class Outbox {
  readonly window = new DeliveryWindow();
  readonly #name: string;
  readonly #keeper: LogKeeper;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #trouble: TroubleLog;
  #known: SegmentLog | null = null;
  #unreadableUntil = 0;
  #removedBelow = 0;
  #isTending = false;

  constructor(name: string, keeper: LogKeeper, context: { readonly clock: Clock; readonly log: Log }) {
    this.#name = name;
    this.#keeper = keeper;
    this.#clock = context.clock;
    this.#log = context.log;
    this.#trouble = new TroubleLog(context.log);
  }

  /** Ids of its runs whose records stand on the disk, newest last. */
  get ids(): readonly string[] {
    return this.#known?.ids ?? [];
  }

  /** What became of its records; null while the disk never let it open. */
  get log(): SegmentLog | null {
    return this.#known;
  }

  /** Opens what is there and begins a run; a failing disk is logged and tried again. */
  async open(): Promise<void> {
    const opened = await this.#keeper.open();
    if (opened.ok) this.#learn(opened.log);
    else this.#trouble.lost(`outbox ${this.#name}`, opened.detail);
  }

  /** Opens what could not be opened, writes down what has changed. Call it now and then. */
  async tend(): Promise<void> {
    // A disk that hangs is asked once, not each time again.
    if (this.#isTending) return;
    this.#isTending = true;
    await this.#keeper.tend();
    this.#isTending = false;
    if (this.#keeper.log && !this.#known) this.#learn(this.#keeper.log);
    if (this.window.waiting === 0) this.#trouble.back(`room of outbox ${this.#name}`);
  }

  /** Makes a group durable: `frame` is `frameHeadBytes` of room, then `count` records. Never rejects. */
  async append(frame: Buffer, count: number): Promise<AppendOutcome> {
    const appended = await this.#keeper.append(frame, count);
    if (!appended.ok) {
      this.#trouble.lost(`outbox ${this.#name}`, appended.detail);
      return { ok: false, reason: appended.reason };
    }
    this.#trouble.back(`outbox ${this.#name}`);
    const log = this.#keeper.log!;
    if (!this.#known) this.#learn(log);
    const last = appended.first + count - 1;
    this.window.appended(last);
    this.#noteRemoved(log);
    return { ok: true, positions: { outboxId: log.id, first: appended.first, last } };
  }

  /** Samples that were published and are on no disk. */
  notKept(day: string, samples: number, fromMs: number, toMs: number): void {
    this.#keeper.losses.notKept(day, samples, fromMs, toMs);
    this.#keeper.changed();
  }

  /** Blocks of the oldest stretch that waits, at most about `most` records of it; empty where nothing may be sent. */
  async take(most: number): Promise<readonly Block[]> {
    const range = this.#clock.monotonic() < this.#unreadableUntil ? null : this.window.next(most);
    if (!range) return [];
    const read = await this.#keeper.read(range[0], range[1], mostBytesRead);
    if (!read.ok) {
      this.#trouble.lost(`reading of outbox ${this.#name}`, read.detail);
      this.#unreadableUntil = this.#clock.monotonic() + readAgainMs;
      return [];
    }
    if (read.gone.length > 0) this.#gone(read.gone, read.lost);
    return read.blocks;
  }

  /** All blocks that are there, oldest first, a part at a time. */
  async *all(): AsyncGenerator<Block> {
    const opened = await this.#keeper.open();
    if (!opened.ok) return;
    for (let next = opened.log.oldest; next <= opened.log.last; ) {
      const read = await this.#keeper.read(next, opened.log.last, mostBytesRead);
      if (!read.ok || read.blocks.length === 0) return;
      yield* read.blocks;
      const end = read.blocks.at(-1)!;
      next = end.first + end.count;
    }
  }

  /** The newest blocks, oldest first; empty where the disk gives none. */
  newest(mostBytes: number): Promise<readonly Block[]> {
    return this.#keeper.readNewest(mostBytes);
  }

  /** The preamble of a run: null where no file has it whole, undefined where the disk does not tell now. */
  async preambleOf(id: string): Promise<Uint8Array | null | undefined> {
    const read = await this.#keeper.preambleOf(id);
    return read.ok ? read.preamble : undefined;
  }

  /** Takes an acknowledgement of the hub, or the exact set it says after a birth; other logs' words change nothing. */
  acknowledge(text: string): void {
    const ledger = this.#known?.ledger;
    if (!ledger) return;
    const exact = parseExactSet(text);
    const said = exact ?? parseAcknowledgement(text);
    if (!said) return;
    const { news, again } = exact
      ? ledger.obey(exact)
      : { ...ledger.acknowledge(said.outboxId, said.ranges), again: [] };
    this.window.reopen(again);
    this.window.finish(news, this.#clock.monotonic());
    if (news.length + again.length > 0) this.#keeper.changed();
    if (again.length > 0)
      this.#log.info(
        { outbox: this.#name, ranges: again.length },
        'the hub has lost records; they are sent again',
      );
  }

  /** Records that nobody can read any more are lost, and not tried again. */
  giveUp(block: Pick<Block, 'first' | 'count' | 'atMs'>): void {
    const { first, count, atMs } = block;
    const log = this.#known;
    if (!log) return;
    const samples = log.ledger.lose(first, first + count - 1, 'segment-damaged');
    log.losses.note('segment-damaged', samples, atMs, atMs);
    this.#gone([[first, first + count - 1]], samples);
  }

  async close(): Promise<void> {
    await this.#keeper.close();
  }

  #learn(log: SegmentLog): void {
    this.#known = log;
    this.window.load(log.ledger.done().ranges(), log.last);
    for (const trouble of log.troubles) this.#log.warn({ outbox: this.#name }, trouble);
  }

  /** What made room for new records needs no sending any more. */
  #noteRemoved(log: SegmentLog): void {
    if (log.oldest - 1 <= this.#removedBelow) return;
    this.#removedBelow = log.oldest - 1;
    if (log.losses.gaps.at(-1)?.why === 'outbox-full')
      this.#trouble.lost(`room of outbox ${this.#name}`, 'the oldest records make room for new ones');
    this.window.finish([[1, this.#removedBelow]], this.#clock.monotonic());
  }

  #gone(ranges: readonly (readonly [number, number])[], lost: number): void {
    this.window.finish(ranges, this.#clock.monotonic());
    this.#keeper.changed();
    if (lost > 0) this.#log.warn({ outbox: this.#name, lost }, 'records cannot be read any more');
  }
}
