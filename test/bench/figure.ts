// One measured figure: a value beside a peer's, or beside what is promised, and how it was measured.

export interface Figure {
  readonly bench: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** What it is compared with: another product in the same run, or `promise`. */
  readonly peer: string;
  readonly peerValue: number;
}

export interface Bench {
  readonly name: string;
  /** How it is measured, what the data is, what is counted where. */
  readonly method: string;
  run(): Promise<Figure[]>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

export function asJson(figure: Figure): string {
  const ratio = Number((figure.value / figure.peerValue).toFixed(3));
  return JSON.stringify({ ...figure, value: Math.round(figure.value), ratio });
}

export function asRow({ figure, value, unit, peer, peerValue }: Figure): string {
  const ratio = (value / peerValue).toFixed(2);
  return `  ${figure.padEnd(44)} ${value.toFixed(0).padStart(8)} ${unit.padEnd(4)} ${peer} ${peerValue} ${unit} · ratio ${ratio}`;
}
