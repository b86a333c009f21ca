// Storage: how the store and its disk are, and legal holds on spans of history.
import { randomUUID } from 'node:crypto';
import {
  authorise,
  CampusError,
  type HoldRequest,
  holdRequestSchema,
  type Identity,
  type LegalHold,
  legalHoldSchema,
  type StorageView,
  storageViewSchema,
} from '@campus/campus-model';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { signedIn } from '../gate.ts';
import { errorAnswers } from '../schemas.ts';
import { SharedAnswer } from '../shared-answer.ts';
import { type Ask, storeAsker } from '../store-asker.ts';

const tags = ['storage'];
/** Every page asks every ten seconds: a thousand pages cost the store one question in this time. */
const sharedMs = 2_000;
/** An incident a week for two years; each is looked at whenever files are dropped. */
const mostHolds = 100;

export function storageRoutes(app: App, context: RouteContext): void {
  const ask = storeAsker(context.log);
  const shared = new SharedAnswer(context.clock, sharedMs, () => ask(() => context.storage.view()));
  app.get('/storage', {
    config: { access: { action: 'storage.read' } },
    schema: {
      summary: 'How storage is: the store, its disk, demo history, legal holds',
      description: 'Holds and the words of troubles are for those who may read the books.',
      tags,
      response: { 200: storageViewSchema, ...errorAnswers },
    },
    handler: async (request) => visibleTo(signedIn(request), await shared.get()),
  });
  holdRoute(app, context, ask, shared);
  releaseRoute(app, context, ask, shared);
}

/** Everyone may know whether telemetry is stored; incidents and paths are for staff. */
function visibleTo(identity: Identity, view: StorageView): StorageView {
  if (authorise(identity, 'books.read')) return view;
  return {
    ...view,
    store: { ...view.store, trouble: null },
    disk: { ...view.disk, detail: null },
    holds: [],
  };
}

function holdRoute(app: App, context: RouteContext, ask: Ask, shared: SharedAnswer<StorageView>): void {
  const { clock, operations, store } = context;
  app.post('/storage/holds', {
    config: { access: { action: 'storage.hold' } },
    schema: {
      summary: 'Keep a span of history beyond its retention (legal hold)',
      tags,
      body: holdRequestSchema,
      response: { 201: legalHoldSchema, ...errorAnswers },
    },
    handler: async (request, reply) => {
      const hold = holdOf(request.body, signedIn(request), clock.now());
      const holds = await ask(() => store.holds());
      if (holds.length >= mostHolds) {
        throw new CampusError('input-invalid', `${holds.length} holds stand (at most ${mostHolds})`);
      }
      // First the hold: what is to be kept must not wait for the record of it.
      await ask(() => store.hold(hold));
      shared.forget();
      await operations.audit.write({ ...entryOf(hold), account: hold.by, action: 'hold' });
      return reply.code(201).send(hold);
    },
  });
}

function holdOf({ fromMs, toMs, reason }: HoldRequest, { account }: Identity, nowMs: number): LegalHold {
  if (fromMs >= toMs)
    throw new CampusError('input-invalid', `fromMs: ${fromMs} (expected less than toMs, ${toMs})`);
  return { id: randomUUID(), fromMs, toMs, reason, by: account, sinceMs: nowMs };
}

function entryOf({ id, fromMs, toMs, reason }: LegalHold): { subject: string; detail: string } {
  const span = [fromMs, toMs].map((ms) => new Date(ms).toISOString()).join(' – ');
  return { subject: id, detail: `${span}: ${reason}` };
}

function releaseRoute(app: App, context: RouteContext, ask: Ask, shared: SharedAnswer<StorageView>): void {
  const { operations, store } = context;
  const params = z.object({ id: z.string().max(64) });
  app.delete('/storage/holds/:id', {
    config: { access: { action: 'storage.release' } },
    schema: {
      summary: 'Release a legal hold: its span falls under retention again',
      tags,
      params,
      response: { 204: z.null().describe('released'), ...errorAnswers },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const hold = (await ask(() => store.holds())).find((each) => each.id === id);
      if (!hold) throw new CampusError('not-found', `hold "${id}"`);
      // First the record: nothing is let go without one.
      const { account } = signedIn(request);
      await operations.audit.write({ ...entryOf(hold), account, action: 'release-hold' });
      await ask(() => store.release(id));
      shared.forget();
      return reply.code(204).send(null);
    },
  });
}
