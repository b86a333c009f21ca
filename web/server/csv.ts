// Tables as CSV files that Excel opens as they are: UTF-8 with its mark, so that Chinese is read as Chinese.
import { Readable } from 'node:stream';
import type { Language } from '@campus/campus-model';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';

type Cell = string | number | null;

const byteOrderMark = '\uFEFF';

export const fileLanguage = z.enum(['zh', 'en']).default('zh').describe('of the headings');

export const csvAnswer = {
  description: 'CSV (RFC 4180) in UTF-8 with a byte-order mark',
  content: { 'text/csv': { schema: z.string() } },
};

/** Words that a spreadsheet would run as a formula get an apostrophe before them. */
function written(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(written).join(',')}\r\n`;
}

/** Each part of `lines` is made when the connection can take it; live values have their turn in between. */
export function sendCsv(
  reply: FastifyReply,
  name: string,
  lines: Iterable<string> | AsyncIterable<string>,
): FastifyReply {
  async function* parts(): AsyncGenerator<string> {
    yield byteOrderMark;
    for await (const part of lines) {
      yield part;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(Readable.from(parts(), { objectMode: false }));
}

/** Headings: the column's word in the language that was asked for. */
export function headings<T extends string>(
  columns: Readonly<Record<T, Readonly<Record<Language, string>>>>,
  language: Language,
): string[] {
  return Object.values<Readonly<Record<Language, string>>>(columns).map((words) => words[language]);
}
