// What became of commands, kept until the hub has it: each report is durable before it is published.
import { type CommandReport, commandReportSchema } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import { z } from 'zod';
import { frameHeadBytes, packRecords, unpackRecords } from '../outbox/frame.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Positions } from '../publishing/publisher.ts';

const orderSchema = z.object({ pointId: z.string(), value: z.number() });

const entrySchema = z.object({
  kind: z.literal('command'),
  report: commandReportSchema,
  /** With `accepted`: what was asked, to read it back after a crash. */
  order: orderSchema.optional(),
});

export type JournalEntry = z.infer<typeof entrySchema>;

/** Null where the bytes are no entry of this version. */
export function decodeJournalEntry(bytes: Uint8Array): JournalEntry | null {
  try {
    const parsed = entrySchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export interface JournalOptions {
  readonly outbox: Pick<Outbox, 'append' | 'all' | 'window'>;
  readonly clock: Clock;
  /** Sends reports (JSON); false where nothing was sent. */
  publish(reports: readonly string[], positions: Positions | null): boolean;
}

export class Journal {
  readonly #options: JournalOptions;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** Makes an entry durable, then publishes its report. False where the disk did not take it: nothing was sent. */
  async keep(entry: JournalEntry): Promise<boolean> {
    const { outbox, clock, publish } = this.#options;
    const content = packRecords([Buffer.from(JSON.stringify(entry))]);
    const appended = await outbox.append(Buffer.concat([Buffer.alloc(frameHeadBytes), content]), 1);
    if (!appended.ok) return false;
    const { outboxId, first, last } = appended.positions;
    const ranges: [number, number][] = [[first, last]];
    if (publish([JSON.stringify(entry.report)], { outboxId, ranges }))
      outbox.window.sent(ranges, clock.monotonic(), false);
    return true;
  }

  /** Publishes a report that is not kept: a repeated answer, or one that the disk did not take. */
  tell(report: CommandReport): void {
    this.#options.publish([JSON.stringify(report)], null);
  }

  /** All entries that are still there, oldest first. */
  async *entries(): AsyncGenerator<JournalEntry> {
    for await (const { content } of this.#options.outbox.all()) {
      for (const bytes of unpackRecords(content) ?? []) {
        const entry = decodeJournalEntry(bytes);
        if (entry) yield entry;
      }
    }
  }
}
