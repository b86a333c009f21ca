// A lamp that obeys, or not, and says so, or not: one fault a command. It keeps its own log of what it was told and did.
import { status } from '@campus/campus-model';
import type { DriverSession, Reading, WriteResult } from '@campus/device-drivers';
import type { ManualClock, Random } from '@campus/runtime';

export const faults = [
  'no-answer',
  'late-answer',
  'not-sent',
  'refused',
  'hangs',
  'ignores',
  'wrong-readback',
  'dark',
] as const;
export type Fault = (typeof faults)[number] | 'none';

const answerMs = 20;
const timeoutMs = 1_000;
/** Longer than the runner waits for an answer. */
const lateMs = 12_000;

export class FaultyLamp implements DriverSession {
  state = 0;
  fault: Fault = 'none';
  /** When orders came in, for each command. */
  readonly orders = new Map<string, number[]>();
  /** The command that is under way. */
  command = '';
  #isDark = false;
  readonly #clock: ManualClock;
  readonly #random: Random;

  constructor(clock: ManualClock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  begin(command: string, fault: Fault): void {
    this.command = command;
    this.fault = fault;
    this.#isDark = false;
  }

  start(): void {}

  async write(_point: unknown, value: number): Promise<WriteResult> {
    const silent = { ok: false, reason: 'device-silent', detail: 'no answer' } as const;
    const { fault } = this;
    if (fault === 'not-sent') return silent;
    this.orders.set(this.command, [...(this.orders.get(this.command) ?? []), this.#clock.now()]);
    if (fault === 'refused') return { ok: false, reason: 'command-refused-by-device', detail: 'exception 2' };
    const isObeyed = fault === 'ignores' ? false : fault === 'none' || this.#random() < 0.5;
    const doesAct = fault === 'wrong-readback' || fault === 'dark' || isObeyed;
    await this.#pass(answerMs);
    if (doesAct) this.state = value;
    if (fault === 'dark') this.#isDark = true;
    if (fault === 'late-answer' || fault === 'hangs') await this.#pass(lateMs);
    if (fault !== 'no-answer') return { ok: true };
    await this.#pass(timeoutMs);
    return { ...silent, mayHaveActed: true };
  }

  async read(): Promise<Reading> {
    await this.#pass(answerMs);
    if (this.#isDark) return { value: Number.NaN, status: status.timeout };
    return { value: this.fault === 'wrong-readback' ? 1 - this.state : this.state, status: status.good };
  }

  async close(): Promise<void> {}

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(ms, resolve);
    });
  }
}
