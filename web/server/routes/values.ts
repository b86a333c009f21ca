// The latest values.
import { type ValueView, valueViewSchema } from '@campus/campus-model';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { pointsOf } from '../point-lookup.ts';
import { errorAnswers, idList, mostPointsAnswered } from '../schemas.ts';
import type { LatestService } from '../services.ts';

function valueViews(latest: LatestService, pointIds: readonly string[]): ValueView[] {
  const { atMs, values, agesMs, statuses, texts } = latest.columns(pointIds.map((id) => latest.indexOf(id)));
  return pointIds.map((pointId, place) => ({
    pointId,
    value: numberOrNull(values[place]!),
    text: texts?.get(place) ?? null,
    timeMs: numberOrNull(atMs - agesMs[place]!),
    status: statuses[place]!,
  }));
}

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
    // of that form already: what the schema would do again costs more than all else here
    serializerCompiler: () => (views) => JSON.stringify(views),
    handler: async (request) => valueViews(latest, request.query.points),
  });
}
