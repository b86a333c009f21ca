// All of history once the hub has ended, and all that stands in an agent's outbox.
import { join } from 'node:path';
import type { Campus } from '@campus/campus-model';
import { silentLog } from '@campus/runtime';
import { type HistoryStore, historyPoints, openDuckDbStore } from '@campus/telemetry-store';
import type { SampleRow } from './sample-row.ts';

const rowsAtOnce = 10_000;
const endOfTimeMs = 4_000_000_000_000;

export interface StoredHistory {
  readonly rows: readonly SampleRow[];
  /** By gateway and outbox, what is done with. */
  readonly committed: ReadonlyMap<string, readonly (readonly [number, number])[]>;
}

/** Reads a hub's history from a time on; nobody else may have it open. */
export async function readHistory(hubFolder: string, campus: Campus, fromMs = 0): Promise<StoredHistory> {
  const store = await openDuckDbStore({
    folder: join(hubFolder, 'history'),
    points: historyPoints(campus),
    log: silentLog,
  });
  try {
    const rows: SampleRow[] = [];
    for (const pointId of campus.points.keys()) rows.push(...(await samplesOf(store, pointId, fromMs)));
    const committed = new Map<string, readonly (readonly [number, number])[]>();
    for (const gatewayId of campus.gateways.keys()) {
      for (const [outboxId, ranges] of await store.committedRanges(gatewayId))
        committed.set(outboxId, ranges);
    }
    return { rows, committed };
  } finally {
    await store.close();
  }
}

async function samplesOf(store: HistoryStore, pointId: string, startMs: number): Promise<SampleRow[]> {
  const all: SampleRow[] = [];
  let fromMs = startMs;
  for (;;) {
    const part = await store.samples({ pointId, fromMs, toMs: endOfTimeMs, limit: rowsAtOnce });
    const isLast = part.length < rowsAtOnce;
    const lastMs = part.at(-1)?.timeMs ?? 0;
    // The last time of a part that is full may go on in the next one.
    const sure = isLast ? part : part.filter(({ timeMs }) => timeMs < lastMs);
    for (const { timeMs, value, status, ordinal } of sure)
      all.push({ pointId, timeMs, value, status, ordinal });
    if (isLast) return all;
    fromMs = lastMs;
  }
}
