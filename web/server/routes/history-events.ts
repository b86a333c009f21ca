// What happened around points in a span: alarms and commands of their rooms, for the lanes below a trend.
import {
  type Campus,
  type HistoryEvents,
  historyEventsSchema,
  mostHistoryEvents as most,
} from '@campus/campus-model';
import type { App, RouteContext } from '../app.ts';
import { readable, signedIn } from '../gate.ts';
import { checkSpan, spanQuery } from '../history-plan.ts';
import { accessByPoints, pointsOf } from '../point-lookup.ts';
import { errorAnswers } from '../schemas.ts';
import { alarmResource } from './alarms.ts';
import { commandResource } from './commands.ts';

export function eventsRoute(app: App, { campus, operations: { alarms, commands } }: RouteContext): void {
  app.get('/history/events', {
    config: { access: accessByPoints(campus, 'history.read') },
    schema: {
      summary: 'Alarms and commands around points',
      description:
        'Alarms that stood in the span in the spaces of the points or about the points, and commands to points of these ' +
        `spaces; of each the newest ${most} that the person may see.`,
      tags: ['values'],
      querystring: spanQuery,
      response: { 200: historyEventsSchema, ...errorAnswers },
    },
    handler: async (request): Promise<HistoryEvents> => {
      const { points: pointIds, from: fromMs, to: toMs } = request.query;
      checkSpan(fromMs, toMs);
      const identity = signedIn(request);
      const spaceIds = spacesOf(campus, pointIds);
      const span = { fromMs, toMs, limit: most + 1 };
      const [raised, asked] = await Promise.all([
        alarms.around({ ...span, spaceIds, pointIds }),
        commands.around({ ...span, pointIds: commandedIn(campus, spaceIds) }),
      ]);
      return {
        alarms: readable(identity, 'alarm.read', raised.slice(0, most), alarmResource),
        commands: readable(identity, 'command.read', asked.slice(0, most), (command) =>
          commandResource(campus, command),
        ),
        isCut: raised.length > most || asked.length > most,
      };
    },
  });
}

function spacesOf(campus: Campus, pointIds: readonly string[]): string[] {
  return [...new Set(pointsOf(campus, pointIds).map(({ spaceId }) => spaceId))];
}

/** Points of the spaces that take commands. */
function commandedIn(campus: Campus, spaceIds: readonly string[]): string[] {
  const wanted = new Set(spaceIds);
  return [...campus.points.values()]
    .filter(({ spaceId, write }) => write && wanted.has(spaceId))
    .map(({ pointId }) => pointId);
}
