// What became of commands, kept until the hub has it: each report is durable before it is published.
import {
  type CommandPriority,
  type CommandReport,
  commandPriorities,
  commandStates,
  type GatewayAuthor,
} from '@campus/campus-model/plain';
import type { Clock } from '@campus/runtime';
import { frameHeadBytes, packRecords, unpackRecords } from '../outbox/frame.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Positions } from '../publishing/publisher.ts';

/** What was asked, as it must be known after a crash. Entries of older agents have point and value alone. */
export interface KeptOrder {
  readonly pointId: string;
  /** What is to be written; null where a release leaves the point as it is. */
  readonly value: number | null;
  readonly priority?: CommandPriority;
  readonly by?: string;
  readonly untilMs?: number | null;
  readonly isRelease?: boolean;
  /** Who gave it, where that was not the hub. */
  readonly author?: GatewayAuthor;
}

export interface JournalEntry {
  readonly kind: 'command';
  readonly report: CommandReport;
  /** With `accepted` and `held`. */
  readonly order?: KeptOrder;
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
  return entry.order === undefined || isOrder(entry.order);
}

function isOrder(order: unknown): boolean {
  if (!isRecord(order)) return false;
  const { pointId, value, priority, by, untilMs, isRelease, author } = order;
  return (
    isText(pointId) &&
    isValue(value) &&
    (priority === undefined || commandPriorities.some((known) => known === priority)) &&
    (by === undefined || isText(by)) &&
    (untilMs === undefined || isValue(untilMs)) &&
    (isRelease === undefined || typeof isRelease === 'boolean') &&
    (author === undefined || isText(author))
  );
}

function isReport(report: unknown): boolean {
  if (!isRecord(report)) return false;
  const { id, state, at, reason, detail, readback, value, order, ...more } = report;
  return (
    isText(id) &&
    id !== '' &&
    commandStates.some((known) => known === state) &&
    Number.isSafeInteger(at) &&
    (reason === undefined || isText(reason)) &&
    (detail === undefined || typeof detail === 'string') &&
    (readback === undefined || isValue(readback)) &&
    (value === undefined || Number.isFinite(value)) &&
    (order === undefined || isOrder(order)) &&
    Object.keys(more).length === 0
  );
}

/** Ids of commands and points and error codes are no longer. */
const longestText = 140;

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestText;
}

function isValue(value: unknown): boolean {
  return value === null || Number.isFinite(value);
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

  /** Makes an entry durable, then publishes its report. Its number; null where the disk did not take it: nothing was sent. */
  async keep(entry: JournalEntry): Promise<number | null> {
    const { outbox, clock, publish } = this.#options;
    const content = packRecords([Buffer.from(JSON.stringify(entry))]);
    const appended = await outbox.append(Buffer.concat([Buffer.alloc(frameHeadBytes), content]), 1);
    if (!appended.ok) return null;
    const { outboxId, first, last } = appended.positions;
    const ranges: [number, number][] = [[first, last]];
    if (publish([JSON.stringify(entry.report)], { outboxId, ranges }))
      outbox.window.sent(ranges, clock.monotonic(), false);
    return first;
  }

  /** Publishes a report that is not kept: a repeated answer, or one that the disk did not take. */
  tell(report: CommandReport): void {
    this.#options.publish([JSON.stringify(report)], null);
  }

  /** All entries that are still there with their numbers, oldest first. */
  async *entries(): AsyncGenerator<{ readonly number: number; readonly entry: JournalEntry }> {
    for await (const { content, first } of this.#options.outbox.all()) {
      for (const [place, bytes] of (unpackRecords(content) ?? []).entries()) {
        const entry = decodeJournalEntry(bytes);
        if (entry) yield { number: first + place, entry };
      }
    }
  }
}
