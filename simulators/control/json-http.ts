// HTTP in small: JSON in and out, a limit on bodies, and errors that say what was expected.
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A settings change is a few hundred bytes. */
const largestBodyBytes = 65_536;

/** An answer that is an error; `detail` says what was found and what was expected. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

/** Reads a JSON body; an empty one is `{}`. Throws HttpProblem. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type'] ?? '';
  // A page of another site cannot send this type without asking first, and is never answered that it may.
  if (!/^application\/json\b/.test(type)) {
    throw new HttpProblem(415, 'json-expected', `found content-type "${type}"; expected application/json`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > largestBodyBytes) {
      throw new HttpProblem(413, 'body-too-large', `expected at most ${largestBodyBytes} bytes`);
    }
    chunks.push(chunk);
  }
  if (bytes === 0) return {};
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new HttpProblem(400, 'json-invalid', 'the body is no JSON');
  }
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(value));
}

export function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
  });
  response.end(body);
}

export function sendProblem(response: ServerResponse, problem: HttpProblem): void {
  // The rest of a body that is too large is not read.
  if (problem.status === 413) response.setHeader('connection', 'close');
  sendJson(response, problem.status, { code: problem.code, detail: problem.message });
}
