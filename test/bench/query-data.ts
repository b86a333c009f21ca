// What the query bench asks for: three sets of points, told to both stores alike.
import { type Campus, type SampleBatch, SampleColumns, status } from '@campus/campus-model';
import { syntheticCampus, valueAt } from './synthetic-campus.ts';

export interface DataSize {
  readonly latestPoints: number;
  readonly dayPoints: number;
  readonly days: number;
  readonly yearPoints: number;
  readonly yearDays: number;
}

export const dataSize = (isQuick: boolean): DataSize => ({
  latestPoints: 10_000,
  dayPoints: 100,
  days: isQuick ? 2 : 7,
  yearPoints: 10,
  yearDays: isQuick ? 60 : 365,
});

const dayMs = 86_400_000;
const dayStepMs = 10_000;
const yearStepMs = 60_000;
const latestSteps = 10;
const latestStepMs = 1_000;
const mostSamples = 100_000;

/** All points: those of the day first, then those of the year, then those whose latest value is asked for. */
export function queryCampus({ latestPoints, dayPoints, yearPoints }: DataSize): Campus {
  const points = dayPoints + yearPoints + latestPoints;
  return syntheticCampus({ gateways: 1, devicesPerGateway: Math.ceil(points / 10), pointsPerDevice: 10 });
}

/** Midnight (UTC) after the last told day of the closed sets. */
export function closedUntilMs(nowMs: number): number {
  return Math.floor(nowMs / dayMs - 1) * dayMs;
}

export interface DataPart {
  readonly measurement: 'd' | 'y' | 'l';
  readonly batch: SampleBatch;
}

export function* queryData(size: DataSize, nowMs: number): Generator<DataPart> {
  const endMs = closedUntilMs(nowMs);
  const { dayPoints, days, yearPoints, yearDays, latestPoints } = size;
  const span = (d: number, stepMs: number) => ({
    fromMs: endMs - d * dayMs,
    steps: (d * dayMs) / stepMs,
    stepMs,
  });
  yield* part('d', 0, dayPoints, span(days, dayStepMs));
  yield* part('y', dayPoints, yearPoints, span(yearDays, yearStepMs));
  const latest = { fromMs: nowMs - latestSteps * latestStepMs, steps: latestSteps, stepMs: latestStepMs };
  yield* part('l', dayPoints + yearPoints, latestPoints, latest);
}

function* part(
  measurement: DataPart['measurement'],
  firstPoint: number,
  points: number,
  { fromMs, steps, stepMs }: { fromMs: number; steps: number; stepMs: number },
): Generator<DataPart> {
  const columns = new SampleColumns(2 * mostSamples);
  for (let step = 0; step < steps; step++) {
    for (let point = firstPoint; point < firstPoint + points; point++) {
      columns.push(point, fromMs + step * stepMs, valueAt(point, step), status.good);
    }
    if (columns.length >= mostSamples || step === steps - 1) yield { measurement, batch: columns.take(true) };
  }
}
