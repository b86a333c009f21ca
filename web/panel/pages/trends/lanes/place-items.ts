// Where the items of a lane stand: side by side in as few rows as they need, none so narrow that a finger misses it. Pure.
import type { TimeSpan } from '../../../format/trend-lines.ts';
import type { LaneItem } from './lane.ts';

export interface PlacedItem {
  readonly item: LaneItem;
  readonly leftPx: number;
  readonly widthPx: number;
  /** 0 is the uppermost. */
  readonly row: number;
}

/** Items beyond the last row lie over each other in it. */
export const mostRows = 3;

/** Items that reach into the span, cut off at its ends; `items` by begin. */
/** What takes time of itself is only looked at; alarms and commands are opened. */
export function isPressed({ look }: Pick<LaneItem, 'look'>): boolean {
  return look.kind !== 'stay';
}

export function placeItems(
  items: readonly LaneItem[],
  { fromMs, toMs }: TimeSpan,
  widthPx: number,
  leastPx: { readonly pressed: number; readonly seen: number },
): PlacedItem[] {
  const scale = widthPx / Math.max(1, toMs - fromMs);
  const ends: number[] = [];
  const placed: PlacedItem[] = [];
  for (const item of items) {
    if (item.toMs < fromMs || item.fromMs > toMs) continue;
    const begin = (Math.max(item.fromMs, fromMs) - fromMs) * scale;
    const end = (Math.min(item.toMs, toMs) - fromMs) * scale;
    const width = Math.max(isPressed(item) ? leastPx.pressed : leastPx.seen, end - begin);
    const left = Math.max(0, Math.min(begin, widthPx - width));
    const free = isPressed(item) ? ends.findIndex((taken) => taken <= left) : 0;
    const row = free >= 0 ? free : Math.min(ends.length, mostRows - 1);
    ends[row] = Math.max(ends[row] ?? 0, left + width);
    placed.push({ item, leftPx: left, widthPx: width, row });
  }
  return placed;
}
