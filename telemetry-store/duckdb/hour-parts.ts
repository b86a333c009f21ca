// The hours of all days, in parts of a month: a year of a point is read out of a dozen files. A day that was folded again has
// its hours in a later part; the fold of each day says which part counts.
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { dayMs } from './late-days.ts';
import type { OpenHistory } from './open-history.ts';
import { newPartFile, quoted, syncParts, writePartRows } from './part-files.ts';
import { whole } from './sample-sources.ts';
import type { Fold, Part, Stock } from './stock.ts';

/** Parts of a month before they are merged while it still goes on. */
const mostPartsOfMonth = 8;

/** Rows of a group: small, since one point has few in a month, but not so small that their heads outgrow them. */
export function hourGroup(rows: number): number {
  return Math.min(122_880, Math.max(8_192, Math.ceil(rows / 64)));
}

/** Local month of a day, as 2026-09. */
export function monthOf(day: number, dayOffsetMs: number): string {
  return new Date(day + dayOffsetMs).toISOString().slice(0, -17);
}

/** FROM … WHERE over the hours of these days that count, once for each part that must be read apart from the others. */
export function hourSources(stock: Stock, folder: string, folds: readonly Fold[]): string[] {
  const files = new Set(folds.flatMap(({ hoursFile }) => hoursFile ?? []));
  const parts = stock.parts.filter(({ kind, file }) => kind === '1h' && files.has(file));
  const plain: string[] = [];
  const apart: string[] = [];
  for (const { file, minMs, maxMs } of parts) {
    const path = quoted(join(folder, file));
    const days: number[] = [];
    for (let day = minMs; day <= maxMs; day += dayMs)
      if ((stock.folds.get(day)?.hoursFile ?? file) !== file) days.push(day);
    if (days.length === 0) plain.push(path);
    else apart.push(`read_parquet(${path}) WHERE ${days.map(notOf).join(' AND ')}`);
  }
  return plain.length > 0 ? [`read_parquet([${plain.join(', ')}]) WHERE true`, ...apart] : apart;
}

function notOf(day: number): string {
  return `NOT (from_ms >= ${whole(day)} AND from_ms < ${whole(day + dayMs)})`;
}

/** Parts of hours that no fold names any more. */
export function unusedHours(parts: readonly Part[], folds: Iterable<Fold>): Part[] {
  const used = new Set([...folds].map(({ hoursFile }) => hoursFile));
  return parts.filter(({ kind, file }) => kind === '1h' && !used.has(file));
}

/** Merges the parts of each month that has too many: `isAll` wherever there is more than one. */
export async function mergeHours(history: OpenHistory, isAll: boolean, nowMs: number): Promise<void> {
  const { dayOffsetMs } = history.file;
  const withHours = [...history.stock.folds.values()].filter(({ hoursFile }) => hoursFile !== null);
  for (const [month, folds] of Map.groupBy(withHours, (fold) => monthOf(fold.dayMs, dayOffsetMs))) {
    const parts = new Set(folds.map(({ hoursFile }) => hoursFile)).size;
    const isOver = month < monthOf(nowMs, dayOffsetMs);
    if (parts > (isAll || isOver ? 1 : mostPartsOfMonth)) await mergeMonth(history, folds);
  }
}

async function mergeMonth(history: OpenHistory, folds: readonly Fold[]): Promise<void> {
  const { file } = history;
  const sorted = folds.toSorted((a, b) => a.dayMs - b.dayMs);
  const [first, last] = [sorted[0]!, sorted.at(-1)!];
  const span = `from_ms >= ${whole(first.dayMs)} AND from_ms < ${whole(last.dayMs + dayMs)}`;
  const sources = hourSources(history.stock, file.folder, sorted).map(
    (source) => `SELECT * FROM ${source} AND ${span}`,
  );
  const from = `(${sources.join(' UNION ALL ')})`;
  const part = await writeHours(file.folding, file, {
    from,
    isSorted: false,
    first: first.dayMs,
    last: last.dayMs,
    fold: history.nextFold++,
  });
  if (!part) return;
  const merged = sorted.map((fold) => ({ ...fold, hoursFile: part.file }));
  const next = new Map(history.stock.folds);
  for (const fold of merged) next.set(fold.dayMs, fold);
  const unused = unusedHours(history.stock.parts, next.values());
  await history.change(
    file.folding,
    async () => {
      const days = merged.map((fold) => whole(fold.dayMs)).join(', ');
      await file.folding.run(`UPDATE folds SET hours_file = ${quoted(part.file)} WHERE day_ms IN (${days})`);
      await writePartRows(file.folding, [part], unused);
    },
    (stock) =>
      stock.with({ parts: [...stock.parts.filter((one) => !unused.includes(one)), part], folds: next }),
  );
}

interface HourRows {
  /** What stands behind FROM: packed rows. */
  readonly from: string;
  /** They come by point and time already: sorting those of 50,000 points takes more than all else in a fold. */
  readonly isSorted: boolean;
  /** The days. */
  readonly first: number;
  readonly last: number;
  readonly fold: number;
}

/** Writes packed rows of hours into a part, sorted by point; null where there is none. */
export async function writeHours(
  connection: DuckDBConnection,
  { folder, dayOffsetMs }: { readonly folder: string; readonly dayOffsetMs: number },
  { from, isSorted, first, last, fold }: HourRows,
): Promise<Part | null> {
  const found = await connection.runAndReadAll(
    `SELECT count(*)::DOUBLE, min(point), max(point) FROM ${from}`,
  );
  const [rows, firstPoint, lastPoint] = found.getRows()[0]!.map(Number) as [number, number, number];
  if (rows === 0) return null;
  const file = newPartFile(folder, { kind: '1h', dayMs: first, fold, chunk: 0, dayOffsetMs });
  const order = isSorted ? '' : 'ORDER BY point, from_ms';
  await connection.run(`COPY (SELECT * FROM ${from} ${order}) TO ${quoted(join(folder, file))}
    (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 1, WRITE_BLOOM_FILTER false,
     ROW_GROUP_SIZE ${hourGroup(rows)})`);
  const bytes = syncParts(folder, [file]).get(file)!;
  return {
    file,
    kind: '1h',
    level: 1,
    dayMs: first,
    firstPoint,
    lastPoint,
    rows,
    bytes,
    minMs: first,
    maxMs: last,
  };
}
