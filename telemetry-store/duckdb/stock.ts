// What the history consists of at one moment: hot tables, named Parquet parts, folded days. Never changed, only replaced,
// so that whoever reads keeps the picture that belongs to its snapshot.
import type { DuckDBConnection } from '@duckdb/node-api';
import { hotGenerations, hotNames } from './history-tables.ts';
import { dayMs, LateDays } from './late-days.ts';
import { readParts } from './part-files.ts';

export type PartKind = 'samples' | '1min' | '15min' | '1h';

export interface Part {
  /** Within the folder of the history. */
  readonly file: string;
  readonly kind: PartKind;
  /** 1: the day's samples as they were folded together. 0: some that wait for that. */
  readonly level: 0 | 1;
  /** The day; of hours the first one. */
  readonly dayMs: number;
  readonly firstPoint: number;
  readonly lastPoint: number;
  readonly rows: number;
  readonly bytes: number;
  /** Earliest and latest sample; of hours the first and the last day. */
  readonly minMs: number;
  readonly maxMs: number;
  /** Whose samples came after the day was folded. */
  readonly points?: ReadonlySet<number>;
}

export interface Fold {
  readonly dayMs: number;
  readonly fold: number;
  /** Only the sums are left. */
  readonly isThin: boolean;
  /** The part that has the day's hours; null once they outlived their retention. */
  readonly hoursFile: string | null;
}

export interface HotTable {
  /** Of what shows all its samples: see HotNames. */
  readonly name: string;
  readonly late: LateDays;
  rows: number;
}

export class Stock {
  readonly parts: readonly Part[];
  readonly folds: ReadonlyMap<number, Fold>;
  /** The last one is committed to, the others are being folded. */
  readonly hot: readonly HotTable[];
  /** Files that are named and gone: their history is a hole until they are brought back. */
  readonly missing: readonly Pick<Part, 'file' | 'dayMs'>[];
  readonly #partsOfDay: ReadonlyMap<number, readonly Part[]>;

  constructor(
    parts: readonly Part[],
    folds: ReadonlyMap<number, Fold>,
    hot: readonly HotTable[],
    missing: readonly Pick<Part, 'file' | 'dayMs'>[],
  ) {
    this.missing = missing;
    this.parts = parts;
    this.folds = folds;
    this.hot = hot;
    this.#partsOfDay = Map.groupBy(
      parts.filter(({ kind }) => kind !== '1h'),
      (part) => part.dayMs,
    );
  }

  static async load(connection: DuckDBConnection, folder: string, dayOffsetMs: number): Promise<Stock> {
    const folds = await readFolds(connection);
    const { parts, missing } = await readParts(connection, folder, folds);
    return new Stock(parts, folds, await readHotTables(connection, dayOffsetMs), missing);
  }

  get current(): HotTable {
    return this.hot.at(-1)!;
  }

  /** All parts of a day but its hours, which share a part with other days. */
  partsOf(day: number): readonly Part[] {
    return this.#partsOfDay.get(day) ?? [];
  }

  /** Whether a part of the day is missing: it must not be folded without that. */
  hasHole(day: number): boolean {
    return this.missing.some((part) => part.dayMs === day);
  }

  /** Days that have parts, earliest first. */
  days(): number[] {
    return [...this.#partsOfDay.keys()].sort((a, b) => a - b);
  }

  /** Whether the point has samples of a folded day that its sums do not have yet. */
  isLate(day: number, point: number): boolean {
    return (
      this.hot.some(({ late }) => late.has(day, point)) ||
      this.partsOf(day).some(({ level, points }) => level === 0 && (points?.has(point) ?? true))
    );
  }

  with(change: Partial<Pick<Stock, 'parts' | 'folds' | 'hot'>>): Stock {
    const { parts, folds, hot } = { ...this, ...change };
    return new Stock(parts, folds, hot, this.missing);
  }
}

async function readFolds(connection: DuckDBConnection): Promise<Map<number, Fold>> {
  const rows = await connection.runAndReadAll(
    'SELECT day_ms::DOUBLE, fold::DOUBLE, is_thin, hours_file FROM folds',
  );
  return new Map(
    rows.getRows().map(([day, fold, isThin, hours]) => [
      Number(day),
      {
        dayMs: Number(day),
        fold: Number(fold),
        isThin: isThin === true,
        hoursFile: hours === null ? null : String(hours),
      },
    ]),
  );
}

async function readHotTables(connection: DuckDBConnection, dayOffsetMs: number): Promise<HotTable[]> {
  const generations = await hotGenerations(connection);
  return Promise.all(generations.map((it) => readHotTable(connection, hotNames(it).all, dayOffsetMs)));
}

async function readHotTable(
  connection: DuckDBConnection,
  name: string,
  dayOffsetMs: number,
): Promise<HotTable> {
  const late = new LateDays(dayOffsetMs);
  const pairs = await connection.runAndReadAll(
    `SELECT DISTINCT floor((time_ms + ${dayOffsetMs}) / ${dayMs}) * ${dayMs} - ${dayOffsetMs}, point FROM ${name}`,
  );
  for (const [day, point] of pairs.getRows()) late.addDay(Number(day), Number(point));
  const count = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${name}`);
  return { name, late, rows: Number(count.getRows()[0]?.[0]) };
}
