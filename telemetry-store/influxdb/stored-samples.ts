// Reads samples as they were stored, server and spool merged: the earliest of one point, and all points' in parts.
import { SampleColumns } from '@campus/campus-model';
import type { HistoryPart, SamplesQuery, StoredSample } from '../history-store.ts';
import type { Span } from '../roll-up/tiers.ts';
import type { HistorySource } from './aggregates.ts';
import { type SeriesRows, TimeReader } from './answer-reader.ts';
import { selectFirst, selectPart } from './influxql.ts';
import { pointIdOf } from './line-protocol.ts';
import { numberOf } from './series-reader.ts';
import type { KnownPoint } from './spool-facts.ts';
import { SpooledSamples } from './spooled-samples.ts';

interface Found extends StoredSample {
  readonly pointId: string;
}

const kinds = ['samples', 'texts'] as const;
type Kind = (typeof kinds)[number];

export async function readStoredSamples(
  source: HistorySource,
  point: KnownPoint,
  { fromMs, toMs, limit }: SamplesQuery,
): Promise<StoredSample[]> {
  const spooled = await SpooledSamples.read(source.spool, [point.number], { fromMs, toMs });
  const found = foundInSpool(spooled, new Map([[point.number, point]]));
  for (const kind of kinds)
    await source.query(
      selectFirst(kind, { pointIds: [point.id], fromMs, toMs }, limit),
      collect(kind, found, () => point.id),
    );
  return inOrder(found.values())
    .slice(0, limit)
    .map(({ pointId: _, ...sample }) => sample);
}

/** Samples asked of the server at once. */
const partSamples = 20_000;
/** A part stays within one stretch of so long: a server that merges years for its first rows is slow. */
const partMs = 86_400_000;

/** See HistoryStore.part: `from` is the millisecond to go on at. */
export async function readPart(source: HistorySource, span: Span, from: string | null): Promise<HistoryPart> {
  const startMs = Math.max(from === null ? span.fromMs : Number(from), span.fromMs);
  const here = await partFrom(source, startMs, span);
  if (here.batch.length > 0 || here.next === null) return here;
  // Nothing for a day: only then is the server asked for the whole rest, which costs it more.
  const nextMs = await earliest(source, { fromMs: Number(here.next), toMs: span.toMs });
  return nextMs === null ? { ...here, next: null } : partFrom(source, nextMs, span);
}

async function partFrom(source: HistorySource, fromMs: number, span: Span): Promise<HistoryPart> {
  const toMs = Math.min(fromMs + partMs, span.toMs);
  for (let limit = partSamples; ; limit *= 4) {
    const { found, wholeUntilMs } = await readStretch(source, { fromMs, toMs }, limit);
    // More samples of one millisecond than the limit: asked again with a higher one.
    if (wholeUntilMs <= fromMs) continue;
    const samples = inOrder(found).filter(({ timeMs }) => timeMs < wholeUntilMs);
    return { ...partOf(samples), next: wholeUntilMs < span.toMs ? String(wholeUntilMs) : null };
  }
}

/** The time of the first sample of the span. */
export async function earliest(
  source: HistorySource,
  span: Span,
  isSpoolAsked = true,
): Promise<number | null> {
  const times: number[] = [];
  const waiting = isSpoolAsked ? await source.spool.call('firstWaiting', [span]) : null;
  if (waiting !== null) times.push(waiting);
  const time = new TimeReader();
  for (const kind of kinds)
    await source.query(selectPart(kind, span, 1), ({ columns, values: [row] }) => {
      if (!row) return;
      time.read(String(row[columns.indexOf('time')]));
      times.push(time.timeMs);
    });
  return times.length > 0 ? Math.min(...times) : null;
}

/** Samples of the span; all of those before `wholeUntilMs` are among them. */
async function readStretch(
  source: HistorySource,
  span: Span,
  limit: number,
): Promise<{ found: Iterable<Found>; wholeUntilMs: number }> {
  const byNumber = new Map([...source.points.values()].map((point) => [point.number, point]));
  const found = foundInSpool(await SpooledSamples.read(source.spool, null, span), byNumber);
  let wholeUntilMs = span.toMs;
  for (const kind of kinds) {
    let [count, lastMs] = [0, span.fromMs];
    const take = collect(kind, found, (tag) => pointIdOf(tag));
    await source.query(selectPart(kind, span, limit), (rows) => {
      lastMs = take(rows) ?? lastMs;
      count += rows.values.length;
    });
    if (count >= limit) wholeUntilMs = Math.min(wholeUntilMs, lastMs);
  }
  return { found: found.values(), wholeUntilMs };
}

function foundInSpool(spooled: SpooledSamples, points: ReadonlyMap<number, KnownPoint>): Map<string, Found> {
  const { timeMs, ordinal, value, status, texts } = spooled.columns;
  const found = new Map<string, Found>();
  for (const number of spooled.points())
    for (const row of spooled.of(number)) {
      const sample: Found = {
        pointId: points.get(number)!.id,
        timeMs: timeMs[row]!,
        ordinal: ordinal[row]!,
        value: Number.isFinite(value[row]!) ? value[row]! : null,
        status: status[row]!,
        text: texts.get(row) ?? null,
      };
      found.set(identityOf(sample), sample);
    }
  return found;
}

/** Adds the rows that are not there yet; the function answers the time of the last one. */
function collect(
  kind: Kind,
  found: Map<string, Found>,
  pointIdOfTag: (tag: string) => string,
): (rows: SeriesRows) => number | null {
  const time = new TimeReader();
  return ({ columns, values }) => {
    const place = (name: string): number => columns.indexOf(name);
    const [timeAt, statusAt, pointAt] = [place('time'), place('status'), place('point')];
    const [valueAt, textAt] = [place('value'), place('text')];
    for (const row of values) {
      time.read(String(row[timeAt]));
      const value = kind === 'texts' ? Number.NaN : numberOf(row[valueAt]);
      const sample: Found = {
        pointId: pointIdOfTag(String(row[pointAt])),
        timeMs: time.timeMs,
        ordinal: time.ordinal,
        value: Number.isNaN(value) ? null : value,
        status: Number(row[statusAt]),
        text: kind === 'texts' ? String(row[textAt]) : null,
      };
      const identity = identityOf(sample);
      if (!found.has(identity)) found.set(identity, sample);
    }
    return values.length > 0 ? time.timeMs : null;
  };
}

function identityOf({ pointId, timeMs, ordinal }: Found): string {
  return `${timeMs} ${ordinal} ${pointId}`;
}

function inOrder(found: Iterable<Found>): Found[] {
  return [...found].sort((one, other) => one.timeMs - other.timeMs || one.ordinal - other.ordinal);
}

function partOf(samples: readonly Found[]): Omit<HistoryPart, 'next'> {
  const columns = new SampleColumns(Math.max(1, samples.length));
  const numbers = new Map<string, number>();
  for (const { pointId, timeMs, value, status, ordinal, text } of samples) {
    const number = numbers.get(pointId) ?? numbers.size;
    numbers.set(pointId, number);
    columns.push(number, timeMs, value ?? Number.NaN, status, ordinal, text ?? undefined);
  }
  return { pointIds: [...numbers.keys()], batch: columns.take(true) };
}
