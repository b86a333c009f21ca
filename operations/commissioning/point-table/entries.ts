// Reads and writes a column's value in an entry of the description: an entry stays the plain value that YAML gave.
import type { Column } from './columns.ts';

export type Entry = Record<string, unknown>;

export function isEntry(value: unknown): value is Entry {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The value that a column shows; undefined where there is none. */
export function valueIn(entry: Entry, { path, without }: Column): unknown {
  let value: unknown = entry;
  for (const key of path ?? []) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  if (!without) return value ?? undefined;
  const rest = isEntry(value) ? Object.entries(value).filter(([key]) => !without.includes(key)) : [];
  return rest.length > 0 ? Object.fromEntries(rest) : undefined;
}

/** Undefined takes the value away. */
export function setIn(entry: Entry, { path = [], without }: Column, value: unknown): void {
  const [first, second] = path;
  if (first === undefined) return;
  const key = String(first);
  if (without) setRest(entry, key, without, value);
  else if (second === undefined) setKey(entry, key, value);
  else if (typeof second === 'number') setPart(entry, key, second, value);
  else {
    const inner = isEntry(entry[key]) ? entry[key] : {};
    entry[key] = inner;
    setKey(inner, second, value);
  }
}

function setKey(entry: Entry, key: string, value: unknown): void {
  if (value === undefined) delete entry[key];
  else entry[key] = value;
}

function setPart(entry: Entry, key: string, index: number, value: unknown): void {
  const before = entry[key];
  const parts: unknown[] = Array.isArray(before) ? [...before] : [];
  parts[index] = value;
  entry[key] = parts;
}

function setRest(entry: Entry, key: string, without: readonly string[], value: unknown): void {
  const before = isEntry(entry[key]) ? entry[key] : {};
  const kept = Object.entries(before).filter(([name]) => without.includes(name));
  entry[key] = { ...Object.fromEntries(kept), ...(isEntry(value) ? value : {}) };
}

/** Places half given are whole, empty parts are gone, and the keys of a new entry stand in their usual order. */
export function settled(entry: Entry, order: readonly string[], isNew: boolean): Entry {
  const { at } = entry;
  if (Array.isArray(at)) {
    if (at[0] === undefined && at[1] === undefined) delete entry.at;
    else entry.at = [at[0] ?? 0, at[1] ?? 0];
  }
  if (isEntry(entry.with) && Object.keys(entry.with).length === 0) delete entry.with;
  if (!isNew) return entry;
  return Object.fromEntries(order.filter((key) => key in entry).map((key) => [key, entry[key]]));
}
