// History as JSON: in buckets, or sample by sample. Its files and columns stand in files of their own.
import {
  CampusError,
  type Gap,
  type HistoryView,
  type TrendView,
  trendViewSchema,
} from '@campus/campus-model';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { checkSpan, mostHistoryPoints, planBuckets, spanQuery } from '../history-plan.ts';
import { accessByPoints, pointsOf } from '../point-lookup.ts';
import { errorAnswers, limitUpTo, timeMs } from '../schemas.ts';
import { type Ask, storeAsker } from '../store-asker.ts';
import { columnsRoute } from './history-columns.ts';
import { eventsRoute } from './history-events.ts';
import { fileRoutes } from './history-files.ts';

const tags = ['values'];
/** Points × buckets of one answer: about 6 MB of JSON. */
const mostCells = 40_000;

const historyQuery = spanQuery.extend({
  buckets: limitUpTo(2000, 300).describe('at most so many; the length is a round one that fits'),
});
type HistoryQuery = z.infer<typeof historyQuery>;

export function historyRoutes(app: App, context: RouteContext): void {
  const ask = storeAsker(context.log);
  const losses = lossReader(context);
  bucketsRoute(app, context, ask, losses);
  columnsRoute(app, context, ask, losses);
  fileRoutes(app, context, ask);
  samplesRoute(app, context, ask);
  eventsRoute(app, context);
}

function aggregate(context: RouteContext, query: HistoryQuery): Promise<HistoryView[]> {
  const { points, buckets } = query;
  checkSpan(query.from, query.to);
  if (points.length * buckets > mostCells) {
    throw new CampusError(
      'input-invalid',
      `points × buckets: ${points.length * buckets} (at most ${mostCells})`,
    );
  }
  const { pointIds, fromMs, toMs, bucketMs } = planBuckets(context, query);
  return context.store.aggregate({ pointIds, fromMs, toMs, bucketMs });
}

function bucketsRoute(app: App, context: RouteContext, ask: Ask, losses: LossReader): void {
  app.get('/history', {
    config: { access: accessByPoints(context.campus, 'history.read') },
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
    handler: async ({ query }): Promise<TrendView[]> => {
      const views = await ask(() => aggregate(context, query));
      const gapsOf = losses();
      return Promise.all(
        views.map(async (view) => {
          const [first, last] = [view.buckets[0], view.buckets.at(-1)];
          if (!first || !last) return { ...view, gaps: [] };
          return { ...view, gaps: await gapsOf(view.pointId, first.fromMs, last.fromMs + view.bucketMs) };
        }),
      );
    },
  });
}

/** For one answer: what the gateway of a point has lost in the answer's span (ms UTC), asked once a gateway. */
export type LossReader = () => (pointId: string, fromMs: number, toMs: number) => Promise<Gap[]>;

function lossReader({ campus, operations: { books } }: RouteContext): LossReader {
  return () => {
    const asked = new Map<string, Promise<Gap[]>>();
    return (pointId, fromMs, toMs) => {
      const id = campus.devices.get(campus.points.get(pointId)?.deviceId ?? '')?.gatewayId ?? '';
      const known = asked.get(id) ?? books.gaps(id, fromMs, toMs);
      asked.set(id, known);
      return known;
    };
  };
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
