// What the history consists of at one moment: hot tables, named Parquet parts, folded days. Never changed, only replaced,
// so that whoever reads keeps the picture that belongs to its snapshot.
import type { DuckDBConnection } from '@duckdb/node-api';
import { dayMs, LateDays } from './late-days.ts';
import { readParts } from './part-files.ts';

export type PartKind = 'samples' | '1min' | '15min';

export interface Part {
  /** Within the folder of the history. */
  readonly file: string;
  readonly kind: PartKind;
  /** 1: the day's samples as they were folded together. 0: some that wait for that. */
  readonly level: 0 | 1;
  readonly dayMs: number;
  readonly firstPoint: number;
  readonly lastPoint: number;
  readonly rows: number;
  readonly bytes: number;
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
}

export interface HotTable {
  readonly name: string;
  readonly late: LateDays;
  rows: number;
}

export class Stock {
  readonly parts: readonly Part[];
  readonly folds: ReadonlyMap<number, Fold>;
  /** The last one is committed to, the others are being folded. */
  readonly hot: readonly HotTable[];
  readonly #partsOfDay: ReadonlyMap<number, readonly Part[]>;

  constructor(parts: readonly Part[], folds: ReadonlyMap<number, Fold>, hot: readonly HotTable[]) {
    this.parts = parts;
    this.folds = folds;
    this.hot = hot;
    this.#partsOfDay = Map.groupBy(parts, (part) => part.dayMs);
  }

  static async load(connection: DuckDBConnection, folder: string, dayOffsetMs: number): Promise<Stock> {
    const folds = await readFolds(connection);
    const parts = await readParts(connection, folder, folds);
    return new Stock(parts, folds, await readHotTables(connection, dayOffsetMs));
  }

  get current(): HotTable {
    return this.hot.at(-1)!;
  }

  partsOf(day: number): readonly Part[] {
    return this.#partsOfDay.get(day) ?? [];
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
    return new Stock(change.parts ?? this.parts, change.folds ?? this.folds, change.hot ?? this.hot);
  }
}

async function readFolds(connection: DuckDBConnection): Promise<Map<number, Fold>> {
  const rows = await connection.runAndReadAll('SELECT day_ms::DOUBLE, fold::DOUBLE, is_thin FROM folds');
  return new Map(
    rows
      .getRows()
      .map(([day, fold, isThin]) => [
        Number(day),
        { dayMs: Number(day), fold: Number(fold), isThin: isThin === true },
      ]),
  );
}

async function readHotTables(connection: DuckDBConnection, dayOffsetMs: number): Promise<HotTable[]> {
  const found = await connection.runAndReadAll(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' AND table_name LIKE 'samples\\_%' ESCAPE '\\'",
  );
  const names = found.getRows().map(([name]) => String(name));
  names.sort((a, b) => generationOf(a) - generationOf(b));
  return Promise.all(names.map((name) => readHotTable(connection, name, dayOffsetMs)));
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

function generationOf(name: string): number {
  return Number(name.slice(name.lastIndexOf('_') + 1));
}

/** The name of the table that follows. */
export function nextTable(name: string): string {
  return `samples_${generationOf(name) + 1}`;
}
