// Puts the HTTP side together: hardening, headers, the gate, routes, documents and the panel's files.

import { CampusError } from '@campus/campus-model';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';
import { addApiDocument, addApiPages } from './api-docs.ts';
import type { App, RouteContext, WebContext } from './app.ts';
import { indexCampus } from './campus-view.ts';
import { startCommissioning } from './commissioning.ts';
import { answerBrokenRequest, answerError, validateInput } from './error-view.ts';
import { addGate, type DeclaredRoute } from './gate.ts';
import { createMetrics } from './metrics.ts';
import { addPanel } from './panel-files.ts';
import { alarmRoutes } from './routes/alarms.ts';
import { boardRoutes } from './routes/boards.ts';
import { bookRoutes } from './routes/books.ts';
import { campusRoutes } from './routes/campus.ts';
import { commandRoutes } from './routes/commands.ts';
import { commissioningRoutes } from './routes/commissioning.ts';
import { healthRoutes } from './routes/health.ts';
import { historyRoutes } from './routes/history.ts';
import { cameraRoute, pictureRoute } from './routes/picture.ts';
import { planRoutes } from './routes/plan.ts';
import { drawingRoutes } from './routes/plans.ts';
import { searchRoutes } from './routes/search.ts';
import { sessionRoutes } from './routes/session.ts';
import { storageRoutes } from './routes/storage.ts';
import { systemRoutes } from './routes/system.ts';
import { valueRoutes } from './routes/values.ts';
import { refuseForgery } from './same-origin.ts';
import { LivingSearch } from './search/living-search.ts';
import { helmetOptions } from './security-headers.ts';

/** No request of ours is near it; a larger one is cut off before it is read. */
const mostBodyBytes = 256 * 1024;
/** A list of 500 point ids in a query fits. */
const mostHeaderBytes = 64 * 1024;
/** Pages, live streams and programs of a whole campus. */
const mostConnections = 2000;
/** A request's head must be there within this, and what is late is looked for this often (Node's own pace is 30 s). */
const headTimeoutMs = 10_000;
const lateCheckMs = 2_000;
/** Per address and minute: one page needs some dozens; a room behind one address still fits. */
const requestLimit = { max: 3000, timeWindow: 60_000, cache: 10_000 };

export interface WebApp {
  readonly app: App;
  readonly routes: readonly DeclaredRoute[];
  /** Campus or rules have changed in their places: what was gathered of them is gathered anew. */
  campusChanged(): void;
}

/** The HTTP server, ready to listen or to be asked in a test. `liveClients` counts the pages on the live stream. */
export async function createWebApp(given: WebContext, liveClients: () => number): Promise<WebApp> {
  const { plans } = given.operations;
  const index = { ...given.index, drawingOf: plans.current.bind(plans) };
  const commissioning = startCommissioning(given, index);
  const context = {
    ...given,
    index,
    commissioning: commissioning.commissioning,
    search: new LivingSearch(given),
  };
  const app = createFastify(context);
  app.addHook('onClose', async () => {
    commissioning.close();
    await context.search.close();
  });
  hardenParsing(app);
  await app.register(cookie);
  await app.register(helmet, helmetOptions);
  await app.register(compress, { encodings: ['gzip'], threshold: 1024 });
  await app.register(rateLimit, {
    ...requestLimit,
    errorResponseBuilder: (_request, { after }) => new CampusError('too-many-requests', `again in ${after}`),
  });
  await addApiDocument(app);
  app.addHook('onRequest', refuseForgery);
  const routes = addGate(app, context.operations.accounts);
  addRoutes(app, context, liveClients);
  await addApiPages(app);
  await addPanel(app, context.panelFolder);
  await app.ready();
  const campusChanged = (): void => {
    Object.assign(index, indexCampus(given.campus, given.models, index.drawingOf));
    context.search.renew();
    commissioning.campusChanged();
  };
  return { app, routes, campusChanged };
}

function createFastify({ log, trustProxy }: WebContext): App {
  const app = Fastify({
    loggerInstance: log.child({ part: 'web' }),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustProxy ?? false,
    bodyLimit: mostBodyBytes,
    requestTimeout: 15_000,
    keepAliveTimeout: 20_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
    http: {
      headersTimeout: headTimeoutMs,
      connectionsCheckingInterval: lateCheckMs,
      maxHeaderSize: mostHeaderBytes,
    },
    frameworkErrors: answerError,
    clientErrorHandler: answerBrokenRequest,
  }) as unknown as App;
  app.server.maxConnections = mostConnections;
  app.setValidatorCompiler(validateInput);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  return app;
}

/** JSON alone is understood, an empty body is no body, and what is too large is cut off unread. */
function hardenParsing(app: App): void {
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else parseJson(request, body as string, done);
  });
  app.addHook('onRequest', refuseLargeBody);
  app.addHook('onSend', closeUnread);
}

async function refuseLargeBody(request: FastifyRequest): Promise<void> {
  if (Number(request.headers['content-length'] ?? 0) > mostBodyBytes) throw new CampusError('body-too-large');
}

/** Answered before the body was read: the rest of it is not waited for. */
async function closeUnread({ raw }: FastifyRequest, reply: FastifyReply): Promise<void> {
  const hasBody =
    raw.headers['transfer-encoding'] !== undefined || Number(raw.headers['content-length'] ?? 0) > 0;
  if (hasBody && !raw.complete) void reply.header('connection', 'close');
}

/** What a person may see is kept by no cache, unless the route says otherwise. */
async function keepFromCaches(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
}

function addRoutes(app: App, context: RouteContext, liveClients: () => number): void {
  const metrics = createMetrics(context, liveClients);
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    metrics.observeRequest(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
  });
  healthRoutes(app, metrics);
  void app.register(
    async (scope) => {
      const api = scope as App;
      api.addHook('onSend', keepFromCaches);
      for (const add of [
        sessionRoutes,
        campusRoutes,
        searchRoutes,
        planRoutes,
        drawingRoutes,
        valueRoutes,
        historyRoutes,
        alarmRoutes,
        commandRoutes,
        systemRoutes,
        boardRoutes,
        cameraRoute,
        bookRoutes,
        storageRoutes,
        commissioningRoutes,
      ]) {
        add(api, context);
      }
      pictureRoute(api, context);
    },
    { prefix: '/api/v1' },
  );
}
