// The demo campus's past as data for benches: what the simulators' physics and devices tell, in columns.
import type { Campus, SampleBatch } from '@campus/campus-model';
import { pastOf } from '@campus/simulators';
import { loadCampus } from '../../bin/campus-file.ts';
import { resolveSettings } from '../../bin/settings.ts';

const seed = 20_260_901;
const chunkMs = 4 * 3_600_000;
const dayMs = 86_400_000;

export function demoCampus(): Promise<Campus> {
  return loadCampus(resolveSettings({}));
}

/** Whole days that ended some days ago, so that a store has closed them. */
export function* demoPast(campus: Campus, days: number, endedDaysAgo = 2): Generator<SampleBatch> {
  const startMs = Math.floor(Date.now() / dayMs - endedDaysAgo) * dayMs;
  for (const { batch } of pastOf({ campus, seed, startMs, days, chunkMs })) yield numbersOf(batch);
}

/** Without the few texts: InfluxDB would keep them in another field. */
function numbersOf(batch: SampleBatch): SampleBatch {
  const rows = Array.from(batch.point.keys()).filter((row) => !batch.texts?.has(row));
  return {
    length: rows.length,
    point: Uint32Array.from(rows, (row) => batch.point[row]!),
    timeMs: Float64Array.from(rows, (row) => batch.timeMs[row]!),
    value: Float64Array.from(rows, (row) => batch.value[row]!),
    status: Uint32Array.from(rows, (row) => batch.status[row]!),
    ordinal: Uint16Array.from(rows, (row) => batch.ordinal[row]!),
    historical: true,
  };
}
