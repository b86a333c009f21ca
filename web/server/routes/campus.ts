// The campus: places, devices and points as the page shows them.
import { createHash } from 'node:crypto';
import {
  CampusError,
  campusViewSchema,
  type Point,
  pointViewSchema,
  quantityNames,
  spaceViewSchema,
} from '@campus/campus-model';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { type CampusIndex, campusView, pointView, spaceView } from '../campus-view.ts';
import { readable, signedIn } from '../gate.ts';
import { PointSearch } from '../point-search.ts';
import { errorAnswers, idList, mostPointsAnswered } from '../schemas.ts';

const tags = ['campus'];

export function campusRoutes(app: App, context: RouteContext): void {
  campusRoute(app, context);
  spaceRoute(app, context);
  pointListRoute(app, context);
  pointRoute(app, context);
}

/** The description does not change while the hub runs, but drawings do: written once for each state of both. */
function campusRoute(app: App, { index, operations }: RouteContext): void {
  let written: ReturnType<typeof writtenCampus> | null = null;
  const end = operations.plans.onChange(() => {
    written = null;
  });
  app.addHook('onClose', async () => end());
  app.get('/campus', {
    config: { access: { action: 'campus.read' } },
    schema: {
      summary: 'Site, buildings, floors and spaces',
      tags,
      response: { 200: campusViewSchema, 304: z.null().describe('unchanged'), ...errorAnswers },
    },
    handler: async (request, reply) => {
      written ??= writtenCampus(index);
      const { body, etag } = written;
      void reply.header('etag', etag).header('cache-control', 'private, no-cache');
      if (isSameVersion(request.headers['if-none-match'], etag)) return reply.code(304).send(null);
      return reply.type('application/json; charset=utf-8').send(body as never);
    },
  });
}

/** Told apart by its hash. */
function writtenCampus(index: CampusIndex): { body: string; etag: string } {
  const body = JSON.stringify(campusViewSchema.parse(campusView(index)));
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return { body, etag: `"${hash}"` };
}

/** A proxy or compressor may have made the tag weak; the bytes meant are the same. */
function isSameVersion(asked: string | undefined, etag: string): boolean {
  return asked?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag) ?? false;
}

function spaceRoute(app: App, { index }: RouteContext): void {
  app.get('/spaces/:id', {
    config: { access: { action: 'campus.read' } },
    schema: {
      summary: 'A space with its devices and points',
      tags,
      params: z.object({ id: z.string().max(64) }),
      response: { 200: spaceViewSchema, ...errorAnswers },
    },
    handler: async (request) => {
      const view = spaceView(index, request.params.id, request.identity);
      if (!view) throw new CampusError('not-found', `space "${request.params.id}"`);
      return view;
    },
  });
}

function pointListRoute(app: App, { campus, search: everything }: RouteContext): void {
  const search = new PointSearch(campus, everything);
  app.get('/points', {
    config: { access: { action: 'point.read', isJudgedByItem: true } },
    schema: {
      summary: 'Points by space, place, device, quantity, ids or words',
      description: `At most ${mostPointsAnswered}; the header X-Total-Count says how many match.`,
      tags,
      querystring: z.object({
        space: z.string().max(64).optional(),
        place: z.string().max(64).optional().describe('a building or a floor'),
        device: z.string().max(64).optional(),
        quantity: z.enum(quantityNames).optional(),
        text: z.string().max(100).optional(),
        ids: idList(mostPointsAnswered).optional(),
      }),
      response: { 200: z.array(pointViewSchema), ...errorAnswers },
    },
    handler: async (request, reply) => {
      const { place } = request.query;
      const isThere = ({ spaceId }: Point) => {
        const space = campus.spaces.get(spaceId);
        return place === undefined || space?.buildingId === place || space?.floorId === place;
      };
      const matching = search.find(request.query).filter(isThere);
      const found = readable(signedIn(request), 'point.read', matching, (point) => point);
      void reply.header('x-total-count', found.length);
      return found.slice(0, mostPointsAnswered).map((point) => pointView(point, request.identity));
    },
  });
}

function pointRoute(app: App, { campus }: RouteContext): void {
  const params = z.object({ device: z.string().max(64), point: z.string().max(64) });
  const find = ({ device, point }: z.infer<typeof params>) => {
    const found = campus.points.get(`${device}/${point}`);
    if (!found) throw new CampusError('not-found', `point "${device}/${point}"`);
    return found;
  };
  app.get('/points/:device/:point', {
    config: {
      access: {
        action: 'point.read',
        resources: (request) => [find(request.params as z.infer<typeof params>)],
      },
    },
    schema: { summary: 'One point', tags, params, response: { 200: pointViewSchema, ...errorAnswers } },
    handler: async (request) => pointView(find(request.params), request.identity),
  });
}
