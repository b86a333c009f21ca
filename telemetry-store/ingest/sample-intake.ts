// What becomes of the samples of a message: the live picture at once, history and the rules each once, by position.
import type { PositionRange, PositionRanges, SampleBatch } from '@campus/campus-model';
import { type Clock, type Log, TroubleLog } from '@campus/runtime';
import type { CommittedRange } from '../history-store.ts';
import type { LatestValues } from '../latest-values.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { DataMessage } from './data-message.ts';
import type { Delivery, NewPositions } from './delivery.ts';
import type { GatewayRange, RulesConsumer } from './rules-consumer.ts';
import type { Reading, ReceiveTime, SampleReader, Wanted } from './sample-reader.ts';
import { extend, type Turn, TurnBatch } from './turn-batch.ts';

export interface SampleIntakeOptions {
  readonly commits: CommitQueue;
  readonly delivery: Delivery;
  readonly latest: LatestValues;
  readonly rules: RulesConsumer | null;
  /** Gathers the samples of messages that are taken as one. */
  readonly gatherer: SampleReader;
  mayStore(): boolean;
  readonly clock: Clock;
  readonly log: Log;
}

export class SampleIntake {
  readonly #options: SampleIntakeOptions;
  readonly #trouble: TroubleLog;
  /** The wall clock's time when the monotonic clock was at 0. */
  readonly #startedMs: number;
  readonly #turns: TurnBatch;
  #received = 0;
  #duplicates = 0;
  #refused = 0;

  constructor(options: SampleIntakeOptions) {
    this.#options = options;
    this.#trouble = new TroubleLog(options.log);
    this.#startedMs = options.clock.now() - options.clock.monotonic();
    this.#turns = new TurnBatch({
      batch: (isHistorical) => options.gatherer.added(isHistorical),
      take: (turn, batch) => this.#takeTurn(turn, batch),
      onFault: (error) => options.log.error({ error }, 'samples could not be taken'),
    });
  }

  get received(): number {
    return this.#received;
  }

  get duplicates(): number {
    return this.#duplicates;
  }

  /** Metrics of known kinds of messages that were no sample of ours. */
  get refused(): number {
    return this.#refused;
  }

  /** What messages brought in this turn is live, with the rules and with history: before a birth, a death or the end. */
  flush(): void {
    this.#turns.flush();
  }

  /** A wall clock that was set back makes no sample one of the future. */
  receiveTime(): ReceiveTime {
    const nowMs = this.#options.clock.now();
    return { nowMs, latestMs: Math.max(nowMs, this.#startedMs + this.#options.clock.monotonic()) };
  }

  /**
   * Refused samples are committed as such with the others, or they would come again for ever and block their outbox.
   * Samples without positions are stored without a promise, transient ones not at all. What the store has no room for is
   * live all the same, and comes again for history.
   */
  take(gatewayId: string, message: DataMessage): void {
    const { count, positions, misfit } = message;
    this.#received += count;
    if (misfit !== null) {
      this.#refused += count;
      this.#trouble.lost(`positions of ${gatewayId}`, `${misfit.slice(0, 80)} for ${count} samples`);
    } else if (positions) this.#positioned(gatewayId, message, positions);
    else this.#unpositioned(gatewayId, message);
  }

  #unpositioned(gatewayId: string, message: DataMessage): void {
    this.flush();
    const { batch, refused } = message.read(this.receiveTime(), null);
    if (!message.isOfNode) this.#refused += refused.length;
    this.#options.latest.apply(batch);
    if (!message.isTransient && this.#mayStore(message.count))
      this.#options.commits.add(batch, [], gatewayId, '');
  }

  #positioned(gatewayId: string, message: DataMessage, positions: PositionRanges): void {
    const { count } = message;
    const mayStore = this.#mayStore(count);
    const found = this.#options.delivery.reserve(gatewayId, positions, mayStore);
    if (found.isCut)
      this.#trouble.lost(`positions of ${gatewayId}`, `too many holes in ${positions.outboxId}`);
    const stored = sizeOf(found.history);
    if (mayStore) this.#duplicates += count - stored;
    const isNewToRules = this.#options.rules === null || sizeOf(found.rules) === count;
    if (stored === count && isNewToRules) this.#whole(gatewayId, message, positions, found);
    else this.#parts(gatewayId, message, positions, found, mayStore);
  }

  /** As a rule: all of it is new to both. */
  #whole(gatewayId: string, message: DataMessage, positions: PositionRanges, found: NewPositions): void {
    const { gather } = message;
    if (gather && !message.isTransient) {
      const turn = this.#turns.of(gatewayId, positions.outboxId, message.isHistorical);
      const refused = gather(this.receiveTime());
      for (const part of found.rules) extend(turn.judged, part);
      for (const range of this.#ranges(gatewayId, positions, found.history, refused))
        extend(turn.stored, range);
      return;
    }
    this.flush();
    this.#judge(gatewayId, found.rules, null);
    const reading = message.read(this.receiveTime(), null);
    this.#options.latest.apply(reading.batch);
    this.#store(gatewayId, positions, found.history, reading);
  }

  #takeTurn({ gatewayId, outboxId, judged, stored }: Turn, batch: SampleBatch): void {
    this.#judge(gatewayId, judged, null);
    this.#options.latest.apply(batch);
    this.#options.commits.add(batch, stored, gatewayId, outboxId);
  }

  #parts(
    gatewayId: string,
    message: DataMessage,
    positions: PositionRanges,
    { history, rules, recovered }: NewPositions,
    mayStore: boolean,
  ): void {
    this.flush();
    const time = this.receiveTime();
    if (recovered.length > 0)
      this.#judge(gatewayId, rules, message.read(time, wantedOf(positions, recovered)));
    else this.#judge(gatewayId, rules, null);
    if (!message.isHistorical) {
      const news = mayStore ? wantedOf(positions, [...history, ...rules]) : null;
      this.#options.latest.apply(message.read(time, news).batch);
    }
    if (history.length === 0) return;
    this.#store(gatewayId, positions, history, message.read(time, wantedOf(positions, history)));
  }

  #judge(gatewayId: string, parts: readonly PositionRange[], recovered: Reading | null): void {
    if (parts.length === 0 || !this.#options.rules) return;
    const ranges = parts.map((part): GatewayRange => ({ gatewayId, ...part }));
    const isTaken = this.#options.rules.take(ranges, recovered?.batch ?? null);
    if (!isTaken) this.#options.delivery.rulesSettled(ranges, false);
  }

  #store(
    gatewayId: string,
    positions: PositionRanges,
    parts: readonly PositionRange[],
    { batch, refused }: Reading,
  ): void {
    const ranges = this.#ranges(gatewayId, positions, parts, refused);
    this.#options.commits.add(batch, ranges, gatewayId, positions.outboxId);
  }

  #ranges(
    gatewayId: string,
    positions: PositionRanges,
    parts: readonly PositionRange[],
    refused: readonly number[],
  ): CommittedRange[] {
    this.#refused += refused.length;
    const ranges: CommittedRange[] = [];
    if (refused.length === 0) for (const part of parts) ranges.push({ gatewayId, ...part });
    else {
      const isRefused = new Uint8Array(positions.count);
      for (const place of refused) isRefused[place] = 1;
      for (const part of parts) cut(gatewayId, part, positions, isRefused, ranges);
    }
    return ranges;
  }

  #mayStore(count: number): boolean {
    return this.#options.mayStore() && this.#options.commits.hasRoomFor(count);
  }
}

function sizeOf(parts: readonly PositionRange[]): number {
  let size = 0;
  for (const { first, last } of parts) size += last - first + 1;
  return size;
}

/** Marks the places of `parts` among the samples that `positions` stand for. */
function wantedOf(positions: PositionRanges, parts: readonly PositionRange[]): Wanted {
  const wanted = new Uint8Array(positions.count);
  for (const { first, last } of parts) {
    const place = placeOf(positions, first);
    wanted.fill(1, place, place + last - first + 1);
  }
  return wanted;
}

/** Parts lie within one range each. */
function placeOf({ ranges }: PositionRanges, position: number): number {
  let before = 0;
  for (const [first, last] of ranges) {
    if (position <= last) return before + position - first;
    before += last - first + 1;
  }
  throw new RangeError(`position ${position} is none of its message`);
}

/** Adds a part as runs of samples that were taken and of samples that were refused. */
function cut(
  gatewayId: string,
  { outboxId, first, last }: PositionRange,
  positions: PositionRanges,
  isRefused: Uint8Array,
  into: CommittedRange[],
): void {
  const place = placeOf(positions, first);
  let start = first;
  for (let at = first; at <= last; at++) {
    const refused = isRefused[place + at - first];
    if (at < last && isRefused[place + at + 1 - first] === refused) continue;
    into.push({ gatewayId, outboxId, first: start, last: at, ...(refused ? { isRefused: true } : {}) });
    start = at + 1;
  }
}
