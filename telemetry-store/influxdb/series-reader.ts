// Turns rows of the server's answer into samples and roll-up rows of known points.
import type { RollUpRow } from '../roll-up/roll-up.ts';
import { type SeriesRows, TimeReader } from './answer-reader.ts';
import { pointIdOf, rowOfText } from './line-protocol.ts';
import type { KnownPoint } from './spool-facts.ts';

export type PointsById = ReadonlyMap<string, KnownPoint>;

/** A missing value is NaN. */
export type SampleSink = (
  point: KnownPoint,
  timeMs: number,
  ordinal: number,
  value: number,
  status: number,
) => void;

/** For `SELECT value, status … GROUP BY point`; points that no store was told of are passed over. */
export function readSamples(points: PointsById, sink: SampleSink): (rows: SeriesRows) => void {
  const time = new TimeReader();
  return ({ tag, columns, values }) => {
    const point = tag === null ? undefined : points.get(pointIdOf(tag));
    if (!point) return;
    const [timeAt, valueAt, statusAt] = ['time', 'value', 'status'].map((name) => columns.indexOf(name));
    for (const row of values) {
      time.read(String(row[timeAt!]));
      sink(point, time.timeMs, time.ordinal, numberOf(row[valueAt!]), Number(row[statusAt!]));
    }
  };
}

/** For the roll-up measurements. */
export function readRows(
  points: PointsById,
  sink: (point: KnownPoint, row: RollUpRow) => void,
): (rows: SeriesRows) => void {
  const time = new TimeReader();
  return ({ tag, columns, values: rows }) => {
    const point = tag === null ? undefined : points.get(pointIdOf(tag));
    if (!point) return;
    const [timeAt, rowAt] = ['time', 'row'].map((name) => columns.indexOf(name));
    for (const values of rows) {
      time.read(String(values[timeAt!]));
      const row = rowOfText(time.timeMs, String(values[rowAt!]));
      if (row) sink(point, row);
    }
  };
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}
