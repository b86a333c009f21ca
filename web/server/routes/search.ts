// The one search box: everything the campus knows by words in Chinese, English or pinyin, each thing judged by itself.
import { longestSearch, searchAnswerSchema, searchKinds } from '@campus/campus-model';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { signedIn } from '../gate.ts';
import { errorAnswers, limitUpTo } from '../schemas.ts';

/** Older ones are found on the page of alarms. */
const recentAlarms = 200;
const mostOfAKind = 50;
const usualOfAKind = 5;

export function searchRoutes(app: App, { search, operations: { alarms } }: RouteContext): void {
  app.get('/search', {
    config: { access: { action: 'campus.read', isJudgedByItem: true } },
    schema: {
      summary: 'Search places, equipment, points, people, alarms and commands',
      description:
        'Words in Chinese, English or pinyin (whole or initials). The best of each kind; `totals` says how many match.',
      tags: ['campus'],
      querystring: z.object({
        q: z.string().trim().min(1).max(longestSearch),
        kind: z.enum(searchKinds).optional(),
        limit: limitUpTo(mostOfAKind, usualOfAKind),
      }),
      response: { 200: searchAnswerSchema, ...errorAnswers },
    },
    handler: async (request) => {
      const { q: query, kind, limit } = request.query;
      const isAboutAlarms = kind === undefined || kind === 'alarm';
      const known = isAboutAlarms ? await alarms.list({ state: 'all', limit: recentAlarms }) : [];
      const recent = new Map([...alarms.open(), ...known].map((alarm) => [alarm.id, alarm]));
      return search.find({ query, kind, limit, identity: signedIn(request), alarms: [...recent.values()] });
    },
  });
}
