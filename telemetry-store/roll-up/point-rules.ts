// What every sum of a point must know of it, and the one rule of what a counter rose: both stores go by it.
import type { HistoryPoint } from '../history-store.ts';

export type PointRules = Omit<HistoryPoint, 'id'>;

/** A fall from the top tenth of the range into its lowest tenth is a wrap, any other one a reset. */
const wrapShare = 0.1;

/** What a counter rose between two usable values; after a reset it counts from 0. */
export function riseBetween(before: number, after: number, wrapsAt: number | null): number {
  if (after >= before) return after - before;
  const isWrap = wrapsAt !== null && before > (1 - wrapShare) * wrapsAt && after < wrapShare * wrapsAt;
  return isWrap ? wrapsAt - before + after : after;
}
