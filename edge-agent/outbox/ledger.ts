// What became of each number a log ever gave: acknowledged, waiting, or lost and why. Numbers in ranges only, no disk.
import { type ExactSet, type LossReason, RangeSet } from '@campus/campus-model/plain';

/** Reasons for which a record that was taken is on the disk no more. */
const recordLosses = ['outbox-full', 'segment-damaged'] as const satisfies readonly LossReason[];
export type RecordLoss = (typeof recordLosses)[number];

type Ranges = readonly (readonly [number, number])[];

/** The numbers that were given under one id. */
export interface Run {
  readonly id: string;
  readonly first: number;
  last: number;
}

/** Records that were taken on one day. */
export interface DaySpan {
  readonly day: string;
  first: number;
  last: number;
}

export interface DayCount {
  taken: number;
  acknowledged: number;
  waiting: number;
  readonly lost: Record<RecordLoss, number>;
}

/** As it is written down; JSON. */
export interface LedgerState {
  readonly runs: readonly Run[];
  readonly spans: readonly DaySpan[];
  readonly delivered: Ranges;
  readonly absent: Ranges;
  readonly lost: Readonly<Record<RecordLoss, Ranges>>;
}

export class Ledger {
  readonly #runs: Run[];
  /** Sorted by number; together exactly the numbers that were taken. */
  readonly #spans: DaySpan[];
  /** The hub said that it has them. */
  readonly #delivered: RangeSet;
  /** No record stands on the disk (any more). */
  readonly #absent: RangeSet;
  /** Taken, absent and not delivered. */
  readonly #lost: Record<RecordLoss, RangeSet>;

  constructor(state?: LedgerState) {
    this.#runs = state?.runs.map((run) => ({ ...run })) ?? [];
    this.#spans = state?.spans.map((span) => ({ ...span })) ?? [];
    this.#delivered = RangeSet.of(state?.delivered ?? []);
    this.#absent = RangeSet.of(state?.absent ?? []);
    this.#lost = {
      'outbox-full': RangeSet.of(state?.lost['outbox-full'] ?? []),
      'segment-damaged': RangeSet.of(state?.lost['segment-damaged'] ?? []),
    };
  }

  state(): LedgerState {
    return {
      runs: this.#runs,
      spans: this.#spans,
      delivered: this.#delivered.ranges(),
      absent: this.#absent.ranges(),
      lost: {
        'outbox-full': this.#lost['outbox-full'].ranges(),
        'segment-damaged': this.#lost['segment-damaged'].ranges(),
      },
    };
  }

  /** The highest number known; 0 where there is none. */
  get last(): number {
    return Math.max(this.#runs.at(-1)?.last ?? 0, this.#spans.at(-1)?.last ?? 0);
  }

  get runs(): readonly Run[] {
    return this.#runs;
  }

  get spans(): readonly DaySpan[] {
    return this.#spans;
  }

  /** What needs no sending: delivered, or no longer there. */
  done(): RangeSet {
    const done = RangeSet.of(this.#absent.ranges());
    for (const [first, last] of this.#delivered.ranges()) done.add(first, last);
    return done;
  }

  isDelivered(first: number, last: number): boolean {
    return this.#delivered.covers(first, last);
  }

  isAbsent(number: number): boolean {
    return this.#absent.has(number);
  }

  /** Parts of first…last that should be on the disk. */
  present(first: number, last: number): [number, number][] {
    return this.#absent.missing(first, last);
  }

  /** True where records of a run are lost. */
  hasLost({ first, last }: Run): boolean {
    return recordLosses.some((why) => this.#lost[why].count(first, last) > 0);
  }

  /** Numbers first…last are given under `id`. */
  give(id: string, first: number, last: number): void {
    const run = this.#runs.find((one) => one.id === id);
    if (run) run.last = Math.max(run.last, last);
    else {
      this.#runs.push({ id, first, last });
      this.#runs.sort((a, b) => a.first - b.first);
    }
  }

  /** Records first…last are on the disk, taken on `day`. */
  take(first: number, last: number, day: string): void {
    const before = this.#spans.at(-1);
    if (before && before.day === day && before.last === first - 1) before.last = last;
    else if (!before || before.last < first) this.#spans.push({ day, first, last });
    else this.#insert(first, last, day);
  }

  /** Numbers that were given and have no record: a write that failed. */
  spend(first: number, last: number): void {
    if (last >= first) this.#absent.add(first, last);
  }

  /** Notes what the hub has. Returns what is news of it, and what of that had been given up for lost. */
  acknowledge(id: string, ranges: Ranges): { news: [number, number][]; regained: number } {
    const news = ranges.flatMap(([first, last]) => this.#ownParts(id, first, last));
    const fresh = news.flatMap(([first, last]) => this.#delivered.missing(first, last));
    let regained = 0;
    for (const [first, last] of fresh) {
      this.#delivered.add(first, last);
      for (const why of recordLosses) {
        regained += this.#lost[why].count(first, last);
        this.#lost[why].remove(first, last);
      }
    }
    return { news: fresh, regained };
  }

  /**
   * Takes the hub's word for exact: what it does not name inside first…last is to be sent again, as far as it is still
   * here. What is gone stays as it was acknowledged.
   */
  obey({ outboxId, first, last, ranges }: ExactSet): { news: [number, number][]; again: [number, number][] } {
    const said = RangeSet.of(ranges);
    const again = this.#ownParts(outboxId, first, last)
      .flatMap(([low, high]) => this.#delivered.common(low, high))
      .flatMap(([low, high]) => said.missing(low, high))
      .flatMap(([low, high]) => this.#absent.missing(low, high));
    for (const [low, high] of again) this.#delivered.remove(low, high);
    return { news: this.acknowledge(outboxId, ranges).news, again };
  }

  /** Records of first…last are gone from the disk. Returns how many of them were taken and not delivered. */
  lose(first: number, last: number, why: RecordLoss): number {
    let count = 0;
    for (const [low, high] of this.#absent.missing(first, last)) {
      for (const [from, to] of this.#waitingParts(low, high)) {
        this.#lost[why].add(from, to);
        count += to - from + 1;
      }
      this.#absent.add(low, high);
    }
    return count;
  }

  /** Records first…last are on the disk, though they had been given up: they are not lost. */
  regain(first: number, last: number, day: string): void {
    for (const [low, high] of this.#absent.common(first, last)) {
      for (const why of recordLosses) this.#lost[why].remove(low, high);
      this.#absent.remove(low, high);
      for (const [from, to] of this.#untakenParts(low, high)) this.#insert(from, to, day);
    }
  }

  /** What became of the records of each day. */
  days(): Map<string, DayCount> {
    const days = new Map<string, DayCount>();
    for (const { day, first, last } of this.#spans) {
      const count = days.get(day) ?? emptyDay();
      days.set(day, count);
      const acknowledged = this.#delivered.count(first, last);
      let lost = 0;
      for (const why of recordLosses) {
        const some = this.#lost[why].count(first, last);
        count.lost[why] += some;
        lost += some;
      }
      count.taken += last - first + 1;
      count.acknowledged += acknowledged;
      count.waiting += last - first + 1 - acknowledged - lost;
    }
    return days;
  }

  /**
   * Keeps the newest `most` days and those of which something waits, and forgets what no segment (from `oldest` on) and
   * no day needs. The newest by number, not by name: a clock that ran ahead for a while forgets nothing.
   */
  forget(most: number, oldest: number): void {
    const days = this.days();
    const newest = new Set(this.#spans.toReversed().map(({ day }) => day));
    const kept = new Set([...newest].slice(0, most));
    const isNeeded = ({ day }: DaySpan): boolean => kept.has(day) || days.get(day)!.waiting > 0;
    if (newest.size > most) this.#spans.splice(0, this.#spans.length, ...this.#spans.filter(isNeeded));
    const floor = Math.min(oldest, this.#spans[0]?.first ?? oldest) - 1;
    if (floor < 1) return;
    this.#delivered.remove(1, floor);
    for (const why of recordLosses) this.#lost[why].remove(1, floor);
    this.#absent.add(1, floor);
    while (this.#runs.length > 1 && this.#runs[0]!.last <= floor) this.#runs.shift();
  }

  /** Parts of first…last that were given under `id`. */
  #ownParts(id: string, first: number, last: number): [number, number][] {
    return this.#runs
      .filter((run) => run.id === id)
      .map((run): [number, number] => [Math.max(first, run.first), Math.min(last, run.last)])
      .filter(([low, high]) => low <= high);
  }

  #waitingParts(first: number, last: number): [number, number][] {
    const parts: [number, number][] = [];
    for (let i = this.#spanFrom(first); i < this.#spans.length && this.#spans[i]!.first <= last; i++) {
      const span = this.#spans[i]!;
      parts.push(...this.#delivered.missing(Math.max(first, span.first), Math.min(last, span.last)));
    }
    return parts;
  }

  #untakenParts(first: number, last: number): [number, number][] {
    const taken = new RangeSet();
    for (let i = this.#spanFrom(first); i < this.#spans.length && this.#spans[i]!.first <= last; i++)
      taken.add(this.#spans[i]!.first, this.#spans[i]!.last);
    return taken.missing(first, last);
  }

  #insert(first: number, last: number, day: string): void {
    this.#spans.splice(this.#spanFrom(first), 0, { day, first, last });
  }

  /** Place of the first span that ends at `number` or after it. */
  #spanFrom(number: number): number {
    const at = this.#spans.findIndex((span) => span.last >= number);
    return at < 0 ? this.#spans.length : at;
  }
}

function emptyDay(): DayCount {
  return { taken: 0, acknowledged: 0, waiting: 0, lost: { 'outbox-full': 0, 'segment-damaged': 0 } };
}
