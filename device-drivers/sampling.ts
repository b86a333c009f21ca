// What every driver does with a value it has got: judge it, and hand it to the sink.
import { type Point, qualityOf, status } from '@campus/campus-model/plain';
import type { DriverPoint, DriverSink, Reading } from './driver.ts';

/** The status of a number that the device gave: missing, outside its range or its known states, or good. */
export function statusOf({ range, states }: Point, value: number): number {
  if (!Number.isFinite(value)) return status.sensorFailure;
  const isOutside = range !== undefined && (value < range.min || value > range.max);
  const isUnknown = states !== undefined && !Object.hasOwn(states, String(value));
  return isOutside || isUnknown ? status.outOfRange : status.good;
}

export function judgeValue(point: Point, value: number): Reading {
  return { value: Number.isFinite(value) ? value : Number.NaN, status: statusOf(point, value) };
}

/** A reading without a value. */
export function missing(code: number): Reading {
  return { value: Number.NaN, status: code };
}

/** Hands over a point's number, or its absence where the status is bad. */
export function deliver(sink: DriverSink, { index, point }: DriverPoint, timeMs: number, got: Reading): void {
  const judged = qualityOf(got.status) === 'good' ? judgeValue(point, got.value) : got;
  sink.sample(index, timeMs, judged.value, judged.status);
}
