// Writes the samples of one day into Parquet parts sorted by point and time, and sums the day up. What it wrote counts once
// it is published; until then its files are remains that the next start removes.
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { itemsOf, type TableRows } from './column-chunks.ts';
import { DaySums } from './day-sums.ts';
import { giveBackMemory, type HistoryFile } from './history-file.ts';
import { sumColumns } from './history-tables.ts';
import { monthOf, writeHours } from './hour-parts.ts';
import { dayMs } from './late-days.ts';
import { newPartFile, quoted, removeParts, syncParts } from './part-files.ts';
import type { PointTable } from './point-table.ts';
import { partTime, partValue, sampleSelects, whole } from './sample-sources.ts';
import type { Fold, HotTable, Part, PartKind } from './stock.ts';
import { packedRows } from './tier-rows.ts';

/** Samples of a file: sorting them takes some 40 MB, and not of what DuckDB is limited to. */
const mostRowsOfPart = 500_000;
/** Points of a file: their hours, 24 rows each, are summed up in memory. */
const mostPointsOfPart = 5_000;
/** Fewer rows of a group would be skipped more exactly, and pack worse. */
const rowGroup = 122_880;
/** Dictionaries are left out: whole numbers pack better by their differences, REAL and DOUBLE by their bytes. */
const parquet = `FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 1, WRITE_BLOOM_FILTER false, ROW_GROUP_SIZE ${rowGroup}`;
/** Decimals of a value that are looked for, and how large its whole number may be so that sums of it stay exact. */
const divisors = [1, 10, 100, 1000];
const largestNumber = 2 ** 40;

const sumsTable = `point INTEGER NOT NULL, from_ms BIGINT NOT NULL, ${sumColumns}`;

export interface DaySources {
  readonly hot: readonly HotTable[];
  readonly parts: readonly Part[];
}

interface Chunk {
  readonly points: number;
  readonly first: number;
  readonly last: number;
  readonly rows: number;
  readonly minMs: number;
  readonly maxMs: number;
}

export class DayFolds {
  readonly added: Part[] = [];
  readonly removed: Part[] = [];
  readonly folds: Fold[] = [];
  readonly #file: HistoryFile;
  readonly #points: PointTable;
  readonly #fold: number;
  readonly #isStopped: () => boolean;
  /** Written so far, named or not. */
  readonly #files: string[] = [];
  /** Those of hours, a few points each: they wait on disk, since those of all points would take more than all else. */
  readonly #hours: { readonly day: number; readonly file: string }[] = [];

  constructor(file: HistoryFile, points: PointTable, fold: number, isStopped: () => boolean) {
    this.#file = file;
    this.#points = points;
    this.#fold = fold;
    this.#isStopped = isStopped;
  }

  /** Makes the table that sums of days are gathered in until they are published. */
  async begin(): Promise<void> {
    await this.#run('CREATE OR REPLACE TEMP TABLE new_days AS SELECT * FROM days LIMIT 0');
  }

  /** All samples of the day into parts of level 1, with sums; `isThin` keeps the sums alone. */
  async foldDay(day: number, sources: DaySources, isThin: boolean): Promise<void> {
    this.removed.push(...sources.parts);
    for (const [at, chunk] of (await this.#chunks(day, sources, mostPointsOfPart)).entries()) {
      const part = await this.#writeSamples(day, 1, sources, chunk, at);
      await this.#sum(part, at, isThin);
      await giveBackMemory(this.#file.folding);
      if (!isThin) this.added.push(part);
    }
    this.folds.push({ dayMs: day, fold: this.#fold, isThin, hoursFile: null });
  }

  /** The samples of one day into parts of level 0, that wait to be folded with the rest. */
  async setAside(day: number, hot: readonly HotTable[], isLate: boolean): Promise<void> {
    const sources = { hot, parts: [] };
    for (const [at, chunk] of (await this.#chunks(day, sources)).entries()) {
      const part = await this.#writeSamples(day, 0, sources, chunk, at);
      this.added.push(isLate ? { ...part, points: await this.#pointsOf(chunk) } : part);
    }
  }

  /** Writes the hours, and makes all files survive a power cut; the parts know their sizes then. */
  async end(): Promise<void> {
    const { dayOffsetMs } = this.#file;
    for (const folds of Map.groupBy(this.folds, ({ dayMs: day }) => monthOf(day, dayOffsetMs)).values()) {
      const part = await this.#joinHours(folds.map((fold) => fold.dayMs));
      if (!part) continue;
      this.#files.push(part.file);
      this.added.push(part);
      for (const fold of folds) this.folds[this.folds.indexOf(fold)] = { ...fold, hoursFile: part.file };
    }
    this.#sync();
  }

  /** One part of the hours of these days. Those of a single day were written in the order of their points. */
  #joinHours(days: readonly number[]): Promise<Part | null> {
    const { folding, folder } = this.#file;
    const files = this.#hours.filter(({ day }) => days.includes(day)).map(({ file }) => join(folder, file));
    if (files.length === 0) return Promise.resolve(null);
    return writeHours(folding, this.#file, {
      from: `read_parquet([${files.map(quoted).join(', ')}])`,
      isSorted: days.length === 1,
      first: Math.min(...days),
      last: Math.max(...days),
      fold: this.#fold,
    });
  }

  #sync(): void {
    const sizes = syncParts(
      this.#file.folder,
      this.added.map(({ file }) => file),
    );
    for (const [at, part] of this.added.entries()) this.added[at] = { ...part, bytes: sizes.get(part.file)! };
    const named = new Set(sizes.keys());
    removeParts(
      this.#file.folder,
      this.#files.filter((file) => !named.has(file)),
    );
  }

  /** Removes what was written, since it is not published. */
  abandon(): void {
    removeParts(this.#file.folder, this.#files);
  }

  /** Which points there are, how many samples each has, and what its values are whole numbers over. */
  async #chunks(day: number, sources: DaySources, mostPoints = Infinity): Promise<Chunk[]> {
    const selects = sampleSelects(sources, this.#file.folder, { fromMs: day, toMs: day + dayMs }, null);
    if (selects.length === 0) return [];
    const fits = divisors.map(
      (divisor) =>
        `WHEN bool_and(coalesce(round(value * ${divisor}) / ${divisor} = value AND abs(value) * ${divisor} < ${largestNumber}, true)) THEN ${divisor}`,
    );
    await this.#run(`CREATE OR REPLACE TEMP TABLE scales AS SELECT *, coalesce(round(least * divisor), 0) AS base
      FROM (SELECT point, count(*) AS rows, min(time_ms) AS min_ms, max(time_ms) AS max_ms, min(value) AS least,
        (CASE ${fits.join(' ')} END)::DOUBLE AS divisor FROM (${selects.join(' UNION ALL ')}) GROUP BY point)`);
    const found = await this.#file.folding.runAndReadAll(
      'SELECT point, rows::DOUBLE, min_ms::DOUBLE, max_ms::DOUBLE FROM scales ORDER BY point',
    );
    const points = found.getRows().map((row) => row.map(Number) as [number, number, number, number]);
    return chunksOf(points, mostPoints);
  }

  async #writeSamples(
    day: number,
    level: 0 | 1,
    sources: DaySources,
    chunk: Chunk,
    at: number,
  ): Promise<Part> {
    const part = this.#newPart('samples', day, level, chunk, at);
    const selects = sampleSelects(sources, this.#file.folder, { fromMs: day, toMs: day + dayMs }, chunk);
    const written =
      await this.#run(`COPY (SELECT point, time_ms // 1000 AS second, (time_ms % 1000)::REAL AS milli,
      ordinal, status, divisor, base,
      CASE WHEN divisor IS NOT NULL THEN (round(value * divisor) - base)::BIGINT END AS number,
      CASE WHEN divisor IS NULL THEN value END AS rest
      FROM (${selects.join(' UNION ALL ')}) JOIN scales USING (point) ORDER BY point, time_ms, ordinal)
      TO ${quoted(join(this.#file.folder, part.file))} (${parquet})`);
    await giveBackMemory(this.#file.folding);
    if (written !== chunk.rows)
      throw new Error(`${part.file} has ${written} samples; expected ${chunk.rows}.`);
    return part;
  }

  async #sum(part: Part, at: number, isThin: boolean): Promise<void> {
    const sums = new DaySums(this.#points, part.dayMs, isThin);
    const result = await this.#file.folding.stream(
      `SELECT point, (${partTime})::DOUBLE, coalesce(${partValue}, 'NaN'::DOUBLE), status
       FROM read_parquet(${quoted(join(this.#file.folder, part.file))})`,
    );
    for (
      let chunk = await result.fetchChunk();
      chunk && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      const timeMs = itemsOf(chunk, 1, Float64Array);
      const value = itemsOf(chunk, 2, Float64Array);
      const status = itemsOf(chunk, 3, Uint32Array);
      sums.samples(itemsOf(chunk, 0, Int32Array), { timeMs, value, status }, chunk.rowCount);
    }
    sums.end();
    await sums.appendDays(this.#file.folding, 'new_days', 'temp');
    const hours = await this.#writeTier('1h', sums, part, at);
    if (hours) this.#hours.push({ day: part.dayMs, file: hours.file });
    for (const tier of ['1min', '15min'] as const) {
      const rows = await this.#writeTier(tier, sums, part, at);
      if (rows) this.added.push(rows);
    }
  }

  /** Puts rows into the table `sums`, alone. */
  async #gather(rows: TableRows): Promise<void> {
    await this.#run(`CREATE OR REPLACE TEMP TABLE sums (${sumsTable})`);
    await rows.appendTo(this.#file.folding, 'sums', 'temp');
  }

  async #writeTier(
    tier: '1min' | '15min' | '1h',
    sums: DaySums,
    samples: Part,
    at: number,
  ): Promise<Part | null> {
    const rows = sums[tier].length;
    if (rows === 0) return null;
    await this.#gather(sums[tier]);
    const { firstPoint: first, lastPoint: last, minMs, maxMs } = samples;
    const part = this.#newPart(tier, samples.dayMs, 1, { first, last, rows, minMs, maxMs }, at);
    await this.#run(
      `COPY (${packedRows('sums JOIN scales USING (point)')} ORDER BY point, from_ms) TO ${quoted(join(this.#file.folder, part.file))} (${parquet})`,
    );
    return part;
  }

  #newPart(kind: PartKind, day: number, level: 0 | 1, chunk: Omit<Chunk, 'points'>, at: number): Part {
    const { folder, dayOffsetMs } = this.#file;
    const file = newPartFile(folder, {
      kind,
      dayMs: day,
      fold: this.#fold,
      chunk: this.#files.length + at,
      dayOffsetMs,
    });
    this.#files.push(file);
    const { first, last, rows, minMs, maxMs } = chunk;
    return {
      file,
      kind,
      level,
      dayMs: day,
      firstPoint: first,
      lastPoint: last,
      rows,
      bytes: 0,
      minMs,
      maxMs,
    };
  }

  async #pointsOf({ first, last }: Chunk): Promise<Set<number>> {
    const rows = await this.#file.folding.runAndReadAll(
      `SELECT point FROM scales WHERE point BETWEEN ${whole(first)} AND ${whole(last)}`,
    );
    return new Set(rows.getRows().map(([point]) => Number(point)));
  }

  async #run(sql: string): Promise<number> {
    if (this.#isStopped()) throw new Error('the history is being closed');
    return (await this.#file.folding.run(sql)).rowsChanged;
  }
}

function chunksOf(
  points: readonly (readonly [point: number, rows: number, minMs: number, maxMs: number])[],
  mostPoints: number,
): Chunk[] {
  const chunks: Chunk[] = [];
  for (const [point, rows, minMs, maxMs] of points) {
    const open = chunks.at(-1);
    if (!open || open.rows + rows > mostRowsOfPart || open.points >= mostPoints)
      chunks.push({ points: 1, first: point, last: point, rows, minMs, maxMs });
    else
      chunks[chunks.length - 1] = {
        points: open.points + 1,
        first: open.first,
        last: point,
        rows: open.rows + rows,
        minMs: Math.min(open.minMs, minMs),
        maxMs: Math.max(open.maxMs, maxMs),
      };
  }
  return chunks;
}

/** Writes what was folded within the open transaction of `connection`. */
export async function publishFolds(connection: DuckDBConnection, folds: readonly Fold[]): Promise<void> {
  if (folds.length === 0) return;
  const days = folds.map((fold) => whole(fold.dayMs)).join(', ');
  await connection.run(`DELETE FROM days WHERE from_ms IN (${days})`);
  await connection.run('INSERT INTO days SELECT * FROM temp.new_days');
  await connection.run(`DELETE FROM folds WHERE day_ms IN (${days})`);
  const rows = folds.map(
    ({ dayMs: day, fold, isThin, hoursFile }) =>
      `(${whole(day)}, ${whole(fold)}, ${isThin}, ${hoursFile === null ? 'NULL' : quoted(hoursFile)})`,
  );
  await connection.run(`INSERT INTO folds VALUES ${rows.join(', ')}`);
}
