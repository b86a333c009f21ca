// The path of a small curve from the means of its buckets. Pure.
import type { HistoryBucket } from '@campus/campus-model';

interface SparkSize {
  readonly width: number;
  readonly height: number;
  /** A state stays until the next; a measure runs from mean to mean. */
  readonly isStepped: boolean;
}

/** Room above and below the curve, so that its line is not cut. */
const marginUnits = 3;

/** A point that seldom says anything has such gaps all over; what is longer breaks the line. */
const bridgedBuckets = 2;

/** SVG paths in a box of the given size; empty where no bucket has a value. */
export function sparkPath(
  buckets: readonly Pick<HistoryBucket, 'timeMean'>[],
  { width, height, isStepped }: SparkSize,
): { line: string; area: string } {
  const known = buckets.flatMap(({ timeMean }) => timeMean ?? []);
  if (known.length === 0) return { line: '', area: '' };
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const step = width / Math.max(1, buckets.length - 1);
  const yOf = (value: number): number =>
    most === least
      ? height / 2
      : marginUnits + (height - 2 * marginUnits) * (1 - (value - least) / (most - least));
  const runs = runsOf(buckets.map(({ timeMean }) => timeMean)).map((run) =>
    runPath(
      run.map(({ row, value }) => [round(row * step), round(yOf(value))] as const),
      isStepped,
      round(step),
    ),
  );
  return {
    line: runs.map(({ path }) => path).join(''),
    area: runs.map(({ path, from, to }) => `${path}L${to} ${height}L${from} ${height}Z`).join(''),
  };
}

type Run = { readonly row: number; readonly value: number }[];

function runsOf(values: readonly (number | null)[]): Run[] {
  const runs: Run[] = [];
  let last = Number.NEGATIVE_INFINITY;
  values.forEach((value, row) => {
    if (value === null) return;
    if (row - last > bridgedBuckets + 1) runs.push([]);
    runs.at(-1)?.push({ row, value });
    last = row;
  });
  return runs;
}

function runPath(points: readonly (readonly [x: number, y: number])[], isStepped: boolean, step: number) {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return { path: '', from: 0, to: 0 };
  const rest = points.slice(1).map(([x, y]) => (isStepped ? `H${x}V${y}` : `L${x} ${y}`));
  // A single bucket is a short line, so that it is to be seen.
  const end = points.length === 1 ? round(first[0] + step / 2) : last[0];
  const tail = points.length === 1 ? `H${end}` : '';
  return { path: `M${first[0]} ${first[1]}${rest.join('')}${tail}`, from: first[0], to: end };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
