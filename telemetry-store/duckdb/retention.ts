// What outlived its retention goes: files of parts, rows of the long tiers, texts. A legal hold keeps all of its days.
import type { LegalHold, Tier } from '@campus/campus-model';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Retention } from '../history-store.ts';
import { unusedHours } from './hour-parts.ts';
import { dayMs, dayOf } from './late-days.ts';
import type { OpenHistory } from './open-history.ts';
import { quoted, writePartRows } from './part-files.ts';
import { whole } from './sample-sources.ts';
import type { Fold, Part } from './stock.ts';

/** `thin` keeps the sums of a day and drops its samples: where a finer tier outlasts them it is written for all points. */
export async function expire(
  history: OpenHistory,
  nowMs: number,
  thin: (day: number) => Promise<void>,
): Promise<void> {
  const { file, retention } = history;
  const expiry = new Expiry(retention, nowMs, await readHolds(file.folding), file.dayOffsetMs);
  for (const day of history.stock.days()) {
    const isThin = history.stock.folds.get(day)?.isThin ?? true;
    const outlives = !expiry.isOver(day, '1min') || !expiry.isOver(day, '15min');
    const isWhole = !history.stock.hasHole(day);
    if (!isThin && isWhole && expiry.isOver(day, 'samples') && outlives) await thin(day);
  }
  await drop(history, expiry);
}

class Expiry {
  readonly #retention: Retention;
  readonly #nowMs: number;
  readonly #held: ReadonlySet<number>;

  constructor(retention: Retention, nowMs: number, holds: readonly LegalHold[], dayOffsetMs: number) {
    this.#retention = retention;
    this.#nowMs = nowMs;
    this.#held = new Set(holds.flatMap((hold) => daysOf(hold, dayOffsetMs)));
  }

  isOver(day: number, tier: Tier): boolean {
    return day + dayMs <= this.#before(tier) && !this.#held.has(day);
  }

  /** SQL for rows of a tier that are to go; null where all stay. */
  where(column: string, tier: Tier): string | null {
    const before = this.#before(tier);
    if (before === Number.NEGATIVE_INFINITY) return null;
    const held = [...this.#held].map(
      (day) => ` AND NOT (${column} >= ${whole(day)} AND ${column} < ${whole(day + dayMs)})`,
    );
    return `${column} < ${whole(Math.floor(before))}${held.join('')}`;
  }

  #before(tier: Tier): number {
    return this.#nowMs - this.#retention[tier] * dayMs;
  }
}

/** A hold of centuries is one of all days there can be. */
const mostHeldDays = 40_000;

function daysOf({ fromMs, toMs }: LegalHold, dayOffsetMs: number): number[] {
  const first = dayOf(fromMs, dayOffsetMs);
  const length = Math.min(mostHeldDays, Math.ceil((toMs - first) / dayMs));
  return Array.from({ length }, (_, i) => first + i * dayMs);
}

async function drop(history: OpenHistory, expiry: Expiry): Promise<void> {
  const { stock, file } = history;
  const changed = [...stock.folds.values()].flatMap((fold) => expired(fold, expiry));
  const next = new Map(stock.folds);
  for (const fold of changed) next.set(fold.dayMs, fold);
  const gone = stock.parts.filter(({ kind, dayMs: day }) => kind !== '1h' && expiry.isOver(day, kind));
  gone.push(...unusedHours(stock.parts, next.values()));
  const rows = [
    ['days', expiry.where('from_ms', '1day')],
    ['texts', expiry.where('time_ms', 'samples')],
  ] as const;
  const deletes: string[] = [];
  for (const [table, where] of rows)
    if (where && (await hasRows(file.folding, table, where)))
      deletes.push(`DELETE FROM ${table} WHERE ${where}`);
  if (gone.length + changed.length + deletes.length === 0) return;
  await history.change(
    file.folding,
    async () => {
      await writePartRows(file.folding, [], gone);
      for (const { dayMs: day, isThin, hoursFile } of changed)
        await file.folding.run(
          `UPDATE folds SET is_thin = ${isThin}, hours_file = ${hoursFile === null ? 'NULL' : quoted(hoursFile)} WHERE day_ms = ${whole(day)}`,
        );
      for (const statement of deletes) await file.folding.run(statement);
    },
    (before) => before.with({ parts: without(before.parts, gone), folds: next }),
  );
}

/** The fold as it is without what outlived its retention; nothing where all stays. */
function expired(fold: Fold, expiry: Expiry): Fold[] {
  const isThin = fold.isThin || expiry.isOver(fold.dayMs, 'samples');
  const hoursFile = expiry.isOver(fold.dayMs, '1h') ? null : fold.hoursFile;
  return isThin === fold.isThin && hoursFile === fold.hoursFile ? [] : [{ ...fold, isThin, hoursFile }];
}

async function hasRows(connection: DuckDBConnection, table: string, where: string): Promise<boolean> {
  const rows = await connection.runAndReadAll(`SELECT 1 FROM ${table} WHERE ${where} LIMIT 1`);
  return rows.currentRowCount > 0;
}

function without(parts: readonly Part[], gone: readonly Part[]): Part[] {
  const files = new Set(gone.map(({ file }) => file));
  return parts.filter(({ file }) => !files.has(file));
}

export async function readHolds(connection: DuckDBConnection): Promise<LegalHold[]> {
  const rows = await connection.runAndReadAll(
    'SELECT id, from_ms::DOUBLE, to_ms::DOUBLE, reason, held_by, since_ms::DOUBLE FROM holds ORDER BY since_ms, id',
  );
  return rows.getRows().map(([id, fromMs, toMs, reason, by, sinceMs]) => ({
    id: String(id),
    fromMs: Number(fromMs),
    toMs: Number(toMs),
    reason: String(reason),
    by: String(by),
    sinceMs: Number(sinceMs),
  }));
}

/** Replaces the hold of that id; null takes it away. */
export async function writeHold(
  connection: DuckDBConnection,
  id: string,
  hold: LegalHold | null,
): Promise<void> {
  await connection.run('BEGIN');
  try {
    await connection.run(`DELETE FROM holds WHERE id = ${quoted(id)}`);
    if (hold) {
      const { fromMs, toMs, reason, by, sinceMs } = hold;
      await connection.run(
        `INSERT INTO holds VALUES (${quoted(id)}, ${whole(fromMs)}, ${whole(toMs)}, ${quoted(reason)}, ${quoted(by)}, ${whole(sinceMs)})`,
      );
    }
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => {});
    throw error;
  }
}
