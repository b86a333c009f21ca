// Where a request comes from: cross-site forgery is refused, this very machine is recognised.
import type { IncomingHttpHeaders } from 'node:http';
import { CampusError } from '@campus/campus-model';
import type { FastifyRequest } from 'fastify';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
const loopbackAddresses = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** True where the Origin header names the very host that was asked. */
export function isSameOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  if (!origin || !host) return false;
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}

/** Unsafe methods need `X-Campus: 1`, which no foreign page can send unasked, or the page's own origin. */
export async function refuseForgery(request: FastifyRequest): Promise<void> {
  if (safeMethods.has(request.method)) return;
  if (request.headers['x-campus'] === '1' || isSameOrigin(request.headers)) return;
  throw new CampusError('forbidden', 'expected the header X-Campus: 1 or an Origin of this server');
}

/** True for a program on this machine that came straight, not through a reverse proxy. */
export function isLoopbackRequest({ raw }: FastifyRequest): boolean {
  if (raw.headers['x-forwarded-for'] || raw.headers.forwarded) return false;
  return loopbackAddresses.has(raw.socket.remoteAddress ?? '');
}
