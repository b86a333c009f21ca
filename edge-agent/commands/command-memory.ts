// Which command ids were seen, and the last word on each: a repeated one is answered, not run. Outlives a restart.
import { type CommandReport, isFinal } from '@campus/campus-model/plain';
import { mayFollow } from './command-state.ts';
import type { JournalEntry, KeptOrder } from './journal.ts';

/** Ids remembered: days of a busy building. The hub repeats a command within seconds, if ever. */
const mostIds = 5_000;

export interface Unfinished extends KeptOrder {
  readonly id: string;
}

export class CommandMemory {
  readonly #reports = new Map<string, CommandReport>();
  readonly #orders = new Map<string, Unfinished>();
  #open = 0;

  get(id: string): CommandReport | undefined {
    return this.#reports.get(id);
  }

  /** Commands that have not ended. */
  get open(): number {
    return this.#open;
  }

  begin(id: string, atMs: number): void {
    this.#open++;
    this.#reports.set(id, { id, state: 'requested', at: atMs });
    this.#forgetOldest();
  }

  /** The next state of a command. Throws where it may not follow the last one. */
  note(report: CommandReport): void {
    const last = this.#reports.get(report.id);
    if (last && !mayFollow(last.state, report.state)) {
      throw new Error(`command ${report.id}: ${report.state} may not follow ${last.state}`);
    }
    this.#reports.set(report.id, report);
    if (!isFinal(report.state)) return;
    this.#open--;
    this.#orders.delete(report.id);
  }

  /** An entry of an earlier run, in its order. */
  load({ report, order }: JournalEntry): void {
    const last = this.#reports.get(report.id);
    const wasOpen = last !== undefined && !isFinal(last.state);
    const isOpen = !isFinal(report.state);
    this.#open += Number(isOpen) - Number(wasOpen);
    this.#reports.set(report.id, report);
    if (order && isOpen) this.#orders.set(report.id, { id: report.id, ...order });
    if (!isOpen) this.#orders.delete(report.id);
    this.#forgetOldest();
  }

  /** What an earlier run began to execute and did not end. */
  unfinished(): Unfinished[] {
    return [...this.#orders.values()];
  }

  #forgetOldest(): void {
    if (this.#reports.size <= mostIds) return;
    for (const [id, report] of this.#reports) {
      if (!isFinal(report.state)) continue;
      this.#reports.delete(id);
      return;
    }
  }
}
