// Cuts blocks of the journal's backlog into messages: reports in their order.
import { decodeJournalEntry } from '../commands/journal.ts';
import { unpackRecords } from '../outbox/frame.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Block } from '../outbox/segment.ts';
import type { BacklogMessage } from './backlog-line.ts';
import type { Publisher } from './publisher.ts';

/** Reports of one message: some 20 kB. */
const mostReportsAMessage = 100;

interface Open {
  readonly id: string;
  readonly reports: string[];
  readonly ranges: [number, number][];
}

export class JournalMessages {
  readonly #outbox: Outbox;
  readonly #publisher: Publisher;

  constructor(outbox: Outbox, publisher: Publisher) {
    this.#outbox = outbox;
    this.#publisher = publisher;
  }

  async cut(blocks: readonly Block[]): Promise<BacklogMessage[]> {
    const messages: Open[] = [];
    for (const block of blocks)
      for (const [place, bytes] of (unpackRecords(block.content) ?? []).entries())
        this.#add(messages, block, block.first + place, bytes);
    return messages.map(({ id, reports, ranges }) => ({
      ranges,
      send: () => this.#publisher.publishReports(reports, { outboxId: id, ranges }, true),
    }));
  }

  #add(messages: Open[], { id, atMs }: Block, number: number, bytes: Uint8Array): void {
    if (this.#outbox.window.waitingIn(number, number).length === 0) return;
    const entry = decodeJournalEntry(bytes);
    if (!entry) {
      this.#outbox.giveUp({ first: number, count: 1, atMs });
      return;
    }
    const last = messages.at(-1);
    const report = JSON.stringify(entry.report);
    if (!last || last.id !== id || last.reports.length >= mostReportsAMessage) {
      messages.push({ id, reports: [report], ranges: [[number, number]] });
      return;
    }
    last.reports.push(report);
    const range = last.ranges.at(-1)!;
    if (range[1] === number - 1) range[1] = number;
    else last.ranges.push([number, number]);
  }
}
