// Requests to one host: authentication, time and size limits. Redirects are not followed and nothing is sent twice,
// except a reading on a connection that the other side had just closed, and what was refused for its authentication.
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { StatusName } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import { largestMessage } from '../payload/message.ts';
import { type DigestChallenge, digestAnswer, digestChallenge } from './digest.ts';
import { PinnedAgent } from './pinned-agent.ts';
import type { HttpEndpoint } from './settings.ts';

export interface HttpRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly body?: string;
  /** Kind of the body; JSON where it is left out. */
  readonly contentType?: string;
  readonly etag?: string | null;
  /** A command is not repeated, whatever happens. */
  readonly isCommand?: boolean;
}

export interface HttpAnswer {
  readonly code: number;
  readonly etag: string | null;
  readonly body: Buffer;
  /** What the other side asked to wait; 0 where it asked nothing. */
  readonly waitMs: number;
}

export interface HttpFailure {
  readonly reason: StatusName;
  readonly why: string;
}

type Outcome = { readonly answer: HttpAnswer } | { readonly failure: HttpFailure };
type Exchange = Outcome & { readonly challenge?: string; readonly wasClosedBefore?: boolean };

/** No device asks for a longer pause in good faith. */
const longestWaitMs = 60_000;
const neverThere = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTDOWN',
]);

export class HttpClient {
  readonly #settings: HttpEndpoint;
  readonly #clock: Clock;
  readonly #agent: HttpAgent;
  /** The challenge that was answered last, and how often. */
  #challenge: DigestChallenge | null = null;
  #count = 0;

  constructor(settings: HttpEndpoint, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    const options = { keepAlive: true, maxSockets: settings.atOnce, maxFreeSockets: settings.atOnce };
    const pin = settings.tls?.fingerprint;
    if (pin) this.#agent = new PinnedAgent(pin, options);
    else this.#agent = settings.tls ? new HttpsAgent(options) : new HttpAgent(options);
  }

  /** Never rejects. */
  async ask(request: HttpRequest): Promise<Outcome> {
    const first = await this.#exchange(request);
    if (first.wasClosedBefore && !request.isCommand) return this.#exchange(request);
    const challenge = this.#settings.auth?.scheme === 'digest' ? digestChallenge(first.challenge) : null;
    if (!challenge) return first;
    this.#challenge = challenge;
    this.#count = 0;
    return this.#exchange(request);
  }

  close(): void {
    this.#agent.destroy();
  }

  #exchange(request: HttpRequest): Promise<Exchange> {
    const { host, port, tls, timeoutMs } = this.#settings;
    const headers = this.#headers(request);
    return new Promise((resolve) => {
      const send = tls ? httpsRequest : httpRequest;
      const { method, path } = request;
      const sent = send({ host, port, method, path, headers, agent: this.#agent });
      let isTimedOut = false;
      const cancel = this.#clock.after(timeoutMs, () => {
        isTimedOut = true;
        sent.destroy(new Error(`no whole answer within ${timeoutMs} ms`));
      });
      const settle = (exchange: Exchange): void => {
        cancel();
        resolve(exchange);
      };
      sent.on('error', (error: NodeJS.ErrnoException) => {
        const wasClosedBefore = sent.reusedSocket && error.code === 'ECONNRESET';
        settle({ failure: failureOf(error, isTimedOut), wasClosedBefore });
      });
      sent.on('response', (message) => void takeAnswer(message, () => isTimedOut).then(settle));
      sent.end(request.body);
    });
  }

  #headers({ method, path, body, contentType, etag }: HttpRequest): Record<string, string> {
    const { headers, auth } = this.#settings;
    const all: Record<string, string> = { accept: '*/*', 'accept-encoding': 'identity', ...headers };
    if (etag) all['if-none-match'] = etag;
    if (body !== undefined) {
      all['content-type'] = contentType ?? 'application/json';
      all['content-length'] = String(Buffer.byteLength(body));
    }
    if (auth?.scheme === 'bearer') all.authorization = `Bearer ${auth.token}`;
    if (auth?.scheme === 'basic') {
      all.authorization = `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;
    }
    if (auth?.scheme === 'digest' && this.#challenge) {
      const count = ++this.#count;
      all.authorization = digestAnswer(this.#challenge, { ...auth, method, path, count });
    }
    return all;
  }
}

function failureOf(error: NodeJS.ErrnoException, isTimedOut: boolean): HttpFailure {
  const why = error.message || String(error.code);
  if (isTimedOut) return { reason: 'timeout', why };
  return { reason: neverThere.has(error.code ?? '') ? 'notConnected' : 'communicationError', why };
}

async function takeAnswer(message: IncomingMessage, isTimedOut: () => boolean): Promise<Exchange> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > largestMessage) return { failure: tooLarge };
      chunks.push(chunk);
    }
  } catch (error) {
    return { failure: failureOf(error as NodeJS.ErrnoException, isTimedOut()) };
  }
  const { statusCode = 0, headers } = message;
  const answer = {
    code: statusCode,
    etag: headers.etag ?? null,
    body: Buffer.concat(chunks),
    waitMs: waitOf(headers['retry-after']),
  };
  return statusCode === 401 ? { answer, challenge: headers['www-authenticate'] } : { answer };
}

const tooLarge: HttpFailure = {
  reason: 'decodingError',
  why: `the answer is larger than ${largestMessage} bytes`,
};

function waitOf(retryAfter: string | undefined): number {
  const waitMs = Number(retryAfter ?? 0) * 1_000;
  return waitMs > 0 ? Math.min(waitMs, longestWaitMs) : 0;
}

/** Why an answer brings no values; null where it does. */
export function refusalOf({ code }: HttpAnswer): HttpFailure | null {
  if ((code >= 200 && code < 300) || code === 304) return null;
  if (code >= 300 && code < 400)
    return { reason: 'configurationError', why: `HTTP ${code}: it points elsewhere` };
  if (code === 429) return { reason: 'communicationError', why: 'HTTP 429: it is asked too often' };
  if (code >= 500) return { reason: 'deviceFailure', why: `HTTP ${code}` };
  return { reason: 'configurationError', why: `HTTP ${code}` };
}
