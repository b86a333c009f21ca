// A mistake in a file that people write: where, what was found, what was expected.
import type { z } from 'zod';

export type FilePath = readonly (string | number)[];

export interface Mistake {
  readonly path: FilePath;
  readonly found: string;
  readonly expected: string;
}

const longestFound = 80;

/** Shows a value as it stands in the file, shortened. */
export function showFound(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? String(value));
  return text.length > longestFound ? `${text.slice(0, longestFound)}…` : text;
}

/** The value at a path, undefined where the path leads nowhere. */
export function valueAt(root: unknown, path: FilePath): unknown {
  let value = root;
  for (const key of path) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

/** zod's issues as mistakes in the file. `prefix` is where `root` stands in it. */
export function mistakesOf(error: z.ZodError, root: unknown, prefix: FilePath = []): Mistake[] {
  return error.issues.map((issue) => {
    const path = issue.path.filter((key): key is string | number => typeof key !== 'symbol');
    if (issue.code === 'unrecognized_keys') {
      return {
        path: [...prefix, ...path, issue.keys[0]!],
        found: issue.keys.map((key) => `"${key}"`).join(', '),
        expected: 'no such key here',
      };
    }
    return { path: [...prefix, ...path], found: showFound(valueAt(root, path)), expected: issue.message };
  });
}
