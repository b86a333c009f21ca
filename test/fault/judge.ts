// Compares what was promised with what history has. Pure: lists in, findings out.
import type { RangeSet } from '@campus/campus-model';
import type { LedgerLine } from '@campus/simulators';
import { identityKey, type SampleRow, sampleKey } from './sample-row.ts';

export interface Findings {
  /** Promised, and not in history. */
  readonly lost: string[];
  /** In history more than once. */
  readonly doubled: string[];
  /** In history, and nobody told it. */
  readonly invented: string[];
}

/** Enough to see what is wrong. */
const mostShown = 8;

export function describeFindings(what: string, findings: Findings): string | null {
  const parts = Object.entries(findings)
    .filter(([, list]) => list.length > 0)
    .map(([kind, list]) => `${list.length} ${kind}, e.g. ${list.slice(0, mostShown).join('; ')}`);
  return parts.length > 0 ? `${what}: ${parts.join('\n')}` : null;
}

export interface LedgerVerdict extends Findings {
  /** Values told to agents, and of these in history. */
  readonly told: number;
  readonly stored: number;
  /** The longest time that an agent had had a value when it was killed without having kept it. */
  readonly longestTailMs: number;
}

/**
 * The simulators' ledger against history. An agent takes what a connection tells it in order, so of each connection
 * history has all up to some line, and nothing behind it: a line that is missing before one that is there is lost.
 */
export function judgeLedger(lines: readonly LedgerLine[], rows: readonly SampleRow[]): LedgerVerdict {
  const inHistory = countsOf(rows.filter(({ value }) => value !== null).map(valueKey));
  const told = new Set<string>();
  const lost: string[] = [];
  let stored = 0;
  let longestTailMs = 0;
  for (const connection of Map.groupBy(lines, (line) => line.told).values()) {
    const keys = connection.map(keysOf);
    for (const key of keys.flat()) told.add(key);
    stored += keys.flat().filter((key) => inHistory.has(key)).length;
    const end = keys.findLastIndex((some) => some.some((key) => inHistory.has(key)));
    for (const key of keys.slice(0, end + 1).flat()) if (!inHistory.has(key)) lost.push(key);
    const [firstUnkept, last] = [connection[end + 1], connection.at(-1)];
    if (firstUnkept && last) longestTailMs = Math.max(longestTailMs, last.timeMs - firstUnkept.timeMs);
  }
  const counted = new Set([...told].map(pointOf));
  const doubled = [...inHistory].filter(([key, count]) => count > 1 && counted.has(pointOf(key)));
  const invented = [...inHistory.keys()].filter((key) => counted.has(pointOf(key)) && !told.has(key));
  return { lost, doubled: doubled.map(([key]) => key), invented, told: told.size, stored, longestTailMs };
}

/** What agents said on the wire, or have in their outboxes, against history. `mustHave` says which positions count. */
export function judgePositions(
  positions: ReadonlyMap<string, ReadonlyMap<number, string>>,
  rows: readonly SampleRow[],
  mustHave: (outboxId: string, number: number) => boolean,
): Findings {
  const inHistory = countsOf(rows.map(sampleKey));
  const lost: string[] = [];
  const promised = new Set<string>();
  for (const [outboxId, numbers] of positions) {
    for (const [number, key] of numbers) {
      promised.add(key);
      if (mustHave(outboxId, number) && !inHistory.has(key)) lost.push(`${outboxId}:${number} ${key}`);
    }
  }
  const identities = countsOf(rows.map(identityKey));
  const doubled = [...identities].filter(([, count]) => count > 1).map(([key]) => key);
  const invented = [...inHistory.keys()].filter((key) => !promised.has(key));
  return { lost, doubled, invented };
}

export function isIn(sets: ReadonlyMap<string, RangeSet>, outboxId: string, number: number): boolean {
  return sets.get(outboxId)?.has(number) ?? false;
}

function keysOf({ values }: LedgerLine): string[] {
  return Object.entries(values).map(([pointId, value]) => `${pointId} = ${value}`);
}

function valueKey({ pointId, value }: SampleRow): string {
  return `${pointId} = ${value}`;
}

function pointOf(key: string): string {
  return key.slice(0, key.indexOf(' '));
}

function countsOf(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
