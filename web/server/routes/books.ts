// The data books: what each gateway took, and what became of it.
import { type BooksView, booksViewSchema, CampusError, dayOf, type Language } from '@campus/campus-model';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { csvAnswer, csvLine, fileLanguage, headings, sendCsv } from '../csv.ts';
import { errorAnswers } from '../schemas.ts';

const tags = ['storage'];
const dayMs = 86_400_000;
/** As far back as the books go. */
const mostDays = 400;
const usualDays = 7;

const day = z.iso.date().optional();
const booksQuery = z.object({
  from: day.describe(`first day (YYYY-MM-DD); ${usualDays} days up to \`to\` if left out`),
  to: day.describe('last day; today if left out'),
});

export function bookRoutes(app: App, context: RouteContext): void {
  const { books } = context.operations;
  app.get('/books', {
    config: { access: { action: 'books.read' } },
    schema: {
      summary: 'Data books: samples by gateway and day, as the agent and the hub count them',
      description: `Days of the site, at most ${mostDays}, newest first, 10,000 rows at most. Where \`missing\` and every \`difference\` is 0, the books balance.`,
      tags,
      querystring: booksQuery,
      response: { 200: booksViewSchema, ...errorAnswers },
    },
    serializerCompiler: () => JSON.stringify,
    handler: async ({ query }) => books.view(...daysOf(context, query)),
  });
  app.get('/books.csv', {
    config: { access: { action: 'books.read' } },
    schema: {
      summary: 'Data books as a CSV file',
      tags,
      querystring: booksQuery.extend({ lang: fileLanguage }),
      response: { 200: csvAnswer, ...errorAnswers },
    },
    handler: async ({ query }, reply) => {
      const view = await books.view(...daysOf(context, query));
      return sendCsv(reply, 'data-books.csv', bookLines(context, view, query.lang));
    },
  });
}

function daysOf({ campus, clock }: RouteContext, query: z.infer<typeof booksQuery>): [string, string] {
  const to = query.to ?? dayOf(clock.now(), campus.site.timeZone);
  const from = query.from ?? dayBefore(to, usualDays - 1);
  if (from > to) throw new CampusError('input-invalid', `from: ${from} (expected no later than to, ${to})`);
  if (from <= dayBefore(to, mostDays)) {
    throw new CampusError(
      'input-invalid',
      `from: ${from} (expected less than ${mostDays} days before ${to})`,
    );
  }
  return [from, to];
}

function dayBefore(to: string, days: number): string {
  return new Date(Date.parse(to) - days * dayMs).toISOString().slice(0, 10);
}

const columns = {
  day: { zh: '日期', en: 'Day' },
  gateway: { zh: '网关', en: 'Gateway' },
  name: { zh: '名称', en: 'Name' },
  taken: { zh: '采集', en: 'Taken' },
  acknowledged: { zh: '已确认', en: 'Acknowledged' },
  stored: { zh: '已入库', en: 'Stored' },
  refused: { zh: '拒收', en: 'Refused' },
  waiting: { zh: '等待', en: 'Waiting' },
  full: { zh: '丢失：发件箱已满', en: 'Lost: outbox full' },
  damaged: { zh: '丢失：数据段损坏', en: 'Lost: segment damaged' },
  failed: { zh: '丢失：磁盘故障', en: 'Lost: disk failed' },
  missing: { zh: '缺失', en: 'Missing' },
} as const;

function* bookLines({ campus }: RouteContext, { days }: BooksView, language: Language): Iterable<string> {
  yield csvLine(headings(columns, language));
  for (const row of days) {
    yield csvLine([
      row.day,
      row.gatewayId,
      campus.gateways.get(row.gatewayId)?.name[language] ?? '',
      row.taken,
      row.acknowledged,
      row.stored,
      row.refused,
      row.waiting,
      row.lost['outbox-full'] ?? 0,
      row.lost['segment-damaged'] ?? 0,
      row.lost['disk-failed'] ?? 0,
      row.missing,
    ]);
  }
}
