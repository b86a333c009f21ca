// From the bytes of an answer to samples. On the way of every value: nothing is made but the sample.
import type { DriverSink, Reading } from '../driver.ts';
import { judgeValue, statusOf } from '../sampling.ts';
import type { Block } from './planner.ts';
import type { PointSpan } from './unit.ts';

/** Hands over every point of a read; `bytes` are its registers or bits. */
export function deliverBlock(sink: DriverSink, timeMs: number, block: Block<PointSpan>, bytes: Buffer): void {
  for (const span of block.spans) {
    const { index, point } = span.driverPoint;
    const value = pointValue(span, block.start, bytes);
    sink.sample(index, timeMs, Number.isFinite(value) ? value : Number.NaN, statusOf(point, value));
  }
}

export function readingOf(span: PointSpan, block: Block<PointSpan>, bytes: Buffer): Reading {
  return judgeValue(span.driverPoint.point, pointValue(span, block.start, bytes));
}

function pointValue({ reader, start }: PointSpan, blockStart: number, bytes: Buffer): number {
  const at = start - blockStart;
  return reader ? reader(bytes, at * 2) : (bytes[at >> 3]! >> (at & 7)) & 1;
}
