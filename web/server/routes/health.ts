// For those who watch over the system: is it up, and its figures.
import { z } from 'zod';
import type { App } from '../app.ts';
import type { WebMetrics } from '../metrics.ts';
import { errorAnswers } from '../schemas.ts';

const tags = ['health'];

export function healthRoutes(app: App, metrics: WebMetrics): void {
  app.get('/healthz', {
    config: { access: 'public', rateLimit: false },
    schema: {
      summary: 'Whether the server answers',
      tags,
      response: { 200: z.object({ status: z.literal('ok') }), ...errorAnswers },
    },
    handler: async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  });
  app.get('/metrics', {
    config: { access: { action: 'metrics.read', isOpenToLoopback: true }, rateLimit: false },
    schema: {
      summary: 'Figures for Prometheus; for this machine and administrators',
      tags,
      response: {
        200: { description: 'Prometheus text format', content: { 'text/plain': { schema: z.string() } } },
        ...errorAnswers,
      },
    },
    handler: async (_request, reply) => {
      const { type, text } = await metrics.write();
      return reply.type(type).send(text);
    },
  });
}
