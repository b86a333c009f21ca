// Commissioning: how far devices are, points with their judgement, verdicts, trials of outputs, replaced devices.
import {
  actViewSchema,
  CampusError,
  commissioningDeviceSchema,
  commissioningOverviewSchema,
  commissioningScopeSchema,
  describedAtSchema,
  replacementRequestSchema,
  replacementSchema,
  trialRequestSchema,
  trialViewSchema,
  verdictRequestSchema,
} from '@campus/campus-model';
import type { Commissioning } from '@campus/operations';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { signedIn } from '../gate.ts';
import { errorAnswers } from '../schemas.ts';
import { reportRoutes } from './report.ts';

const tags = ['commissioning'];
const config = { access: { action: 'commission' } } as const;

export function commissioningRoutes(app: App, context: RouteContext): void {
  const { commissioning } = context;
  readRoutes(app, commissioning);
  verdictRoutes(app, commissioning);
  trialRoutes(app, commissioning);
  replacementRoute(app, commissioning);
  describedRoute(app, context);
  reportRoutes(app, context);
}

function readRoutes(app: App, commissioning: Commissioning): void {
  app.get('/commissioning', {
    config,
    schema: {
      summary: 'Gateways, endpoints and devices with how far each is',
      tags,
      response: { 200: commissioningOverviewSchema, ...errorAnswers },
    },
    // of that form already: with thousands of devices, what the schema would do again costs more than all else here
    serializerCompiler: () => (view) => JSON.stringify(view),
    handler: async (request) => commissioning.overview(signedIn(request)),
  });
  app.get('/commissioning/devices', {
    config,
    schema: {
      summary: 'Devices of a device, space, endpoint or gateway, each point with its judgement and verdict',
      tags,
      querystring: commissioningScopeSchema,
      response: { 200: z.array(commissioningDeviceSchema), ...errorAnswers },
    },
    serializerCompiler: () => (devices) => JSON.stringify(devices),
    handler: async (request) => commissioning.devices(request.query, signedIn(request)),
  });
}

function verdictRoutes(app: App, commissioning: Commissioning): void {
  app.post('/commissioning/verdicts', {
    config,
    schema: {
      summary: 'Decide points: accepted, not accepted with a note, not applicable, or open again',
      description: 'The evidence is what the hub sees at this moment.',
      tags,
      body: verdictRequestSchema,
      response: { 201: actViewSchema, ...errorAnswers },
    },
    handler: async (request, reply) =>
      reply.code(201).send(await commissioning.decide(signedIn(request), request.body)),
  });
  app.post('/commissioning/accept-plausible', {
    config,
    schema: {
      summary: 'Accept every open point of a device, space, endpoint or gateway that is plausible now',
      tags,
      body: commissioningScopeSchema,
      response: { 201: actViewSchema, ...errorAnswers },
    },
    handler: async (request, reply) =>
      reply.code(201).send(await commissioning.acceptPlausible(signedIn(request), request.body)),
  });
  app.post('/commissioning/acts/:act/revoke', {
    config,
    schema: {
      summary: 'Take an act back: what stood before it stands again',
      tags,
      params: z.object({ act: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
      response: { 200: actViewSchema, ...errorAnswers },
    },
    handler: async (request) => commissioning.revoke(signedIn(request), request.params.act),
  });
}

function trialRoutes(app: App, commissioning: Commissioning): void {
  app.post('/commissioning/trials', {
    config,
    schema: {
      summary: 'Operate an output and look which points move',
      description:
        'The order goes the way of every command, with its rights; fire equipment is never commanded.',
      tags,
      body: trialRequestSchema,
      response: { 202: trialViewSchema, ...errorAnswers },
    },
    handler: async (request, reply) =>
      reply.code(202).send(await commissioning.startTrial(signedIn(request), request.body)),
  });
  app.get('/commissioning/trials/:id', {
    config,
    schema: {
      summary: 'What moved in a trial, so far',
      tags,
      params: z.object({ id: z.string().max(64) }),
      response: { 200: trialViewSchema, ...errorAnswers },
    },
    handler: async (request) => commissioning.trial(request.params.id),
  });
}

function describedRoute(app: App, { campus, describedAt }: RouteContext): void {
  app.get('/commissioning/devices/:id/described', {
    config,
    schema: {
      summary: 'Where the campus file says which address a device has',
      tags,
      params: z.object({ id: z.string().max(64) }),
      response: { 200: describedAtSchema.nullable(), ...errorAnswers },
    },
    handler: async (request) => {
      const { id } = request.params;
      if (!campus.devices.has(id)) throw new CampusError('not-found', `device "${id}"`);
      return describedAt(id);
    },
  });
}

function replacementRoute(app: App, commissioning: Commissioning): void {
  app.post('/commissioning/devices/:id/replacements', {
    config,
    schema: {
      summary: 'Note that a device was replaced by another; its points are open again, its history goes on',
      tags,
      params: z.object({ id: z.string().max(64) }),
      body: replacementRequestSchema,
      response: { 201: replacementSchema, ...errorAnswers },
    },
    handler: async (request, reply) =>
      reply.code(201).send(await commissioning.replace(signedIn(request), request.params.id, request.body)),
  });
}
