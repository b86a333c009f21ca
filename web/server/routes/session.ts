// Signing in and out, and who one is.
import { demoAccountSchema, identitySchema, signInSchema } from '@campus/campus-model';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { signedIn } from '../gate.ts';
import { errorAnswers } from '../schemas.ts';
import { clearSessionCookie, sessionToken, setSessionCookie } from '../session-cookie.ts';

/** Guessing from one address ends here, whatever account is tried; a class signing in at once still fits. */
const signInLimit = { max: 30, timeWindow: 60_000 };

export function sessionRoutes(app: App, { operations, demoAccounts }: RouteContext): void {
  const tags = ['session'];
  app.post('/session', {
    config: { access: 'public', rateLimit: signInLimit },
    schema: {
      summary: 'Sign in',
      tags,
      body: signInSchema,
      response: { 200: identitySchema, ...errorAnswers },
    },
    handler: async (request, reply) => {
      const { account, password } = request.body;
      const { token, identity } = await operations.accounts.signIn(account, password, request.ip);
      setSessionCookie(request, reply, token);
      return reply.send(identity as z.infer<typeof identitySchema>);
    },
  });
  app.get('/session', {
    config: { access: { action: 'session.read' } },
    schema: { summary: 'Who is signed in', tags, response: { 200: identitySchema, ...errorAnswers } },
    handler: async (request) => signedIn(request) as z.infer<typeof identitySchema>,
  });
  app.delete('/session', {
    config: { access: 'public' },
    schema: {
      summary: 'Sign out',
      tags,
      response: { 204: z.null().describe('signed out'), ...errorAnswers },
    },
    handler: async (request, reply) => {
      const token = sessionToken(request);
      if (token !== null) await operations.accounts.signOut(token);
      clearSessionCookie(request, reply);
      return reply.code(204).send(null);
    },
  });
  app.get('/demo-accounts', {
    config: { access: 'public' },
    schema: {
      summary: 'Accounts of the demo; empty anywhere else',
      tags,
      response: { 200: z.array(demoAccountSchema), ...errorAnswers },
    },
    handler: async () => [...(demoAccounts ?? [])],
  });
}
