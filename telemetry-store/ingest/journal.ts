// Hands journal entries of the gateways on, in their order, and says which of them their receiver made durable.
import type { AlarmTransition, CommandReport } from '@campus/campus-model';
import { type Log, TroubleLog } from '@campus/runtime';
import type { JournalEntry } from './journal-entry.ts';

/** Entries of one gateway that wait for their receiver; more stay with the agent, who sends them again. */
const mostWaiting = 1_000;

export interface JournalReceiver {
  /** Resolved means durable. */
  onCommandReport(gatewayId: string, report: CommandReport): void | Promise<void>;
  onAlarm(gatewayId: string, transition: AlarmTransition): void | Promise<void>;
}

interface Line {
  last: Promise<void>;
  waiting: number;
}

export class Journal {
  readonly #receiver: JournalReceiver;
  readonly #trouble: TroubleLog;
  readonly #lines = new Map<string, Line>();

  constructor(receiver: JournalReceiver, log: Log) {
    this.#receiver = receiver;
    this.#trouble = new TroubleLog(log);
  }

  hasRoomFor(gatewayId: string, entries: number): boolean {
    return (this.#lines.get(gatewayId)?.waiting ?? 0) + entries <= mostWaiting;
  }

  /** `settled` is told whether the entry is durable. */
  take(gatewayId: string, entry: JournalEntry, settled: (isDurable: boolean) => void): void {
    const line = this.#lines.get(gatewayId) ?? { last: Promise.resolve(), waiting: 0 };
    this.#lines.set(gatewayId, line);
    line.waiting++;
    line.last = line.last.then(async () => {
      const isDurable = await this.#hand(gatewayId, entry);
      line.waiting--;
      settled(isDurable);
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#lines.values()].map(({ last }) => last));
  }

  async #hand(gatewayId: string, entry: JournalEntry): Promise<boolean> {
    try {
      if (entry.kind === 'command') await this.#receiver.onCommandReport(gatewayId, entry.report);
      else await this.#receiver.onAlarm(gatewayId, entry.transition);
      this.#trouble.back('journal');
      return true;
    } catch (error) {
      this.#trouble.lost('journal', (error as Error).message);
      return false;
    }
  }
}
