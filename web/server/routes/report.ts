// The acceptance report: as a page that prints, and its evidence as a file with the checksum that the page carries.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { AcceptanceReport, Identity } from '@campus/campus-model';
import {
  CampusPlaces,
  checksumOf,
  makeReport,
  reportFile,
  reportLanguages,
  reportPage,
  reportScript,
  reportStyle,
} from '@campus/operations';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { signedIn } from '../gate.ts';
import { errorAnswers, timeMs } from '../schemas.ts';

const tags = ['commissioning'];
const config = { access: { action: 'commission' } } as const;

const scope = z.object({
  building: z.string().max(64).optional(),
  gateway: z.string().max(64).optional(),
  at: timeMs.optional().describe('verdicts of this time; those of now where it is left out'),
});
type Scope = z.infer<typeof scope>;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page carries its own style and one line of script: those and nothing else. */
const policy = [
  "default-src 'none'",
  `style-src ${hashOf(reportStyle)}`,
  `script-src ${hashOf(reportScript)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const pageAnswer = { description: 'HTML in UTF-8', content: { 'text/html': { schema: z.string() } } };
const fileAnswer = {
  description: 'JSON as RFC 8785 writes it, so that its SHA-256 is the checksum of the report',
  content: { 'application/json': { schema: z.string() } },
};

export function reportRoutes(app: App, context: RouteContext): void {
  pageRoute(app, context);
  fileRoute(app, context);
}

function reportOf({ campus, operations, clock, software }: RouteContext) {
  const { acceptances } = operations;
  return ({ building, gateway, at }: Scope): Promise<AcceptanceReport> =>
    makeReport(
      { places: new CampusPlaces(campus), acceptances, software },
      { building, gateway, atMs: at ?? clock.now() },
    );
}

function pageRoute(app: App, context: RouteContext): void {
  const make = reportOf(context);
  const { campus, operations } = context;
  app.get('/commissioning/report', {
    config,
    schema: {
      summary: 'The acceptance report as a page that prints; the audit keeps its checksum',
      tags,
      querystring: scope.extend({ lang: z.enum(reportLanguages).default('both') }),
      response: { 200: pageAnswer, ...errorAnswers },
    },
    handler: async (request, reply) => {
      const identity = signedIn(request);
      const report = await make(request.query);
      const checksum = await checksumOf(report);
      const { lang: language } = request.query;
      await operations.audit.write(entryOf(report, checksum, identity));
      const page = reportPage(report, {
        language,
        checksum,
        madeBy: identity.name,
        timeZone: campus.site.timeZone,
        fileAddress: fileAddress(report),
      });
      void reply.header('content-security-policy', policy);
      return sendInTurns(reply.type('text/html; charset=utf-8'), page);
    },
  });
}

function entryOf({ scope, summary, isComplete }: AcceptanceReport, checksum: string, { account }: Identity) {
  const state = isComplete ? 'complete' : `${summary.open} of ${summary.points} points open`;
  return { account, action: 'commission-report', subject: scope.id, detail: `${state}; sha256 ${checksum}` };
}

/** Of the same time, so that it is the evidence of this very page. */
function fileAddress({ scope: { kind, id }, at }: AcceptanceReport): string {
  const query = new URLSearchParams({ ...(kind === 'site' ? {} : { [kind]: id }), at: String(at) });
  return `/api/v1/commissioning/report.json?${query}`;
}

function fileRoute(app: App, context: RouteContext): void {
  const make = reportOf(context);
  app.get('/commissioning/report.json', {
    config,
    schema: {
      summary: 'The evidence of an acceptance report as a file: its sha256sum is the checksum on the page',
      tags,
      querystring: scope,
      response: { 200: fileAnswer, ...errorAnswers },
    },
    handler: async (request, reply) => {
      const report = await make(request.query);
      const day = new Date(report.at).toISOString().slice(0, 10);
      const name = `acceptance-${report.scope.id}-${day}.json`;
      void reply.header('content-disposition', `attachment; filename="${name}"`);
      return sendInTurns(reply.type('application/json; charset=utf-8'), reportFile(report));
    },
  });
}

/** Each part is made when the connection can take it; live values have their turn in between. */
function sendInTurns(reply: FastifyReply, parts: Iterable<string>): FastifyReply {
  async function* turns(): AsyncGenerator<string> {
    for (const part of parts) {
      yield part;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return reply.send(Readable.from(turns(), { objectMode: false }));
}
