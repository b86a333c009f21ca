// The inside of a process that proves a driver: sessions as an agent has them, each with a peer that mutates its replies.
// It says what came of it as one line of JSON, and it is not told to bear what an agent would not: an exception nobody
// caught ends it.
import type { DriverSession, DriverSink } from '@campus/device-drivers';
import { variableOf } from './mutated-values.ts';

export interface MutatedOrder {
  readonly seed: number;
  readonly mutations: number;
  readonly sessions: number;
  readonly folder: string;
  /** What carries the bytes, where a driver knows several. */
  readonly line?: string;
}

export interface MutatedOutcome {
  readonly mutated: number;
  readonly good: number;
  /** Values that nobody sent, or of another variable. */
  readonly wrong: readonly string[];
  readonly wrongCount: number;
  /** Sessions that told a value of each variable after the last mutation. */
  readonly recovered: number;
  /** Right replies to one question, after the last mutation, until a session told what they say. */
  readonly mostRightReplies: number;
  readonly heapBeforeMb: number;
  readonly heapAfterMb: number;
}

export interface MutatingPeer {
  isMutating: boolean;
  /** By variable: the count that its latest reply has. */
  readonly latest: readonly number[];
  listen(): Promise<number>;
  close(): Promise<void>;
}

export interface Proving {
  readonly session: DriverSession;
  readonly sink: ProvingSink;
  readonly peer: MutatingPeer;
}

/** Of all sessions of the process. */
export class Tally {
  mutated = 0;
  good = 0;
  wrongCount = 0;
  readonly wrong: string[] = [];

  isWrong(words: string): void {
    this.wrongCount++;
    if (this.wrong.length < mostWords) this.wrong.push(words);
  }
}

/** Measured after a share of the run, when all that is made once has been made. */
const warmShare = 0.1;
const recoverMs = 60_000;
/** What was on its way when the last mutation left has come by then. */
const settleMs = 300;
const mostWords = 10;

/** Judges what a session tells. */
export class ProvingSink implements DriverSink {
  /** By variable: right replies that it took until one was told, since `beginAgain`. */
  readonly neededReplies = new Map<number, number>();
  readonly #tally: Tally;
  readonly #isTimely: (variable: number, value: number) => boolean;
  #latest: readonly number[] = [];
  #before: readonly number[] = [];

  /** `isTimely`: whether a number of the right variable may be told now. */
  constructor(tally: Tally, isTimely: (variable: number, value: number) => boolean) {
    this.#tally = tally;
    this.#isTimely = isTimely;
  }

  /** Nothing is mutated any more. */
  beginAgain(latest: readonly number[]): void {
    this.#latest = latest;
    this.#before = [...latest];
    this.neededReplies.clear();
  }

  sample(index: number, _timeMs: number, value: number, status: number): void {
    const variable = variableOf(value);
    // A number that is told to be bad harms nobody, unless it belongs elsewhere.
    if (status !== 0 && (variable === null || variable === index)) return;
    this.#tally.good++;
    if (!this.neededReplies.has(index)) {
      this.neededReplies.set(index, (this.#latest[index] ?? 0) - (this.#before[index] ?? 0));
    }
    if (variable !== index) this.#tally.isWrong(`v${index} = ${value}, status ${status}`);
    else if (!this.#isTimely(index, value)) this.#tally.isWrong(`v${index} = ${value} comes too late`);
  }

  deviceState(): void {}
}

/** What the process was ordered. It ends with whoever started it; otherwise by itself, when nothing is left open. */
export function orderOf(): MutatedOrder {
  process.stdin.on('end', () => process.exit(1)).resume();
  process.stdin.unref();
  return JSON.parse(process.argv[2]!) as MutatedOrder;
}

/** Waits for the mutations that were ordered, then for every session to be well; says what came of it. */
export async function proveSessions(
  { mutations }: MutatedOrder,
  tally: Tally,
  all: readonly Proving[],
  variables: number,
): Promise<void> {
  await until(() => tally.mutated >= mutations * warmShare, 3_600_000);
  const heapBeforeMb = heapMb();
  await until(() => tally.mutated >= mutations, 14_400_000);
  for (const { peer } of all) peer.isMutating = false;
  await pause(settleMs);
  for (const { sink, peer } of all) sink.beginAgain(peer.latest);
  const isWell = ({ sink }: Proving): boolean => sink.neededReplies.size === variables;
  await until(() => all.every(isWell), recoverMs);
  const heapAfterMb = heapMb();
  const outcome: MutatedOutcome = {
    mutated: tally.mutated,
    good: tally.good,
    wrong: tally.wrong,
    wrongCount: tally.wrongCount,
    recovered: all.filter(isWell).length,
    mostRightReplies: Math.max(0, ...all.flatMap(({ sink }) => [...sink.neededReplies.values()])),
    heapBeforeMb,
    heapAfterMb,
  };
  await Promise.all(all.map(({ session }) => session.close()));
  await Promise.all(all.map(({ peer }) => peer.close()));
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}

/** Of the heap after everything was collected that can be. */
export function heapMb(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return Math.round(process.memoryUsage().heapUsed / 100_000) / 10;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits for the check, at most so long. */
export async function until(check: () => boolean, deadlineMs: number): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!check() && performance.now() < end) await pause(20);
}
