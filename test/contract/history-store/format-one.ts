// A history as the first format had it, and SQL on a history behind the store's back, each in a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Runs statements on history.duckdb of a folder; the file is closed again afterwards. */
export async function runSql(folder: string, statements: readonly string[]): Promise<void> {
  const script = join(folder, 'sql.cjs');
  const main = fileURLToPath(import.meta.resolve('@campus/telemetry-store'));
  const path = join(folder, 'history.duckdb');
  await writeFile(
    script,
    `const { DuckDBInstance } = require('node:module').createRequire(${JSON.stringify(main)})('@duckdb/node-api');
    (async () => {
      const instance = await DuckDBInstance.create(${JSON.stringify(path)});
      const connection = await instance.connect();
      for (const statement of ${JSON.stringify(statements)}) await connection.run(statement);
      connection.closeSync();
      instance.closeSync();
    })();`,
  );
  const [code] = await once(spawn(process.execPath, [script], { stdio: 'inherit' }), 'exit');
  await rm(script);
  if (code !== 0) throw new Error(`the statements failed: ${statements.join('; ')}`);
}

/** `rows` samples of two points, numbered from 1 as their values are, and two texts, of gateway gw and outbox abcdef. */
export async function writeFormatOne(folder: string, rows: number): Promise<void> {
  const start = Date.UTC(2026, 5, 1);
  await runSql(folder, [
    'CREATE TABLE format (version INTEGER NOT NULL)',
    'INSERT INTO format VALUES (1)',
    'CREATE TABLE points (number INTEGER NOT NULL, id VARCHAR NOT NULL)',
    "INSERT INTO points VALUES (0, 'd/0'), (1, 'd/1')",
    `CREATE TABLE samples (point INTEGER NOT NULL, time_ms BIGINT NOT NULL, ordinal USMALLINT NOT NULL,
       value DOUBLE, status UINTEGER NOT NULL)`,
    `INSERT INTO samples SELECT range % 2, ${start} + range * 1000, 0, range, 0 FROM range(1, ${rows - 1})`,
    `CREATE TABLE texts (point INTEGER NOT NULL, time_ms BIGINT NOT NULL, ordinal USMALLINT NOT NULL,
       status UINTEGER NOT NULL, text VARCHAR NOT NULL)`,
    `INSERT INTO texts VALUES (1, ${start}, 0, 0, 'on'), (1, ${start + 1}, 0, 0, 'off')`,
    `CREATE TABLE ranges (gateway VARCHAR NOT NULL, outbox VARCHAR NOT NULL, first BIGINT NOT NULL,
       last BIGINT NOT NULL, changed_ms BIGINT NOT NULL)`,
    `INSERT INTO ranges VALUES ('gw', 'abcdef', 1, ${rows}, ${start})`,
  ]);
}
