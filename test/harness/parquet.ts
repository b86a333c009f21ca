// Parquet files as DuckDB reads them: what a test holds an export against. The library is the telemetry store's own.
import { createRequire } from 'node:module';

interface Rows {
  getRows(): unknown[][];
}
interface DuckDb {
  readonly DuckDBInstance: {
    create(path: string): Promise<{
      connect(): Promise<{ runAndReadAll(sql: string): Promise<Rows>; closeSync(): void }>;
      closeSync(): void;
    }>;
  };
}

export interface ParquetRows {
  /** Name and type of each column. */
  readonly types: string[];
  /** In the file's order; the column `time` in milliseconds UTC. */
  readonly rows: unknown[][];
}

export async function readParquet(file: string): Promise<ParquetRows> {
  const store = new URL('../../telemetry-store/index.ts', import.meta.url);
  const { DuckDBInstance } = createRequire(store)('@duckdb/node-api') as DuckDb;
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const from = `'${file.replaceAll("'", "''")}'`;
    const types = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
    const rows = await connection.runAndReadAll(
      `SELECT * REPLACE (epoch_ms(time)::DOUBLE AS time) FROM ${from}`,
    );
    return { types: types.getRows().map(([name, type]) => `${name} ${type}`), rows: rows.getRows() };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
