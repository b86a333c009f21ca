// Commands: asking for one, and what became of it.
import {
  type Campus,
  CampusError,
  type Command,
  commandRequestSchema,
  commandSchema,
  type Resource,
  standingSchema,
} from '@campus/campus-model';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { readable, signedIn } from '../gate.ts';
import { accessByPoints, pointsOf } from '../point-lookup.ts';
import { errorAnswers, idList, limitUpTo, mostPointsAnswered } from '../schemas.ts';
import type { CommandService } from '../services.ts';

const tags = ['commands'];

/** A command about a point that the campus no longer has belongs to no system and no space. */
export function commandResource(campus: Campus, { pointId }: Command): Resource {
  const point = campus.points.get(pointId);
  return point ? { system: point.system, spaceId: point.spaceId } : {};
}

export function commandRoutes(app: App, { campus, operations: { commands } }: RouteContext): void {
  requestRoute(app, campus, commands);
  app.get('/commands', {
    config: { access: { action: 'command.read', isJudgedByItem: true } },
    schema: {
      summary: 'Commands, newest first',
      tags,
      querystring: z.object({ point: z.string().max(140).optional(), limit: limitUpTo(500, 100) }),
      response: { 200: z.array(commandSchema), ...errorAnswers },
    },
    handler: async (request) => {
      const { point, limit } = request.query;
      const known = await commands.list({ ...(point === undefined ? {} : { pointId: point }), limit });
      return readable(signedIn(request), 'command.read', known, (command) =>
        commandResource(campus, command),
      );
    },
  });
  standingRoute(app, campus, commands);
  commandRoute(app, campus, commands);
}

function standingRoute(app: App, campus: Campus, commands: CommandService): void {
  app.get('/commands/standing', {
    config: { access: accessByPoints(campus, 'command.read') },
    schema: {
      summary: 'Who holds points',
      description:
        'The orders that stand on each point, the most urgent first: that one holds it. Fire, safety, person, schedule, comfort.',
      tags,
      querystring: z.object({ points: idList(mostPointsAnswered) }),
      response: { 200: z.array(standingSchema), ...errorAnswers },
    },
    handler: async (request) => commands.standingOn(request.query.points),
  });
}

function requestRoute(app: App, campus: Campus, commands: CommandService): void {
  app.post('/commands', {
    config: {
      access: {
        action: 'point.command',
        resources: (request) =>
          pointsOf(campus, [(request.body as z.infer<typeof commandRequestSchema>).pointId]),
      },
    },
    schema: {
      summary: 'Order a change of a point',
      description:
        'Answered when it is requested; it is done when it is confirmed by readback. The order stands until it is released ' +
        '(`release: true`) or `holdMs` is over; then the next one beneath it is written.',
      tags,
      body: commandRequestSchema,
      response: { 202: commandSchema, ...errorAnswers },
    },
    handler: async (request, reply) => {
      const { pointId, value = null, holdMs } = request.body;
      const held = holdMs === undefined ? {} : { holdMs };
      const command = await commands.request({ pointId, value, ...held, identity: signedIn(request) });
      return reply.code(202).send(command);
    },
  });
}

function commandRoute(app: App, campus: Campus, commands: CommandService): void {
  const params = z.object({ id: z.string().max(64) });
  const find = async ({ id }: z.infer<typeof params>) => {
    const command = await commands.get(id);
    if (!command) throw new CampusError('not-found', `command "${id}"`);
    return command;
  };
  app.get('/commands/:id', {
    config: {
      access: {
        action: 'command.read',
        resources: async (request) => [
          commandResource(campus, await find(request.params as z.infer<typeof params>)),
        ],
      },
    },
    schema: { summary: 'One command', tags, params, response: { 200: commandSchema, ...errorAnswers } },
    handler: async (request) => find(request.params),
  });
}
