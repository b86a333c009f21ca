// Alarms: the list, each judged by itself, and acknowledging one.
import {
  type Alarm,
  acknowledgeRequestSchema,
  alarmSchema,
  CampusError,
  type Resource,
} from '@campus/campus-model';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { readable, signedIn } from '../gate.ts';
import { errorAnswers, limitUpTo } from '../schemas.ts';
import type { AlarmService } from '../services.ts';

const tags = ['alarms'];
const mostAlarms = 1000;

export function alarmResource({ system, spaceId }: Alarm): Resource {
  return { system, spaceId };
}

export function alarmRoutes(app: App, { operations: { alarms } }: RouteContext): void {
  app.get('/alarms', {
    config: { access: { action: 'alarm.read', isJudgedByItem: true } },
    schema: {
      summary: 'Alarms, newest first',
      tags,
      querystring: z.object({
        state: z.enum(['open', 'all']).default('open'),
        limit: limitUpTo(mostAlarms, 200),
      }),
      response: { 200: z.array(alarmSchema), ...errorAnswers },
    },
    handler: async (request) => {
      const { state, limit } = request.query;
      const known = await alarms.list({ state, limit: mostAlarms });
      return readable(signedIn(request), 'alarm.read', known, alarmResource).slice(0, limit);
    },
  });
  acknowledgeRoute(app, alarms);
}

function acknowledgeRoute(app: App, alarms: AlarmService): void {
  const params = z.object({ id: z.string().max(300) });
  app.post('/alarms/:id/acknowledge', {
    config: {
      access: {
        action: 'alarm.acknowledge',
        resources: async (request) => [
          await findAlarm(alarms, (request.params as z.infer<typeof params>).id),
        ],
      },
    },
    schema: {
      summary: 'Acknowledge an alarm',
      tags,
      params,
      body: acknowledgeRequestSchema.nullish(),
      response: { 200: alarmSchema, ...errorAnswers },
    },
    handler: async (request) =>
      alarms.acknowledge(request.params.id, signedIn(request), request.body?.comment),
  });
}

async function findAlarm(alarms: AlarmService, id: string): Promise<Resource> {
  const alarm = await alarms.get(id);
  if (!alarm) throw new CampusError('not-found', `alarm "${id}"`);
  return alarmResource(alarm);
}
