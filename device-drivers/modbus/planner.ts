// Which reads bring every point of a unit in the fewest requests. Pure: spans and limits in, blocks out.
// What the device refuses is learned as boundaries that no later read crosses.
import type { ModbusModel, ModbusPointAddress } from './settings.ts';

export type Table = ModbusPointAddress['table'];

/** A point's place on a unit. */
export interface Span {
  readonly table: Table;
  readonly start: number;
  readonly width: number;
  readonly periodMs: number;
}

/** One read request and the spans that it brings. */
export interface Block<S extends Span> {
  readonly table: Table;
  readonly start: number;
  readonly count: number;
  readonly periodMs: number;
  readonly spans: readonly S[];
}

export type ReadLimits = Pick<ModbusModel, 'maxRegisters' | 'maxBits' | 'maxGap' | 'evenCounts'>;

/** Addresses by table that a read may begin with but not cross; at most one for each place of a point. */
export class Boundaries {
  readonly #known = new Map<Table, Set<number>>();

  add(table: Table, address: number): void {
    const known = this.#known.get(table);
    if (known) known.add(address);
    else this.#known.set(table, new Set([address]));
  }

  has(table: Table, address: number): boolean {
    return this.#known.get(table)?.has(address) ?? false;
  }

  /** Of a table, lowest first. */
  of(table: Table): number[] {
    return [...(this.#known.get(table) ?? [])].sort((a, b) => a - b);
  }

  get tables(): Table[] {
    return [...this.#known.keys()];
  }
}

const addressSpace = 65_536;

export function isBitTable(table: Table): boolean {
  return table === 'coil' || table === 'discrete';
}

/** Covers every span exactly once, in reads within the limits. */
export function planReads<S extends Span>(
  spans: readonly S[],
  limits: ReadLimits,
  boundaries: Boundaries = new Boundaries(),
): Block<S>[] {
  const groups = Map.groupBy(spans, (span) => `${span.table}:${span.periodMs}`);
  return [...groups.values()].flatMap((group) => planGroup(group, limits, boundaries));
}

function planGroup<S extends Span>(
  group: readonly S[],
  limits: ReadLimits,
  boundaries: Boundaries,
): Block<S>[] {
  const sorted = group.toSorted((a, b) => a.start - b.start || a.width - b.width);
  const most = mostUnits(sorted[0]!.table, limits);
  const runs: { start: number; end: number; spans: S[] }[] = [];
  for (const span of sorted) {
    const run = runs.at(-1);
    const end = span.start + span.width;
    const isJoined =
      run !== undefined &&
      Math.max(run.end, end) - run.start <= most &&
      span.start - run.end <= limits.maxGap &&
      (span.start === run.spans.at(-1)!.start || !boundaries.has(span.table, span.start));
    if (isJoined) {
      run.end = Math.max(run.end, end);
      run.spans.push(span);
    } else runs.push({ start: span.start, end, spans: [span] });
  }
  return runs.map((run) => blockOf(run, limits));
}

function mostUnits(table: Table, limits: ReadLimits): number {
  if (isBitTable(table)) return limits.maxBits;
  return limits.evenCounts ? limits.maxRegisters - (limits.maxRegisters % 2) : limits.maxRegisters;
}

function blockOf<S extends Span>(
  run: { start: number; end: number; spans: readonly S[] },
  limits: ReadLimits,
): Block<S> {
  const { table, periodMs } = run.spans[0]!;
  const isOdd = (run.end - run.start) % 2 === 1;
  const count = run.end - run.start + (limits.evenCounts && isOdd && !isBitTable(table) ? 1 : 0);
  const start = Math.min(run.start, addressSpace - count);
  return { table, start, count, periodMs, spans: run.spans };
}

/**
 * Where to divide a block that the device refused: at its widest gap, else in its middle.
 * Null where it holds one place only, so that the point itself is what the device does not have.
 */
export function divide<S extends Span>(block: Block<S>): number | null {
  const starts = [...new Set(block.spans.map((span) => span.start))];
  if (starts.length < 2) return null;
  const gap = widestGap(block.spans);
  return gap ?? starts[Math.floor(starts.length / 2)]!;
}

function widestGap(spans: readonly Span[]): number | null {
  let best: number | null = null;
  let bestWidth = 0;
  let end = spans[0]!.start;
  for (const span of spans) {
    if (span.start - end > bestWidth) [best, bestWidth] = [span.start, span.start - end];
    end = Math.max(end, span.start + span.width);
  }
  return best;
}
