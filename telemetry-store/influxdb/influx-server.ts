// The InfluxDB server over HTTP, through its client library: writes line protocol, reads InfluxQL. 1.x, 2.x (with a DBRP
// mapping) and 3.x serve the same query path; what a refusal means for the spool is judged here, retrying is the drainer's.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { CampusError } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import { HttpError, InfluxDB, type WriteApi } from '@influxdata/influxdb-client';
import { AnswerReader, type SeriesRows } from './answer-reader.ts';
import { createDatabase } from './influxql.ts';

export interface InfluxServerSettings {
  /** `http://host:8086`, without a path of the API. */
  readonly url: string;
  /** 1.x and 3.x: the database. 2.x: the database that a DBRP mapping gives the bucket; the bucket's name by default. */
  readonly database?: string;
  /** 2.x: where to write. */
  readonly bucket?: string;
  readonly org?: string;
  /** Either a token (2.x, 3.x) or a user and a password (1.x); neither where the server asks for none. */
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
}

/**
 * `refused`: these points, for good. `too-large`: fewer may pass. `later`: the same may pass later; `afterMs` is how long
 * the server asked to be left alone. `no-database`: it is to be made first.
 */
export type WriteAnswer =
  | { readonly kind: 'written' }
  | { readonly kind: 'refused' | 'too-large' | 'no-database'; readonly why: string }
  | { readonly kind: 'later'; readonly why: string; readonly afterMs: number };

/** A server that says nothing for so long is given up for now. */
const answerWithinMs = 30_000;
/** A query's whole answer: a long one goes on as long as rows come. */
const queryWithinMs = 120_000;
/** Longer addresses are refused by some servers and proxies: such a query travels in the body. */
const longestAddress = 6_000;
/** Rows of one part of an answer: some milliseconds of work at once. */
const rowsAPart = 2_000;
/** Connections for queries at once; more wait their turn. */
const mostConnections = 4;
/** Queries under way or waiting for a connection; more are refused. */
const mostQueries = 100;
/** Of the server's figures, which begin with its start: a server with many shards has megabytes of them. */
const beginningLength = 4_096;
/** Writing waits for them: a server that is slow to give them is one that does not. */
const figuresWithinMs = 5_000;
/** What servers say of points, in the versions that are known, as against of the whole request. */
const aboutPoints =
  /partial write|unable to parse|parsing failed|field type|retention|invalid (field|tag|line|timestamp)|dropped|line protocol|max key size|too large a/i;

export class InfluxServer {
  readonly #settings: InfluxServerSettings;
  readonly #clock: Clock;
  readonly #answerWithinMs: number;
  readonly #writing: { readonly api: WriteApi; readonly agent: HttpAgent };
  readonly #reading: { readonly client: InfluxDB; readonly agent: HttpAgent };
  readonly #open = new Set<AbortController>();
  #connections = 0;
  #isClosed = false;

  constructor(settings: InfluxServerSettings, clock: Clock, withinMs = answerWithinMs) {
    this.#settings = settings;
    this.#clock = clock;
    this.#answerWithinMs = withinMs;
    const agentOf = (maxSockets: number): HttpAgent => {
      const options = { keepAlive: true, maxSockets };
      return settings.url.startsWith('https:') ? new HttpsAgent(options) : new HttpAgent(options);
    };
    const [writing, reading] = [agentOf(1), agentOf(mostConnections)];
    const connect = writing.createConnection.bind(writing);
    writing.createConnection = (...args) => {
      this.#connections += 1;
      return connect(...args);
    };
    this.#reading = { client: this.#client(reading), agent: reading };
    this.#writing = { api: writeApi(this.#client(writing), settings), agent: writing };
  }

  get database(): string {
    return this.#settings.database ?? this.#settings.bucket ?? '';
  }

  /** Whether the server makes databases on demand: 1.x alone, buckets of 2.x are made by its administrator. */
  get mayCreate(): boolean {
    return this.#settings.bucket === undefined;
  }

  /** Made for writing until now: one more tells that the last was ended. */
  get connections(): number {
    return this.#connections;
  }

  /** Never rejects: operating trouble is an answer. */
  async write(text: string): Promise<WriteAnswer> {
    // The client reports a silent server but leaves its connection open: ending it is left to us.
    const cancel = this.#clock.after(this.#answerWithinMs, () => this.#writing.agent.destroy());
    try {
      this.#writing.api.writeRecord(text);
      await this.#writing.api.flush();
      return { kind: 'written' };
    } catch (error) {
      if (!(error instanceof HttpError)) this.#writing.agent.destroy();
      return judge(error as Error);
    } finally {
      cancel();
    }
  }

  /** Reads InfluxQL; `onRows` is called for each part of the answer. Rejects with CampusError('store-unavailable'). */
  async query(influxQl: string, onRows: (rows: SeriesRows) => void, mayChange = false): Promise<void> {
    if (this.#isClosed) throw new CampusError('store-unavailable', 'the store is closed');
    if (this.#open.size >= mostQueries) throw new CampusError('too-many-requests');
    const controller = new AbortController();
    this.#open.add(controller);
    const stop = (): void => controller.abort();
    const cancels = [this.#clock.after(queryWithinMs, stop)];
    let cancelSilence = this.#clock.after(this.#answerWithinMs, stop);
    try {
      const reader = new AnswerReader(onRows);
      for await (const bytes of this.#request(influxQl, mayChange, controller.signal)) {
        cancelSilence();
        reader.read(bytes);
        cancelSilence = this.#clock.after(this.#answerWithinMs, stop);
      }
      reader.end();
    } catch (error) {
      throw this.#unavailable(error as Error, controller.signal.aborted);
    } finally {
      this.#open.delete(controller);
      cancelSilence();
      for (const cancel of cancels) cancel();
    }
  }

  /** When the server was started, milliseconds UTC; null where it does not say (2.x, 3.x, some proxies). Never rejects. */
  async startedMs(): Promise<number | null> {
    const controller = new AbortController();
    this.#open.add(controller);
    const cancel = this.#clock.after(figuresWithinMs, () => controller.abort());
    try {
      const text = await this.#beginningOf('/debug/vars', controller.signal);
      const started = Date.parse(/"system":\s*\{[^}]*"started":\s*"([^"]*)"/.exec(text)?.[1] ?? '');
      return Number.isFinite(started) ? started : null;
    } catch {
      return null;
    } finally {
      this.#open.delete(controller);
      cancel();
    }
  }

  /** Makes the database where the server is one that does so; a person's account may have no right to. */
  async createDatabase(): Promise<void> {
    if (this.mayCreate) await this.query(createDatabase(this.database), () => {}, true);
  }

  close(): void {
    this.#isClosed = true;
    for (const controller of this.#open) controller.abort();
    this.#writing.api.dispose();
    this.#writing.agent.destroy();
    this.#reading.agent.destroy();
  }

  #client(agent: HttpAgent): InfluxDB {
    const { url, token, username, password } = this.#settings;
    const account = Buffer.from(`${username}:${password ?? ''}`).toString('base64');
    return new InfluxDB({
      url,
      timeout: this.#answerWithinMs,
      transportOptions: { agent },
      ...(token ? { token } : username ? { headers: { authorization: `Basic ${account}` } } : {}),
    });
  }

  #request(influxQl: string, mayChange: boolean, signal: AbortSignal): AsyncIterableIterator<Uint8Array> {
    const { transport } = this.#reading.client;
    const plain = new URLSearchParams({ db: this.database, chunked: 'true', chunk_size: String(rowsAPart) });
    const whole = new URLSearchParams({ ...Object.fromEntries(plain), q: influxQl }).toString();
    const accept = 'application/json';
    if (!mayChange && whole.length < longestAddress)
      return transport.iterate(`/query?${whole}`, '', { method: 'GET', headers: { accept }, signal });
    const headers = { accept, 'content-type': 'application/x-www-form-urlencoded' };
    return transport.iterate(`/query?${plain}`, whole, { method: 'POST', headers, signal });
  }

  async #beginningOf(path: string, signal: AbortSignal): Promise<string> {
    const headers = { accept: 'application/json' };
    const decoder = new TextDecoder();
    let text = '';
    for await (const bytes of this.#reading.client.transport.iterate(path, '', {
      method: 'GET',
      headers,
      signal,
    })) {
      text += decoder.decode(bytes, { stream: true });
      if (text.length >= beginningLength) break;
    }
    return text;
  }

  #unavailable(error: Error, isSilent: boolean): CampusError {
    if (this.#isClosed) return new CampusError('store-unavailable', 'the store is closed');
    const why = isSilent ? 'no answer in time' : sentenceOf(error);
    return new CampusError('store-unavailable', `InfluxDB at ${this.#settings.url}: ${why}`);
  }
}

/** One text is one batch: the client's own buffer and its retries stay empty, the spool is the only queue. */
function writeApi(client: InfluxDB, settings: InfluxServerSettings): WriteApi {
  const { bucket, org = '', database = '' } = settings;
  const api = client.getWriteApi(org, bucket ?? database, 'ns', {
    batchSize: 2,
    maxBatchBytes: Number.MAX_SAFE_INTEGER,
    flushInterval: 0,
    maxRetries: 0,
    gzipThreshold: Number.MAX_SAFE_INTEGER,
    writeFailed: (error) => Promise.reject(error),
  });
  if (bucket === undefined) api.path = `/write?${new URLSearchParams({ db: database, precision: 'ns' })}`;
  return api;
}

function judge(error: Error): WriteAnswer {
  const why = sentenceOf(error);
  if (!(error instanceof HttpError)) return { kind: 'later', why, afterMs: 0 };
  const { statusCode } = error;
  if (statusCode === 413) return { kind: 'too-large', why };
  if (statusCode === 404 && /not found/i.test(why)) return { kind: 'no-database', why };
  if ((statusCode === 400 || statusCode === 422) && aboutPoints.test(why)) return { kind: 'refused', why };
  return { kind: 'later', why, afterMs: retryAfterMs(error) };
}

function retryAfterMs(error: HttpError): number {
  const asked = error.headers?.['retry-after'];
  if (typeof asked !== 'string') return 0;
  const ms = /^\d+$/.test(asked) ? Number(asked) * 1_000 : error.retryAfter();
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

/** What the server said, or what happened to the connection, in one line. */
export function sentenceOf(error: Error): string {
  if (error instanceof HttpError) {
    const said = error.json?.error ?? error.json?.message ?? error.body ?? error.statusMessage ?? '';
    return `${error.statusCode} ${String(said).replace(/\s+/g, ' ').slice(0, 500)}`.trim();
  }
  const { code } = error as NodeJS.ErrnoException;
  return code ? `${code} ${error.message}` : error.message;
}
