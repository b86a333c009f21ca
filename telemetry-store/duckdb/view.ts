// What a query reads: a snapshot of the tables and the stock that belongs to it.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { PointTable } from './point-table.ts';
import type { Stock } from './stock.ts';

export interface View {
  /** Within a transaction, whose snapshot goes with `stock`. */
  readonly connection: DuckDBConnection;
  readonly folder: string;
  readonly stock: Stock;
  readonly points: PointTable;
  readonly dayOffsetMs: number;
}
