// The system itself: gateways, rules, and the record of who did what.
import { auditEntrySchema, gatewayStatusSchema, ruleViewSchema } from '@campus/campus-model';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { errorAnswers, limitUpTo } from '../schemas.ts';

const tags = ['system'];

export function systemRoutes(app: App, { ingest, rules, operations }: RouteContext): void {
  app.get('/gateways', {
    config: { access: { action: 'gateway.read' } },
    schema: { summary: 'Gateways', tags, response: { 200: z.array(gatewayStatusSchema), ...errorAnswers } },
    handler: async () => ingest.gateways(),
  });
  app.get('/rules', {
    config: { access: { action: 'rule.read' } },
    schema: { summary: 'Rules in force', tags, response: { 200: z.array(ruleViewSchema), ...errorAnswers } },
    handler: async () => [...rules],
  });
  app.get('/audit', {
    config: { access: { action: 'audit.read' } },
    schema: {
      summary: 'Who did what, newest first',
      tags,
      querystring: z.object({
        limit: limitUpTo(1000, 200),
        before: z.coerce.number().int().min(0).optional().describe('only entries with a smaller id'),
      }),
      response: { 200: z.array(auditEntrySchema), ...errorAnswers },
    },
    handler: async ({ query: { limit, before } }) =>
      operations.audit.list({ limit, ...(before === undefined ? {} : { before }) }),
  });
}
