// Cuts blocks of the samples' backlog into messages: device by device, each with the numbers its samples have.

import { unpackRecords } from '../outbox/frame.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Block } from '../outbox/segment.ts';
import { decodeFirstRecord } from '../sampling/first-record.ts';
import { decodeNames } from '../sampling/name-list.ts';
import { decodeBlock } from '../sampling/sample-block.ts';
import { SampleColumns, type SampleRows } from '../sampling/sample-rows.ts';
import type { BacklogMessage } from './backlog-line.ts';
import type { PointBook } from './point-book.ts';
import { mostSamplesAMessage, type Publisher } from './publisher.ts';

/** Runs whose names are remembered: a reading seldom meets more than two. */
const mostRuns = 8;
const unknown = -1;
const unsendable = -2;

export interface SampleMessagesOptions {
  readonly outbox: Outbox;
  readonly publisher: Publisher;
  readonly book: PointBook;
}

/** Place in a run's name list → number in the point book. */
interface RunNames {
  readonly names: readonly string[];
  readonly numbers: Int32Array;
}

/** Rows of the backlog with their numbers in the log. */
interface Gathered {
  readonly columns: BacklogColumns;
  readonly id: string;
}

export class SampleMessages {
  readonly #options: SampleMessagesOptions;
  readonly #runs = new Map<string, RunNames>();

  constructor(options: SampleMessagesOptions) {
    this.#options = options;
  }

  /** Points have other numbers now. */
  follow(): void {
    this.#runs.clear();
  }

  async cut(blocks: readonly Block[]): Promise<BacklogMessage[]> {
    const messages: BacklogMessage[] = [];
    let open = null as Gathered | null;
    for (const block of blocks) {
      if (open && open.id !== block.id) messages.push(...this.#messagesOf(open));
      if (open?.id !== block.id) open = { id: block.id, columns: new BacklogColumns() };
      const isRead = await this.#read(block, open!.columns);
      if (isRead === 'not-now') break;
      if (isRead === 'never') this.#options.outbox.giveUp(block);
    }
    if (open) messages.push(...this.#messagesOf(open));
    return messages;
  }

  async #read(block: Block, into: BacklogColumns): Promise<'read' | 'not-now' | 'never'> {
    const waiting = this.#options.outbox.window.waitingIn(block.first, block.first + block.count - 1);
    if (waiting.length === 0) return 'read';
    into.expect(block.first, waiting);
    if (block.isFirstFormat) return this.#readFirst(block, into) ? 'read' : 'never';
    const names = await this.#namesOf(block.id);
    if (names === undefined) return 'not-now';
    if (names === null) return 'never';
    const isWhole = decodeBlock(block.content, (place, timeMs, value, status, ordinal, text) => {
      into.push(this.#numberOf(names, place, text), timeMs, value, status, ordinal, text);
    });
    return isWhole && into.isComplete(block.count) ? 'read' : 'never';
  }

  #readFirst(block: Block, into: BacklogColumns): boolean {
    const records = unpackRecords(block.content) ?? [];
    for (const bytes of records) {
      const sample = decodeFirstRecord(bytes);
      if (!sample) this.#options.outbox.giveUp({ first: into.skip(), count: 1, atMs: block.atMs });
      else {
        const { pointId, timeMs, value, status, ordinal, text } = sample;
        const number = this.#options.book.find(pointId, text !== undefined) ?? unsendable;
        into.push(number, timeMs, value, status, ordinal, text);
      }
    }
    return into.isComplete(block.count);
  }

  #numberOf({ names, numbers }: RunNames, place: number, text: string | undefined): number {
    const known = numbers[place] ?? unsendable;
    if (known !== unknown) return known;
    const number = this.#options.book.find(names[place]!, text !== undefined) ?? unsendable;
    numbers[place] = number;
    return number;
  }

  /** Undefined where the disk does not tell now, null where nobody can. */
  async #namesOf(id: string): Promise<RunNames | null | undefined> {
    const known = this.#runs.get(id);
    if (known) return known;
    const preamble = await this.#options.outbox.preambleOf(id);
    if (!preamble) return preamble;
    const names = decodeNames(preamble);
    if (!names) return null;
    if (this.#runs.size >= mostRuns) this.#runs.clear();
    const run = { names, numbers: new Int32Array(names.length).fill(unknown) };
    this.#runs.set(id, run);
    return run;
  }

  /** Oldest first: devices in the order of their first sample, each device's samples in theirs. */
  #messagesOf({ id, columns }: Gathered): BacklogMessage[] {
    const { book, publisher } = this.#options;
    const rows = columns.rows();
    const messages: BacklogMessage[] = [];
    for (const [deviceId, order] of byDevice(rows, book))
      for (let from = 0; from < order.length; from += mostSamplesAMessage) {
        const to = Math.min(order.length, from + mostSamplesAMessage);
        const ranges = columns.rangesOf(order, from, to);
        const positions = { outboxId: id, ranges };
        const samples = { deviceId, rows, order, from, to, positions, kind: 'historical' as const };
        messages.push({ ranges, send: () => publisher.publishSamples(samples) });
      }
    // One foreign point too many: they stay in the outbox, and are looked at again when they would be sent again.
    const left = columns.unsendable();
    if (left.length > 0) messages.push({ ranges: left, send: () => false });
    return messages;
  }
}

function byDevice(rows: SampleRows, book: PointBook): Map<string, Uint32Array> {
  const counts = new Map<string, number>();
  for (let row = 0; row < rows.length; row++) {
    const deviceId = book.deviceOf(rows.point[row]!);
    counts.set(deviceId, (counts.get(deviceId) ?? 0) + 1);
  }
  const orders = new Map([...counts].map(([deviceId, count]) => [deviceId, new Uint32Array(count)]));
  for (let row = rows.length - 1; row >= 0; row--) {
    const deviceId = book.deviceOf(rows.point[row]!);
    const left = counts.get(deviceId)! - 1;
    orders.get(deviceId)![left] = row;
    counts.set(deviceId, left);
  }
  return orders;
}

class BacklogColumns {
  readonly #columns = new SampleColumns();
  readonly #numbers: number[] = [];
  readonly #left: number[] = [];
  #next = 0;
  #seen = 0;
  #waiting: readonly (readonly [number, number])[] = [];
  #range = 0;

  /** A block follows whose first record has the number `first`; of it those that wait are wanted. */
  expect(first: number, waiting: readonly (readonly [number, number])[]): void {
    this.#next = first;
    this.#seen = 0;
    this.#waiting = waiting;
    this.#range = 0;
  }

  push(
    point: number,
    timeMs: number,
    value: number,
    status: number,
    ordinal: number,
    text: string | undefined,
  ): void {
    const number = this.skip();
    while (this.#range < this.#waiting.length && this.#waiting[this.#range]![1] < number) this.#range++;
    const range = this.#waiting[this.#range];
    if (!range || range[0] > number) return;
    if (point === unsendable) this.#left.push(number);
    else {
      this.#columns.push(point, timeMs, value, status, ordinal, text);
      this.#numbers.push(number);
    }
  }

  /** The number of a record that is passed over. */
  skip(): number {
    this.#seen++;
    this.#next++;
    return this.#next - 1;
  }

  isComplete(count: number): boolean {
    return this.#seen === count;
  }

  rows(): SampleRows {
    return this.#columns.inOrder();
  }

  rangesOf(order: Uint32Array, from: number, to: number): [number, number][] {
    return rangesOf(from, to, (at) => this.#numbers[order[at]!]!);
  }

  unsendable(): [number, number][] {
    return rangesOf(0, this.#left.length, (at) => this.#left[at]!);
  }
}

function rangesOf(from: number, to: number, numberAt: (at: number) => number): [number, number][] {
  const ranges: [number, number][] = [];
  for (let at = from; at < to; at++) {
    const number = numberAt(at);
    const open = ranges.at(-1);
    if (open && open[1] === number - 1) open[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}
