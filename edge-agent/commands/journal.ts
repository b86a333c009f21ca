// What became of commands, kept until the hub has it: each report is durable before it is published.
import { type CommandReport, commandStates } from '@campus/campus-model/plain';
import type { Clock } from '@campus/runtime';
import { frameHeadBytes, packRecords, unpackRecords } from '../outbox/frame.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Positions } from '../publishing/publisher.ts';

export interface JournalEntry {
  readonly kind: 'command';
  readonly report: CommandReport;
  /** With `accepted`: what was asked, to read it back after a crash. */
  readonly order?: { readonly pointId: string; readonly value: number };
}

/** Null where the bytes are no entry of this version. */
export function decodeJournalEntry(bytes: Uint8Array): JournalEntry | null {
  try {
    const entry = JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
    return isEntry(entry) ? entry : null;
  } catch {
    return null;
  }
}

/** As `commandReportSchema` judges it; the agent itself wrote it, and loads no schemas for it. */
function isEntry(entry: unknown): entry is JournalEntry {
  if (!isRecord(entry) || entry.kind !== 'command' || !isReport(entry.report)) return false;
  const { order } = entry;
  return order === undefined || (isRecord(order) && isText(order.pointId) && Number.isFinite(order.value));
}

function isReport(report: unknown): boolean {
  if (!isRecord(report)) return false;
  const { id, state, at, reason, readback, ...more } = report;
  return (
    isText(id) &&
    id !== '' &&
    commandStates.some((known) => known === state) &&
    Number.isSafeInteger(at) &&
    (reason === undefined || isText(reason)) &&
    (readback === undefined || readback === null || Number.isFinite(readback)) &&
    Object.keys(more).length === 0
  );
}

/** Ids of commands and points and error codes are no longer. */
const longestText = 128;

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestText;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
