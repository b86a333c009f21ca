// The latest values.
import { status, type ValueView, valueViewSchema } from '@campus/campus-model';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { pointsOf } from '../point-lookup.ts';
import { errorAnswers, idList, mostPointsAnswered } from '../schemas.ts';
import type { LatestService } from '../services.ts';

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

export function valueRoutes(app: App, { campus, latest }: RouteContext): void {
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
      tags: ['values'],
      querystring,
      response: { 200: z.array(valueViewSchema), ...errorAnswers },
    },
    handler: async (request) => request.query.points.map((id) => valueView(latest, id)),
  });
}
