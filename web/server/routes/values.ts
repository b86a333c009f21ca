// Values: the latest, and history in buckets or sample by sample.
import {
  CampusError,
  historyViewSchema,
  status,
  type ValueView,
  valueViewSchema,
} from '@campus/campus-model';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { pointsOf } from '../point-lookup.ts';
import { errorAnswers, idList, limitUpTo, mostPointsAnswered, timeMs } from '../schemas.ts';
import type { LatestService } from '../services.ts';

const tags = ['values'];
/** A trend of more lines cannot be read, and each costs a scan. */
const mostHistoryPoints = 50;
/** Points × buckets of one answer: about 4 MB of JSON. */
const mostCells = 40_000;
/** The shortest bucket: no point is sampled faster for a trend. */
const shortestBucketMs = 1000;
const longestSpanMs = 10 * 366 * 86_400_000;
/** Queries in the store at once; more would only wait, and the store answers live screens too. */
const mostQueriesWaiting = 64;

export function valueRoutes(app: App, context: RouteContext): void {
  const ask = storeAsker(context);
  latestRoute(app, context);
  historyRoute(app, context, ask);
  samplesRoute(app, context, ask);
}

function valueView(latest: LatestService, pointId: string): ValueView {
  const known = latest.get(pointId);
  if (!known) return { pointId, value: null, text: null, timeMs: null, status: status.waitingForInitialData };
  const { value, text, timeMs: at, status: code } = known;
  return { pointId, value: numberOrNull(value), text, timeMs: numberOrNull(at), status: code };
}

/** JSON has no NaN: what is missing is null. */
function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function latestRoute(app: App, { campus, latest }: RouteContext): void {
  const querystring = z.object({ points: idList(mostPointsAnswered) });
  app.get('/values', {
    config: {
      access: {
        action: 'point.read',
        resources: (request) => pointsOf(campus, (request.query as z.infer<typeof querystring>).points),
      },
    },
    schema: {
      summary: 'Latest values',
      tags,
      querystring,
      response: { 200: z.array(valueViewSchema), ...errorAnswers },
    },
    handler: async (request) => request.query.points.map((id) => valueView(latest, id)),
  });
}

type Ask = <T>(query: () => Promise<T>) => Promise<T>;

/** Bounds the queries that wait, and turns any failure of the store into `store-unavailable`. */
function storeAsker({ log }: RouteContext): Ask {
  let waiting = 0;
  return async (query) => {
    if (waiting >= mostQueriesWaiting) throw new CampusError('too-many-requests', 'history is busy');
    waiting += 1;
    try {
      return await query();
    } catch (error) {
      if (error instanceof CampusError) throw error;
      log.error({ err: error }, 'history query failed');
      throw new CampusError('store-unavailable');
    } finally {
      waiting -= 1;
    }
  };
}

function checkSpan(from: number, to: number): void {
  if (from >= to) throw new CampusError('input-invalid', `from: ${from} (expected less than to, ${to})`);
  if (to - from > longestSpanMs)
    throw new CampusError('input-invalid', 'to: expected at most ten years after from');
}

function historyRoute(app: App, { campus, store }: RouteContext, ask: Ask): void {
  const querystring = z.object({
    points: idList(mostHistoryPoints),
    from: timeMs,
    to: timeMs,
    buckets: limitUpTo(2000, 300),
  });
  app.get('/history', {
    config: {
      access: {
        action: 'history.read',
        resources: (request) => pointsOf(campus, (request.query as z.infer<typeof querystring>).points),
      },
    },
    schema: {
      summary: 'History in buckets',
      description: `At most ${mostHistoryPoints} points and ${mostCells} points × buckets; buckets last a second or more.`,
      tags,
      querystring,
      response: { 200: z.array(historyViewSchema), ...errorAnswers },
    },
    // Tens of thousands of rows made by the store: judging each again would hold up live values.
    serializerCompiler: () => JSON.stringify,
    handler: async ({ query: { points, from, to, buckets } }) => {
      checkSpan(from, to);
      if (points.length * buckets > mostCells) {
        throw new CampusError(
          'input-invalid',
          `points × buckets: ${points.length * buckets} (at most ${mostCells})`,
        );
      }
      const bucketMs = Math.max(shortestBucketMs, Math.ceil((to - from) / buckets));
      return ask(() => store.aggregate({ pointIds: points, fromMs: from, toMs: to, bucketMs }));
    },
  });
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
