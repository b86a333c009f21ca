// The Parquet files of folded history on disk: names, syncing, removal, and the rows that name them.
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { syncPath } from './history-file.ts';
import type { Fold, Part, PartKind } from './stock.ts';

const partsFolder = 'parts';

/** A name no other part ever had: `fold` is new at each attempt. Its folder is made. */
export function newPartFile(
  folder: string,
  {
    kind,
    dayMs,
    fold,
    chunk,
    dayOffsetMs,
  }: {
    kind: PartKind;
    dayMs: number;
    fold: number;
    chunk: number;
    dayOffsetMs: number;
  },
): string {
  const day = new Date(dayMs + dayOffsetMs).toISOString().slice(0, -14);
  const file = join(partsFolder, day.slice(0, -3), `${day}.${kind}.${fold}-${chunk}.parquet`);
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  return file;
}

/** Makes files survive a power cut, with the folders that name them. Resolves each one's size. */
export function syncParts(folder: string, files: readonly string[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const file of files) {
    syncPath(join(folder, file));
    sizes.set(file, statSync(join(folder, file)).size);
  }
  for (const parent of new Set(files.map((file) => dirname(join(folder, file))))) syncPath(parent);
  if (files.length > 0) {
    syncPath(join(folder, partsFolder));
    syncPath(folder);
  }
  return sizes;
}

/** What cannot be removed now is no part any more and is removed at the next start. */
export function removeParts(folder: string, files: readonly string[]): void {
  for (const file of files) {
    try {
      rmSync(join(folder, file), { force: true });
    } catch {}
  }
}

/** Removes the files that no row names: remains of a crash. */
export function removeOrphans(folder: string, parts: readonly Part[]): void {
  const named = new Set(parts.map(({ file }) => file));
  removeParts(
    folder,
    filesIn(folder).filter((file) => !named.has(file)),
  );
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(join(folder, partsFolder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The parts that are there, and the files of those that are not. */
export async function readParts(
  connection: DuckDBConnection,
  folder: string,
  folds: ReadonlyMap<number, Fold>,
): Promise<{ parts: Part[]; missing: Pick<Part, 'file' | 'dayMs'>[] }> {
  const rows = await connection.runAndReadAll(
    `SELECT file, kind, level, day_ms::DOUBLE, first_point, last_point, rows::DOUBLE, bytes::DOUBLE, min_ms::DOUBLE,
       max_ms::DOUBLE FROM parts ORDER BY day_ms, kind, first_point`,
  );
  const parts: Part[] = [];
  const missing: Pick<Part, 'file' | 'dayMs'>[] = [];
  for (const [file, kind, level, ...numbers] of rows.getRows()) {
    const [day, firstPoint, lastPoint, count, bytes, minMs, maxMs] = numbers.map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const part = {
      file: String(file),
      kind: kind as PartKind,
      firstPoint,
      lastPoint,
      rows: count,
      bytes,
      minMs,
      maxMs,
    };
    const path = join(folder, part.file);
    if (!statSync(path, { throwIfNoEntry: false })) {
      missing.push({ file: part.file, dayMs: day });
      continue;
    }
    if (level === 1 || !folds.has(day)) parts.push({ ...part, level: level === 1 ? 1 : 0, dayMs: day });
    else parts.push({ ...part, level: 0, dayMs: day, points: await pointsIn(connection, path) });
  }
  return { parts, missing };
}

export async function pointsIn(connection: DuckDBConnection, path: string): Promise<Set<number>> {
  const rows = await connection.runAndReadAll(`SELECT DISTINCT point FROM read_parquet(${quoted(path)})`);
  return new Set(rows.getRows().map(([point]) => Number(point)));
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Names and un-names parts within the open transaction. */
export async function writePartRows(
  connection: DuckDBConnection,
  added: readonly Part[],
  removed: readonly Part[],
): Promise<void> {
  if (removed.length > 0)
    await connection.run(
      `DELETE FROM parts WHERE file IN (${removed.map(({ file }) => quoted(file)).join(', ')})`,
    );
  if (added.length === 0) return;
  const rows = added.map(
    (part) =>
      `(${quoted(part.file)}, '${part.kind}', ${part.level}, ${part.dayMs}, ${part.firstPoint}, ${part.lastPoint}, ${part.rows}, ${part.bytes}, ${part.minMs}, ${part.maxMs})`,
  );
  await connection.run(`INSERT INTO parts VALUES ${rows.join(', ')}`);
}
