// Removes what is older than its retention, tier by tier, but for the spans that a legal hold keeps.
import { type LegalHold, type Tier, tiers } from '@campus/campus-model';
import type { Retention } from '../history-store.ts';
import { bucketStart, dayMs } from '../roll-up/tiers.ts';
import { deleteRows } from './influxql.ts';
import { measurements } from './line-protocol.ts';

export interface Removal {
  readonly tier: Tier;
  /** Whole days: what is younger stays for the rest of its day. */
  readonly untilMs: number;
  readonly statements: readonly string[];
}

/** What is to be removed at a time of now. */
export function removalsOf(
  retention: Retention,
  holds: readonly LegalHold[],
  nowMs: number,
  offsetMs: number,
): Removal[] {
  return tiers
    .filter((tier) => Number.isFinite(retention[tier]))
    .map((tier) => {
      const untilMs = bucketStart('1day', nowMs - retention[tier] * dayMs, offsetMs);
      const names = tier === 'samples' ? [measurements.samples, measurements.texts] : [measurements[tier]];
      const spans = outside(holds, untilMs);
      const statements = names.flatMap((name) => spans.map(([from, to]) => deleteRows(name, from, to)));
      return { tier, untilMs, statements };
    });
}

/** The stretches before `untilMs` that no hold keeps; the first begins with time itself (null). */
function outside(holds: readonly LegalHold[], untilMs: number): [from: number | null, to: number][] {
  const spans: [number | null, number][] = [];
  let from: number | null = null;
  for (const hold of holds.toSorted((one, other) => one.fromMs - other.fromMs)) {
    if (hold.fromMs >= untilMs) break;
    if (from === null || hold.fromMs > from) spans.push([from, hold.fromMs]);
    from = Math.max(from ?? hold.toMs, hold.toMs);
  }
  if (from === null || from < untilMs) spans.push([from, untilMs]);
  return spans;
}
