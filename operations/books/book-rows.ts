// The books' rows, written in the database's thread: a row a gateway and day, the hub's totals, and the gaps.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import {
  type BookRow,
  type BookTotals,
  bookTotalsSchema,
  type Gap,
  type GatewayBooks,
  type GatewayDay,
  gapSchema,
} from '@campus/campus-model';
import type { OutboxEntry } from '@campus/telemetry-store';
import { inTransaction } from '../database/open-database.ts';
import { countDay, type Had, type HadByOutbox, lengthOf, sumOf } from './count-day.ts';

/** What an agent said of its books, and what the store had of its outboxes just after. */
export interface BookSaying {
  readonly gatewayId: string;
  readonly books: GatewayBooks;
  readonly entries: readonly OutboxEntry[];
}

type OwnedGap = Gap & { readonly gatewayId: string };

/** Sums of one gateway over its latest days. */
export interface BookSums {
  readonly gatewayId: string;
  readonly waiting: number;
  readonly lost: number;
  readonly missing: number;
}

/** Days kept of a gateway: a school year with its holidays. Beyond, the day that changed longest ago goes. */
const mostDays = 400;
/** Gaps kept of a gateway: one a day, and the oldest go first. */
const mostGaps = 400;
/** Rows of one answer: a year of 25 gateways, or a month of 300. */
const mostRows = 10_000;
const mostGapsAnswered = 1_000;

/** The day as the agent said it, and what the hub had of each outbox then. */
type KeptDay = GatewayDay & { readonly had: HadByOutbox };

export function bookRows(database: DatabaseSync) {
  const recordDays = dayRecorder(database);
  const recordGaps = gapRecorder(database);
  const recordTotals = totalsRecorder(database);
  return {
    /** All or nothing; recording the same again changes nothing but the time of the change. */
    recordBooks(sayings: readonly BookSaying[], at: number): void {
      inTransaction(database, () => {
        for (const saying of sayings) {
          recordDays(saying, at);
          recordGaps(saying);
          recordTotals(saying);
        }
      });
    },
    ...bookQueries(database),
  };
}

function dayRecorder(database: DatabaseSync) {
  const find = database.prepare('SELECT said FROM gateway_days WHERE gateway = ? AND day = ?');
  const keep = database.prepare(`
    INSERT INTO gateway_days VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
      said = excluded.said, stored = excluded.stored, refused = excluded.refused, changed_at = excluded.changed_at`);
  const missing = database.prepare(`
    SELECT said, stored, refused FROM gateway_days
    WHERE gateway = ? AND (said ->> '$.acknowledged') > stored + refused`);
  const dropOld = database.prepare(`
    DELETE FROM gateway_days WHERE gateway = ?1 AND day NOT IN (
      SELECT day FROM gateway_days WHERE gateway = ?1 ORDER BY changed_at DESC, day DESC LIMIT ${mostDays})`);
  return ({ gatewayId, books, entries }: BookSaying, at: number): void => {
    const record = ({ had: before, ...day }: KeptDay, counted: Had | null): void => {
      const had = countDay(day, entries, before);
      const { stored, refused } = sumOf(had);
      if (stored === counted?.stored && refused === counted.refused) return;
      keep.run(gatewayId, day.day, JSON.stringify({ ...day, had }), stored, refused, at);
    };
    for (const day of books.days) {
      const row = find.get(gatewayId, day.day);
      record({ ...day, had: row ? keptDayOf(row).had : {} }, null);
    }
    // A hub that came back from a backup is sent again what it lacks, and the agent has said those days before.
    for (const row of missing.all(gatewayId)) {
      record(keptDayOf(row), { stored: Number(row.stored), refused: Number(row.refused) });
    }
    dropOld.run(gatewayId);
  };
}

function gapRecorder(database: DatabaseSync) {
  const keep = database.prepare(`
    INSERT INTO gaps VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
      to_ms = excluded.to_ms, samples = excluded.samples`);
  const dropOld = database.prepare(`
    DELETE FROM gaps WHERE gateway = ?1 AND from_ms < (
      SELECT MIN(from_ms) FROM (
        SELECT from_ms FROM gaps WHERE gateway = ?1 ORDER BY from_ms DESC LIMIT ${mostGaps}))`);
  return ({ gatewayId, books }: BookSaying): void => {
    for (const { fromMs, toMs, samples, why } of books.gaps) keep.run(gatewayId, fromMs, toMs, samples, why);
    dropOld.run(gatewayId);
  };
}

/** Totals are over the outboxes that carried samples: those that days name, and those with rows. */
function totalsRecorder(database: DatabaseSync) {
  const sampleOutboxes = database.prepare(`
    SELECT DISTINCT json_extract(range.value, '$.outboxId') AS outbox
    FROM gateway_days, json_each(said, '$.ranges') AS range WHERE gateway = ?`);
  const keep = database.prepare(`
    INSERT INTO gateway_totals VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
      positions = excluded.positions, refused = excluded.refused, stored = excluded.stored`);
  return ({ gatewayId, entries }: BookSaying): void => {
    const named = new Set(sampleOutboxes.all(gatewayId).map((row) => String(row.outbox)));
    const carried = entries.filter(({ outboxId, rows }) => rows > 0 || named.has(outboxId));
    const sum = (of: (entry: OutboxEntry) => number) => carried.reduce((all, entry) => all + of(entry), 0);
    const positions = sum(({ committed }) => lengthOf(committed));
    const refused = sum(({ refused: ranges }) => lengthOf(ranges));
    keep.run(
      gatewayId,
      positions,
      refused,
      sum(({ rows }) => rows),
    );
  };
}

function bookQueries(database: DatabaseSync) {
  const days = database.prepare(`
    SELECT * FROM gateway_days WHERE day BETWEEN ? AND ? ORDER BY day DESC, gateway LIMIT ${mostRows}`);
  const totals = database.prepare('SELECT * FROM gateway_totals ORDER BY gateway');
  const gaps = database.prepare(`
    SELECT * FROM gaps WHERE from_ms < ? AND to_ms >= ? ORDER BY from_ms DESC LIMIT ${mostGapsAnswered}`);
  const gapsOfOne = database.prepare(`
    SELECT * FROM gaps WHERE gateway = ? AND from_ms < ? AND to_ms >= ?
    ORDER BY from_ms DESC LIMIT ${mostGaps}`);
  const sums = database.prepare(`
    SELECT gateway,
      SUM(said ->> '$.waiting') AS waiting,
      SUM(COALESCE(said ->> '$.lost."outbox-full"', 0) + COALESCE(said ->> '$.lost."segment-damaged"', 0)
        + COALESCE(said ->> '$.lost."disk-failed"', 0)) AS lost,
      SUM(MAX(0, (said ->> '$.acknowledged') - stored - refused)) AS missing
    FROM gateway_days WHERE day >= ? GROUP BY gateway ORDER BY gateway`);
  return {
    /** Days from the newest, at most ten thousand rows. */
    bookDays: (fromDay: string, toDay: string): BookRow[] => days.all(fromDay, toDay).map(bookRowOf),
    bookTotals: (): BookTotals[] => totals.all().map(totalsOf),
    /** Gaps that reach into the span (milliseconds UTC), the latest first; of all gateways where none is named. */
    bookGaps: (gatewayId: string | null, fromMs: number, toMs: number): OwnedGap[] =>
      (gatewayId === null ? gaps.all(toMs, fromMs) : gapsOfOne.all(gatewayId, toMs, fromMs)).map(gapOf),
    bookSums: (sinceDay: string): BookSums[] =>
      sums.all(sinceDay).map(({ gateway, waiting, lost, missing }) => ({
        gatewayId: String(gateway),
        waiting: Number(waiting),
        lost: Number(lost),
        missing: Number(missing),
      })),
  };
}

type Row = Record<string, SQLOutputValue>;

function keptDayOf(row: Row): KeptDay {
  return JSON.parse(String(row.said)) as KeptDay;
}

function bookRowOf(row: Row): BookRow {
  const { day, taken, acknowledged, waiting, lost } = keptDayOf(row);
  const [stored, refused] = [Number(row.stored), Number(row.refused)];
  // The hub may be ahead of what the agent has heard: at rest, when nothing waits, this is exact.
  const missing = Math.max(0, acknowledged - stored - refused);
  return {
    gatewayId: String(row.gateway),
    day,
    taken,
    acknowledged,
    waiting,
    lost,
    stored,
    refused,
    missing,
  };
}

function totalsOf({ gateway, positions, refused, stored }: Row): BookTotals {
  const [all, not, rows] = [Number(positions), Number(refused), Number(stored)];
  const difference = rows - (all - not);
  return bookTotalsSchema.parse({ gatewayId: gateway, positions: all, refused: not, rows, difference });
}

function gapOf({ gateway, from_ms, to_ms, samples, why }: Row): OwnedGap {
  return { ...gapSchema.parse({ fromMs: from_ms, toMs: to_ms, samples, why }), gatewayId: String(gateway) };
}
