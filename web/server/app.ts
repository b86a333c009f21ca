// The type of our Fastify instance, and what every route module is given.
import type { Commissioning } from '@campus/operations';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { CampusIndex } from './campus-view.ts';
import type { LivingSearch } from './search/living-search.ts';
import type { WebServerOptions } from './services.ts';

export type App = FastifyInstance<
  RawServerDefault,
  FastifyRequest['raw'],
  import('node:http').ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export interface WebContext extends WebServerOptions {
  readonly index: CampusIndex;
}

export interface RouteContext extends WebContext {
  readonly search: LivingSearch;
  readonly commissioning: Commissioning;
}
