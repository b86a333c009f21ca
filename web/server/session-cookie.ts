// The session cookie: out of reach of scripts, never sent by foreign pages. Sessions themselves are operations'.
import type { FastifyReply, FastifyRequest } from 'fastify';

export const sessionCookieName = 'campus_session';

/** A token is 256 bits of text; anything much longer is no token of ours. */
const longestToken = 128;

export function acceptedToken(token: string | undefined): string | null {
  return token && token.length <= longestToken ? token : null;
}

export function sessionToken(request: FastifyRequest): string | null {
  return acceptedToken(request.cookies[sessionCookieName]);
}

/** No expiry: the server ends an idle session, the browser forgets it when closed. */
function cookieOptions(request: FastifyRequest) {
  return { httpOnly: true, sameSite: 'strict', path: '/', secure: request.protocol === 'https' } as const;
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  void reply.setCookie(sessionCookieName, token, cookieOptions(request));
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  void reply.clearCookie(sessionCookieName, cookieOptions(request));
}
