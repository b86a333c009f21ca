// The one gate: every route states its access; what states none is denied. It asks `authorise` alone.
import { type Action, authorise, CampusError, type Identity, type Resource } from '@campus/campus-model';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isLoopbackRequest } from './same-origin.ts';
import type { AccountService } from './services.ts';
import { sessionToken } from './session-cookie.ts';

interface GuardedAccess {
  readonly action: Action;
  /** What the request is about, all of which must be allowed; throws `not-found` where there is no such thing. */
  readonly resources?: (request: FastifyRequest) => readonly Resource[] | Promise<readonly Resource[]>;
  /** The answer is a list of which each item is judged by itself (`readable`): signing in is enough to ask. */
  readonly isJudgedByItem?: boolean;
  /** Programs on this very machine may ask without signing in. */
  readonly isOpenToLoopback?: boolean;
}

export type Access = 'public' | GuardedAccess;

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    identity: Identity | null;
  }
}

export interface DeclaredRoute {
  readonly method: string;
  readonly url: string;
  readonly access: Access | undefined;
}

/** Puts the gate before every route of `app`; the returned list grows as routes are declared. */
export function addGate(app: FastifyInstance, accounts: AccountService): readonly DeclaredRoute[] {
  const routes: DeclaredRoute[] = [];
  app.decorateRequest('identity', null);
  app.addHook('onRoute', (route) => {
    routes.push({
      method: String(route.method),
      url: route.url,
      // Read late: a scope may still declare for the routes of a plug-in.
      get access() {
        return route.config?.access;
      },
    });
  });
  app.addHook('onReady', async () => {
    const undeclared = routes.filter((route) => route.access === undefined);
    if (undeclared.length > 0) throw new Error(`routes without access: ${JSON.stringify(undeclared)}`);
  });
  // After all onRequest hooks, so that whoever asks too often costs no look-up; before any body is read.
  app.addHook('preParsing', (request) => identify(request, accounts));
  app.addHook('preHandler', judge);
  return routes;
}

async function identify(request: FastifyRequest, accounts: AccountService): Promise<void> {
  if (request.is404) return;
  const { access } = request.routeOptions.config;
  if (access === undefined) throw new CampusError('forbidden');
  if (access === 'public') return;
  const token = sessionToken(request);
  request.identity = token === null ? null : await accounts.identify(token);
  if (!request.identity && !isOpenTo(access, request)) throw new CampusError('sign-in-needed');
}

async function judge(request: FastifyRequest): Promise<void> {
  if (request.is404) return;
  const { access } = request.routeOptions.config;
  if (access === undefined) throw new CampusError('forbidden');
  if (access === 'public' || access.isJudgedByItem || isOpenTo(access, request)) return;
  const resources = access.resources ? await access.resources(request) : [{}];
  const isAllowed = resources.every((resource) => authorise(request.identity, access.action, resource));
  if (!isAllowed) throw new CampusError('forbidden');
}

function isOpenTo({ isOpenToLoopback }: GuardedAccess, request: FastifyRequest): boolean {
  return isOpenToLoopback === true && isLoopbackRequest(request);
}

/** The items of a list that the person may see. */
export function readable<T>(
  identity: Identity | null,
  action: Action,
  items: readonly T[],
  resourceOf: (item: T) => Resource,
): T[] {
  return items.filter((item) => authorise(identity, action, resourceOf(item)));
}

/** The person behind a guarded route. */
export function signedIn(request: FastifyRequest): Identity {
  if (!request.identity) throw new Error('signedIn is for routes behind the gate');
  return request.identity;
}
