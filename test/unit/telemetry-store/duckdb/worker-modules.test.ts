// What the history's thread loads: each library that it does not need would stand in memory a second time.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../../..');
const importPattern = /^(?:import|export)\s+(?!type\b)(?:[^;]*?\sfrom\s+)?'([^']+)'/gm;

/** Where a door of a workspace leads; null for a library. */
function doorOf(specifier: string): string | null {
  const [, workspace, ...rest] = /^@campus\/([^/]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  if (workspace === undefined) return null;
  const folder = join(root, workspace);
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, exports[rest[0] === undefined ? '.' : `./${rest[0]}`]);
}

/** Files and libraries that a file loads, with all that these load. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(importPattern)) {
    if (specifier.startsWith('node:')) continue;
    const next = specifier.startsWith('.') ? join(dirname(file), specifier) : doorOf(specifier);
    if (next) loadedBy(next, seen);
    else seen.add(specifier);
  }
  return seen;
}

test('the thread of the history loads DuckDB and no other library', () => {
  const loaded = [...loadedBy(join(root, 'telemetry-store/duckdb/history-worker.ts'))];
  expect(loaded.length).toBeGreaterThan(20);
  expect(loaded.filter((each) => !each.startsWith('/'))).toEqual(['@duckdb/node-api']);
});
