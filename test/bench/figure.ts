// One measured figure: a value beside a peer's, or beside what is promised, and how it was measured.

export interface Figure {
  readonly bench: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** What it is compared with: another product in the same run, or `promise`. */
  readonly peer: string;
  readonly peerValue: number;
  /** value ÷ peerValue if left out; times faster, where the value is a time and that is what is promised. */
  readonly ratio?: number;
  /** What a reader must know beside it (what the generator took, what was counted); not part of the JSON. */
  readonly note?: string;
}

export interface BenchOptions {
  /** How often each side is measured; the median counts. */
  readonly runs: number;
  /** Less data, for a look. */
  readonly isQuick: boolean;
}

export interface Bench {
  readonly name: string;
  /** How it is measured, what the data is, what is counted where. */
  readonly method: string;
  run(options: BenchOptions): Promise<Figure[]>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;
}

/** All sides in ABAB order, so that what changes on the machine meanwhile meets each. Results by side. */
export async function inTurns<T>(runs: number, sides: readonly (() => Promise<T>)[]): Promise<T[][]> {
  const results: T[][] = sides.map(() => []);
  for (let run = 0; run < runs; run++) {
    for (const [i, side] of sides.entries()) results[i]!.push(await side());
  }
  return results;
}

/** Throws where a sink does not hold what was sent to it: a figure of lost samples is none. */
export function checkCount(sink: string, found: number, sent: number): void {
  if (found !== sent) throw new Error(`${sink} holds ${found} samples, ${sent} were sent`);
}

const significant = (value: number): number => Number(value.toPrecision(4));

function ratioOf({ value, peerValue, ratio = value / peerValue }: Figure): number {
  return ratio;
}

export function asJson(measured: Figure): string {
  const { bench, figure, value, unit, peer, peerValue } = measured;
  const ratio = significant(ratioOf(measured));
  return JSON.stringify({
    bench,
    figure,
    value: significant(value),
    unit,
    peer,
    peerValue: significant(peerValue),
    ratio,
  });
}

const shown = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));

export function asRow(measured: Figure): string {
  const { figure, value, unit, peer, peerValue, note } = measured;
  const ratio = shown(ratioOf(measured));
  const row = `  ${figure.padEnd(52)} ${shown(value).padStart(10)} ${unit.padEnd(9)} ${peer} ${shown(peerValue)} · ratio ${ratio}`;
  return note ? `${row}\n      ${note}` : row;
}
