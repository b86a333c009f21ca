// An InfluxDB at the socket that does as it is told: keeps lines by identity, or refuses them as real servers do.
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** What becomes of a write: a reply, or null where the server says nothing at all. */
export type WriteRule = (lines: readonly string[], asked: Asked) => Reply | null;

export const written: Reply = { status: 204 };

export class FakeInflux {
  readonly asked: Asked[] = [];
  /** Lines by what makes two of them one: everything but the fields. */
  readonly lines = new Map<string, string>();
  rule: WriteRule = () => written;
  /** What it says of its start, as 1.x does; null where it does not. */
  started: string | null = null;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<FakeInflux> {
    const fake = new FakeInflux();
    fake.#server.listen(0, '127.0.0.1');
    await once(fake.#server, 'listening');
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  writes(): Asked[] {
    return this.asked.filter(({ url }) => url.pathname.endsWith('/write'));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    const url = new URL(request.url!, this.url);
    const asked = { method: request.method!, url, headers: request.headers, body };
    this.asked.push(asked);
    const reply = url.pathname.endsWith('/write')
      ? this.#write(asked)
      : url.pathname === '/debug/vars'
        ? this.#figures()
        : { status: 200, body: { results: [{}] } };
    if (!reply) return;
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
  }

  #figures(): Reply {
    if (this.started === null) return { status: 404 };
    return { status: 200, body: { system: { uptime: 1, started: this.started }, rest: 'x'.repeat(100_000) } };
  }

  #write(asked: Asked): Reply | null {
    const lines = asked.body.split('\n');
    const reply = this.rule(lines, asked);
    if (reply?.status === 204)
      for (const line of lines) {
        const [series, , time] = line.split(' ');
        this.lines.set(`${series} ${time}`, line);
      }
    return reply;
  }
}
