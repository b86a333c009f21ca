// The worker thread of one Parquet export: rows go into a DuckDB file in the export's own folder, at the end into the
// Parquet file. Its memory is bounded however many rows come; what does not fit lies on the disk.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { serveWorker } from '@campus/runtime';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { TableRows } from '../duckdb/column-chunks.ts';
import { type ExportKind, exportTables } from './export-tables.ts';

export interface ExportPoint {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
}

export interface ExportSettings {
  /** Empty, and removed by whoever made it. */
  readonly folder: string;
  readonly kind: ExportKind;
  readonly points: readonly ExportPoint[];
}

/** The text of a text point's sample: by the same point, time and ordinal as its row. */
export interface ExportText {
  readonly point: number;
  readonly timeMs: number;
  readonly ordinal: number;
  readonly text: string;
}

const settings = {
  memory_limit: '96MB',
  threads: '1',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

async function methodsOf({ folder, kind, points }: ExportSettings) {
  const { columns, select, order } = exportTables[kind];
  const instance = await DuckDBInstance.create(join(folder, 'export.duckdb'), settings);
  const connection = await instance.connect();
  const defined = Object.entries(columns).map(([name, type]) => `"${name}" ${type}`);
  await connection.run(`CREATE TABLE rows (${defined.join(', ')})`);
  await connection.run(
    'CREATE TABLE texts (point UINTEGER, time_ms BIGINT, ordinal USMALLINT, text VARCHAR)',
  );
  await writePoints(connection, points);
  const rows = new TableRows(Object.values(columns));
  return {
    /** Columns of equal length, in the order of the table. */
    async append(batch: readonly Float64Array[], texts: readonly ExportText[]): Promise<void> {
      const length = batch[0]?.length ?? 0;
      for (let row = 0; row < length; row++) rows.add(...batch.map((column) => column[row]!));
      await rows.appendTo(connection, 'rows');
      if (texts.length > 0) await writeTexts(connection, texts);
    },

    /** The Parquet file, and its bytes. */
    async finish(): Promise<{ file: string; bytes: number }> {
      const file = join(folder, 'export.parquet');
      await connection.run(`
        COPY (SELECT ${select} FROM rows r JOIN points p ON p.number = r.point
          ${kind === 'samples' ? 'LEFT JOIN texts t ON t.point = r.point AND t.time_ms = r.time_ms AND t.ordinal = r.ordinal' : ''}
          ORDER BY ${order})
        TO '${file.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
      return { file, bytes: statSync(file).size };
    },

    close(): void {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function writePoints(connection: DuckDBConnection, points: readonly ExportPoint[]): Promise<void> {
  await connection.run('CREATE TABLE points (number UINTEGER, id VARCHAR, name VARCHAR, unit VARCHAR)');
  for (const [number, { id, name, unit }] of points.entries()) {
    await connection.run(`INSERT INTO points VALUES (${number}, $1, $2, $3)`, [id, name, unit]);
  }
}

async function writeTexts(connection: DuckDBConnection, texts: readonly ExportText[]): Promise<void> {
  const appender = await connection.createAppender('texts');
  for (const { point, timeMs, ordinal, text } of texts) {
    appender.appendUInteger(point);
    appender.appendBigInt(BigInt(timeMs));
    appender.appendUSmallInt(ordinal);
    appender.appendVarchar(text);
    appender.endRow();
  }
  appender.closeSync();
}

export type ExportMethods = Awaited<ReturnType<typeof methodsOf>>;

serveWorker<ExportSettings, ExportMethods>(methodsOf);
