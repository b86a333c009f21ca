// History: in buckets, as a file for spreadsheets, or sample by sample.
import {
  type BucketQuality,
  bucketQuality,
  type Campus,
  CampusError,
  type HistoryView,
  knownRise,
  type Language,
  type Text,
  type TrendView,
  trendViewSchema,
} from '@campus/campus-model';
import { bucketMsFor } from '@campus/telemetry-store';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { csvAnswer, csvLine, fileLanguage, headings, sendCsv } from '../csv.ts';
import { pointsOf } from '../point-lookup.ts';
import { errorAnswers, idList, limitUpTo, timeMs } from '../schemas.ts';
import { standardOffsetMs, timeWriter, wholeBuckets } from '../site-time.ts';
import { type Ask, storeAsker } from '../store-asker.ts';

const tags = ['values'];
/** A trend of more lines cannot be read, and each costs a scan. */
const mostHistoryPoints = 50;
/** Points × buckets of one answer: about 6 MB of JSON. */
const mostCells = 40_000;
const longestSpanMs = 10 * 366 * 86_400_000;

const historyQuery = z.object({
  points: idList(mostHistoryPoints),
  from: timeMs,
  to: timeMs,
  buckets: limitUpTo(2000, 300).describe('at most so many; the length is a round one that fits'),
});
type HistoryQuery = z.infer<typeof historyQuery>;

export function historyRoutes(app: App, context: RouteContext): void {
  const ask = storeAsker(context.log);
  bucketsRoute(app, context, ask);
  fileRoute(app, context, ask);
  samplesRoute(app, context, ask);
}

function checkSpan(from: number, to: number): void {
  if (from >= to) throw new CampusError('input-invalid', `from: ${from} (expected less than to, ${to})`);
  if (to - from > longestSpanMs)
    throw new CampusError('input-invalid', 'to: expected at most ten years after from');
}

/** Whole buckets of a round length, so that the store's roll-ups can answer. */
async function aggregate(
  { campus, clock, store }: RouteContext,
  query: HistoryQuery,
): Promise<HistoryView[]> {
  const { points, from, to, buckets } = query;
  checkSpan(from, to);
  if (points.length * buckets > mostCells) {
    throw new CampusError(
      'input-invalid',
      `points × buckets: ${points.length * buckets} (at most ${mostCells})`,
    );
  }
  const bucketMs = bucketMsFor(to - from, buckets);
  const standardMs = standardOffsetMs(campus.site.timeZone, clock.now());
  const span = wholeBuckets({ fromMs: from, toMs: to }, bucketMs, standardMs);
  return store.aggregate({ pointIds: points, ...span, bucketMs });
}

const accessByPoints = (campus: Campus) => ({
  action: 'history.read' as const,
  resources: (request: { query: unknown }) => pointsOf(campus, (request.query as HistoryQuery).points),
});

function bucketsRoute(app: App, context: RouteContext, ask: Ask): void {
  app.get('/history', {
    config: { access: accessByPoints(context.campus) },
    schema: {
      summary: 'History in buckets',
      description:
        `At most ${mostHistoryPoints} points and ${mostCells} points × buckets. The span is widened to whole buckets of a ` +
        'round length, longer ones begin with the days of the site. Every answer says which share of it is covered, and ' +
        'which tier it was read from; `gaps` are losses that the gateway has booked.',
      tags,
      querystring: historyQuery,
      response: { 200: z.array(trendViewSchema), ...errorAnswers },
    },
    // Tens of thousands of rows made by the store: judging each again would hold up live values.
    serializerCompiler: () => JSON.stringify,
    handler: async ({ query }) => {
      const views = await ask(() => aggregate(context, query));
      return withGaps(context, views);
    },
  });
}

/** What a point's gateway has lost in the span: asked once a gateway. */
async function withGaps(
  { campus, operations: { books } }: RouteContext,
  views: readonly HistoryView[],
): Promise<TrendView[]> {
  const gatewayOf = ({ pointId }: HistoryView) =>
    campus.devices.get(campus.points.get(pointId)?.deviceId ?? '')?.gatewayId ?? '';
  const asked = new Map<string, Promise<TrendView['gaps']>>();
  const gapsOf = (view: HistoryView) => {
    const [first, last] = [view.buckets[0], view.buckets.at(-1)];
    if (!first || !last) return [];
    const id = gatewayOf(view);
    const known = asked.get(id) ?? books.gaps(id, first.fromMs, last.fromMs + view.bucketMs);
    asked.set(id, known);
    return known;
  };
  return Promise.all(views.map(async (view) => ({ ...view, gaps: await gapsOf(view) })));
}

const columns = {
  time: { zh: '时间', en: 'Time' },
  point: { zh: '测点', en: 'Point' },
  name: { zh: '名称', en: 'Name' },
  unit: { zh: '单位', en: 'Unit' },
  timeMean: { zh: '平均（按时间）', en: 'Mean over time' },
  min: { zh: '最小', en: 'Min' },
  max: { zh: '最大', en: 'Max' },
  last: { zh: '末值', en: 'Last' },
  rise: { zh: '增量', en: 'Counted' },
  count: { zh: '样本数', en: 'Samples' },
  uncertain: { zh: '存疑样本', en: 'Uncertain' },
  bad: { zh: '无效样本', en: 'Bad' },
  coverage: { zh: '覆盖率 %', en: 'Coverage %' },
  quality: { zh: '质量', en: 'Quality' },
} as const;

const qualityWords: Readonly<Record<BucketQuality, Text>> = {
  good: { zh: '正常', en: 'good' },
  uncertain: { zh: '存疑', en: 'uncertain' },
  'partly-bad': { zh: '部分无效', en: 'partly bad' },
  bad: { zh: '无效', en: 'bad' },
  none: { zh: '无数据', en: 'no data' },
};

function fileRoute(app: App, context: RouteContext, ask: Ask): void {
  app.get('/history.csv', {
    config: { access: accessByPoints(context.campus) },
    schema: {
      summary: 'History in buckets as a CSV file',
      description: 'The same rows as /history, in the local time of the site, with coverage and quality.',
      tags,
      querystring: historyQuery.extend({ lang: fileLanguage }),
      response: { 200: csvAnswer, ...errorAnswers },
    },
    handler: async ({ query }, reply) => {
      const views = await ask(() => aggregate(context, query));
      return sendCsv(reply, 'history.csv', historyLines(context.campus, views, query.lang));
    },
  });
}

function* historyLines(campus: Campus, views: readonly HistoryView[], language: Language): Iterable<string> {
  const { timeZone } = campus.site;
  const writeTime = timeWriter(timeZone);
  const [time, ...others] = headings(columns, language);
  yield csvLine([`${time} (${timeZone})`, ...others]);
  for (const { pointId, buckets } of views) {
    const point = campus.points.get(pointId);
    const device = campus.devices.get(point?.deviceId ?? '');
    const rounded = (value: number | null) =>
      value === null ? null : round(value, (point?.decimals ?? 2) + 2);
    const name = [device?.name[language], point?.name[language]].join(' ');
    yield buckets
      .map((bucket) =>
        csvLine([
          writeTime(bucket.fromMs),
          pointId,
          name,
          point?.unit ?? '',
          ...[bucket.timeMean, bucket.min, bucket.max, bucket.last, knownRise(bucket)].map(rounded),
          bucket.count,
          bucket.uncertain,
          bucket.bad,
          Math.floor(bucket.coverage * 1000) / 10,
          qualityWords[bucketQuality(bucket)][language],
        ]),
      )
      .join('');
  }
}

/** Two digits more than the point is shown with: what is behind them is arithmetic. */
function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

const sampleRowSchema = z.object({
  timeMs: z.number(),
  value: z.number().nullable(),
  status: z.number(),
  ordinal: z.number(),
  text: z.string().nullable(),
});

function samplesRoute(app: App, { campus, store }: RouteContext, ask: Ask): void {
  const querystring = z.object({
    point: z.string().max(140),
    from: timeMs,
    to: timeMs,
    limit: limitUpTo(10_000, 1000),
  });
  app.get('/history/samples', {
    config: {
      access: {
        action: 'history.read',
        resources: (request) => pointsOf(campus, [(request.query as z.infer<typeof querystring>).point]),
      },
    },
    schema: {
      summary: 'Samples as they were stored',
      tags,
      querystring,
      response: { 200: z.array(sampleRowSchema), ...errorAnswers },
    },
    handler: async ({ query: { point, from, to, limit } }) => {
      checkSpan(from, to);
      return ask(() => store.samples({ pointId: point, fromMs: from, toMs: to, limit }));
    },
  });
}
