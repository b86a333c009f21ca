// Where devices post to: a listener with a token, limits on size and rate, a path for each device. What a post means is
// the session's.
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock, Random } from '@campus/runtime';
import { Backoff } from '../backoff.ts';
import { boundaryOf, jsonParts } from './multipart.ts';
import type { HttpListen } from './settings.ts';

interface ReceiverEvents {
  /** Each message of a post, in its order. False where nothing could be made of it. */
  onPost(hook: string, messages: readonly Buffer[]): boolean;
  isHook(path: string): boolean;
  onListening(): void;
  onLost(why: string): void;
}

/** A door station's event with its picture; the picture is not kept. */
const largestPost = 4 * 1_024 * 1_024;
/** Posts that are read at a time: with the largest of them no more than 32 MiB. */
const mostAtOnce = 8;
const mostConnections = 64;
/** Events of a building's doors in a rush; more is a fault. */
const postsPerSecond = 50;
const postsInARush = 100;
const headersTimeoutMs = 5_000;
const requestTimeoutMs = 15_000;

export class Receiver {
  readonly #settings: HttpListen;
  readonly #events: ReceiverEvents;
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  readonly #token: Buffer;
  #server: Server | null = null;
  #cancelRetry: (() => void) | null = null;
  #isClosed = false;
  #reading = 0;
  #mayTake = postsInARush;
  #filledAt: number;

  constructor(settings: HttpListen, events: ReceiverEvents, clock: Clock, random: Random) {
    this.#settings = settings;
    this.#events = events;
    this.#clock = clock;
    this.#backoff = new Backoff(random);
    this.#token = hashOf(settings.token);
    this.#filledAt = clock.monotonic();
  }

  open(): void {
    if (this.#isClosed) return;
    const { host, port } = this.#settings;
    const limits = { headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs };
    const server = createServer(limits, (request, response) => void this.#take(request, response));
    server.maxConnections = mostConnections;
    this.#server = server;
    server.once('error', (error) => {
      this.#events.onLost(error.message);
      if (!this.#isClosed) this.#cancelRetry = this.#clock.after(this.#backoff.next(), () => this.open());
    });
    server.listen(port, host, () => {
      this.#backoff.reset();
      this.#events.onListening();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelRetry?.();
    const server = this.#server;
    if (!server?.listening) return;
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await ended;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on('error', () => {});
    const refusal = this.#refusalOf(request);
    if (refusal !== null) return refuse(response, refusal);
    this.#reading++;
    const body = await bodyOf(request);
    this.#reading--;
    if (this.#isClosed || body === null) return refuse(response, 413);
    const boundary = boundaryOf(request.headers['content-type']);
    const messages = boundary === null ? [body] : jsonParts(body, boundary);
    const isTaken = this.#events.onPost(urlOf(request).pathname, messages);
    if (isTaken) response.writeHead(200).end();
    else refuse(response, 400);
  }

  /** The HTTP code of why a request is not read; null where it is. */
  #refusalOf(request: IncomingMessage): number | null {
    if (!this.#isKnown(request)) return 401;
    if (request.method !== 'POST' && request.method !== 'PUT') return 405;
    if (!this.#events.isHook(urlOf(request).pathname)) return 404;
    if (Number(request.headers['content-length'] ?? 0) > largestPost) return 413;
    return this.#reading >= mostAtOnce || !this.#mayTakeOne() ? 429 : null;
  }

  #isKnown(request: IncomingMessage): boolean {
    const given = tokenOf(request);
    return given !== null && timingSafeEqual(hashOf(given), this.#token);
  }

  #mayTakeOne(): boolean {
    const nowMs = this.#clock.monotonic();
    const filled = this.#mayTake + ((nowMs - this.#filledAt) / 1_000) * postsPerSecond;
    this.#filledAt = nowMs;
    this.#mayTake = Math.min(postsInARush, filled);
    if (this.#mayTake < 1) return false;
    this.#mayTake--;
    return true;
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function urlOf({ url = '/' }: IncomingMessage): URL {
  const base = 'http://receiver';
  return URL.canParse(url, base) ? new URL(url, base) : new URL(base);
}

function tokenOf(request: IncomingMessage): string | null {
  const [scheme = '', credentials = ''] = (request.headers.authorization ?? '').split(' ');
  if (/^bearer$/i.test(scheme)) return credentials;
  if (/^basic$/i.test(scheme)) {
    const pair = Buffer.from(credentials, 'base64').toString('utf8');
    return pair.slice(pair.indexOf(':') + 1);
  }
  return urlOf(request).searchParams.get('token');
}

/** Null where it is too large or was not sent whole; the rest is not read. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Whoever sends too much is to hear so: the connection is not cut in the middle.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > largestPost) return null;
      chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks, size);
}

/** The connection ends with it: what was not read would be taken for the next request. */
function refuse(response: ServerResponse, code: number): void {
  if (response.destroyed) return;
  response.writeHead(code, { connection: 'close' }).end();
}
