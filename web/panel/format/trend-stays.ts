// Stretches in which something was there: rows that follow each other with more than nothing in them. Pure.
import type { PointColumns } from '@campus/campus-model';
import type { TimeSpan } from './trend-lines.ts';

interface Stay extends TimeSpan {
  readonly most: number;
}

export function stays(
  { fromMs, bucketMs, length }: Pick<PointColumns, 'fromMs' | 'bucketMs' | 'length'>,
  numberOf: (row: number) => number | null,
): Stay[] {
  const found: { fromMs: number; toMs: number; most: number }[] = [];
  for (let row = 0; row < length; row++) {
    const number = numberOf(row);
    if (number === null || number <= 0) continue;
    const begin = fromMs + row * bucketMs;
    const open = found.at(-1);
    if (open?.toMs === begin) {
      open.toMs = begin + bucketMs;
      open.most = Math.max(open.most, number);
    } else found.push({ fromMs: begin, toMs: begin + bucketMs, most: number });
  }
  return found;
}
