// A hub's data folder as the first release left it: history of format 1, operations of step 1. Written from that release's
// own tables, apart from the program of today.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import type { Campus } from '@campus/campus-model';
import { migrations } from '../../operations/database/migrations.ts';
import type { SampleRow } from './sample-row.ts';

interface Connection {
  run(sql: string): Promise<unknown>;
}
interface DuckDb {
  DuckDBInstance: {
    create(path: string): Promise<{ connect(): Promise<Connection>; closeSync(): void }>;
  };
}

const tables = [
  'CREATE TABLE format (version INTEGER NOT NULL)',
  'INSERT INTO format VALUES (1)',
  'CREATE TABLE points (number INTEGER NOT NULL, id VARCHAR NOT NULL)',
  'CREATE TABLE samples (point INTEGER NOT NULL, time_ms BIGINT NOT NULL, ordinal USMALLINT NOT NULL, value DOUBLE, status UINTEGER NOT NULL)',
  'CREATE TABLE texts (point INTEGER NOT NULL, time_ms BIGINT NOT NULL, ordinal USMALLINT NOT NULL, status UINTEGER NOT NULL, text VARCHAR NOT NULL)',
  'CREATE TABLE ranges (gateway VARCHAR NOT NULL, outbox VARCHAR NOT NULL, first BIGINT NOT NULL, last BIGINT NOT NULL, changed_ms BIGINT NOT NULL)',
];
const outboxId = '0123456789abcdef';
const stepMs = 20_000;
export const firstAccount = 'first';

/** Makes the folder and returns its samples: `samplesAPoint` of each point, the last of them `endMs`. */
export async function makeFirstForm(
  hubFolder: string,
  campus: Campus,
  samplesAPoint: number,
  endMs: number,
): Promise<SampleRow[]> {
  mkdirSync(join(hubFolder, 'history'), { recursive: true });
  const pointIds = [...campus.points.keys()];
  const fromMs = endMs - samplesAPoint * stepMs;
  const require = createRequire(fileURLToPath(import.meta.resolve('@campus/telemetry-store')));
  const { DuckDBInstance } = require('@duckdb/node-api') as DuckDb;
  const instance = await DuckDBInstance.create(join(hubFolder, 'history/history.duckdb'));
  const connection = await instance.connect();
  for (const statement of tables) await connection.run(statement);
  for (const [number, id] of pointIds.entries()) {
    await connection.run(`INSERT INTO points VALUES (${number}, '${id}')`);
  }
  await connection.run(
    `INSERT INTO samples SELECT p, ${fromMs} + i * ${stepMs}, 0, (p * 1000 + i) / 8, 0
     FROM range(${pointIds.length}) AS points(p), range(${samplesAPoint}) AS steps(i)`,
  );
  const last = pointIds.length * samplesAPoint;
  await connection.run(`INSERT INTO ranges VALUES ('gw-a', '${outboxId}', 1, ${last}, ${endMs})`);
  await connection.run('CHECKPOINT');
  instance.closeSync();
  makeOperations(hubFolder, endMs);
  return pointIds.flatMap((pointId, p) =>
    Array.from({ length: samplesAPoint }, (_, i) => ({
      pointId,
      timeMs: fromMs + i * stepMs,
      value: (p * 1000 + i) / 8,
      status: 0,
      ordinal: 0,
    })),
  );
}

function makeOperations(hubFolder: string, atMs: number): void {
  const database = new DatabaseSync(join(hubFolder, 'operations.sqlite'));
  database.exec(`PRAGMA journal_mode = WAL; ${migrations[0]}; PRAGMA user_version = 1`);
  database
    .prepare('INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?)')
    .run(firstAccount, 'none', 'administrator', firstAccount, '[]', atMs);
  database.close();
}

/** Whether the account of the first release is still in the operations database. */
export function hasFirstAccount(hubFolder: string): boolean {
  const database = new DatabaseSync(join(hubFolder, 'operations.sqlite'), { readOnly: true });
  const row = database.prepare('SELECT count(*) AS n FROM accounts WHERE account = ?').get(firstAccount);
  database.close();
  return row?.n === 1;
}
