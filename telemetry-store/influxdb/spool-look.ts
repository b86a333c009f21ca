// Looks into the groups of samples that wait, for queries.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Span } from '../roll-up/tiers.ts';
import { type Columns, decodeBlock, emptyColumns, joinColumns, pickRows } from './columns.ts';

/** Samples that wait, a part at a time, so that commits are not held up. */
export interface SpooledPart {
  readonly columns: Columns;
  /** The next part is of the groups after this one; null at the end. */
  readonly after: number | null;
}

/** Blocks that one look into the spool reads: some 10 ms of work. */
const blocksALook = 32;
const rowsALook = 50_000;

export class SpoolLook {
  readonly #within: StatementSync;
  readonly #byTime: StatementSync;

  constructor(database: DatabaseSync) {
    this.#within = database.prepare(
      'SELECT id, block FROM groups WHERE id > ? AND from_ms < ? AND to_ms >= ? ORDER BY id LIMIT ?',
    );
    this.#byTime = database.prepare(
      'SELECT from_ms, block FROM groups WHERE id >= ? AND from_ms < ? AND to_ms >= ? ORDER BY from_ms',
    );
  }

  /** Samples of these points (null: all) and times, of the groups after `afterGroup`. */
  part(points: readonly number[] | null, span: Span, afterGroup: number): SpooledPart {
    const wanted = points && new Set(points);
    const parts: Columns[] = [];
    let after: number | null = null;
    let rows = 0;
    const found = this.#within.all(afterGroup, span.toMs, span.fromMs, blocksALook);
    for (const row of found) {
      const columns = tryDecode(row.block as Uint8Array) ?? emptyColumns(0);
      const chosen = rowsWithin(columns, wanted, span);
      if (chosen.length > 0) parts.push(pickRows(columns, chosen));
      rows += chosen.length;
      if (rows < rowsALook) continue;
      after = Number(row.id);
      break;
    }
    if (after === null && found.length === blocksALook) after = Number(found.at(-1)!.id);
    return { columns: joinColumns(parts), after };
  }

  /** Time of the earliest sample of the span, of the groups from `fromGroup` on. */
  first({ fromMs, toMs }: Span, fromGroup: number): number | null {
    let first = Number.POSITIVE_INFINITY;
    for (const row of this.#byTime.iterate(fromGroup, toMs, fromMs)) {
      if (Number(row.from_ms) >= first) break;
      const { timeMs } = tryDecode(row.block as Uint8Array) ?? emptyColumns(0);
      for (const time of timeMs) if (time >= fromMs && time < toMs && time < first) first = time;
    }
    return Number.isFinite(first) ? first : null;
  }
}

function rowsWithin(columns: Columns, points: ReadonlySet<number> | null, { fromMs, toMs }: Span): number[] {
  const rows: number[] = [];
  for (let row = 0; row < columns.length; row++) {
    const timeMs = columns.timeMs[row]!;
    if (timeMs >= fromMs && timeMs < toMs && (!points || points.has(columns.point[row]!))) rows.push(row);
  }
  return rows;
}

/** Null for a damaged block. */
export function tryDecode(block: Uint8Array): Columns | null {
  try {
    return decodeBlock(block);
  } catch {
    return null;
  }
}
