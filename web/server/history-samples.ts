// All samples of points in a span, a part at a time, for files: counted first, so that a file too large is never begun.
import { CampusError } from '@campus/campus-model';
import { bucketMsFor, type StoredSample } from '@campus/telemetry-store';
import type { RouteContext } from './app.ts';
import { checkSpan } from './history-plan.ts';
import { standardOffsetMs, wholeBuckets } from './site-time.ts';
import type { Ask } from './store-asker.ts';

/** Rows of a file of samples: a spreadsheet takes 1,048,576, and each is read, sorted and written on the hub. */
export const mostSamples = 1_000_000;
/** Of one question to the store; it answers live screens in between. */
const samplesAtOnce = 10_000;
const countedBuckets = 200;

interface SampleQuery {
  readonly points: readonly string[];
  readonly from: number;
  readonly to: number;
}

export interface SamplePart {
  readonly pointId: string;
  /** Place of the point in the question. */
  readonly index: number;
  /** By time and ordinal. */
  readonly samples: readonly StoredSample[];
}

/** Throws CampusError('history-too-large') where the span holds more samples than a file may. */
export async function checkSampleCount(
  { campus, clock, store }: Pick<RouteContext, 'campus' | 'clock' | 'store'>,
  ask: Ask,
  { points, from, to }: SampleQuery,
): Promise<void> {
  checkSpan(from, to);
  const bucketMs = bucketMsFor(to - from, countedBuckets);
  const standardMs = standardOffsetMs(campus.site.timeZone, clock.now());
  const span = wholeBuckets({ fromMs: from, toMs: to }, bucketMs, standardMs);
  const views = await ask(() => store.aggregate({ pointIds: points, ...span, bucketMs }));
  let samples = 0;
  for (const { buckets } of views) for (const { count, bad } of buckets) samples += count + bad;
  if (samples > mostSamples) throw tooMany(samples);
}

function tooMany(samples: number): CampusError {
  return new CampusError('history-too-large', `${samples} samples (at most ${mostSamples})`);
}

export async function* sampleParts(
  ask: Ask,
  store: RouteContext['store'],
  { points, from, to }: SampleQuery,
): AsyncGenerator<SamplePart> {
  let rows = 0;
  for (const [index, pointId] of points.entries()) {
    let fromMs: number | null = from;
    while (fromMs !== null) {
      const found: StoredSample[] = await ask(() =>
        store.samples({ pointId, fromMs: fromMs!, toMs: to, limit: samplesAtOnce }),
      );
      const { samples, next } = wholeMilliseconds(found);
      rows += samples.length;
      if (rows > mostSamples) throw tooMany(rows);
      if (samples.length > 0) yield { pointId, index, samples };
      fromMs = next;
    }
  }
}

/** A full answer may end within a millisecond: that one is left for the next question. */
function wholeMilliseconds(found: readonly StoredSample[]): {
  samples: readonly StoredSample[];
  next: number | null;
} {
  if (found.length < samplesAtOnce) return { samples: found, next: null };
  const next = found.at(-1)!.timeMs;
  const samples = found.filter(({ timeMs }) => timeMs < next);
  if (samples.length > 0) return { samples, next };
  throw new CampusError('history-too-large', `more than ${samplesAtOnce} samples in one millisecond`);
}
