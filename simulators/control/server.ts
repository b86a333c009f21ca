// The control server: HTTP on loopback, for the simulators' own page, for tests and for `campus scenario`.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Log } from '@campus/runtime';
import { HttpProblem, sendProblem } from './json-http.ts';
import { answer } from './routes.ts';
import type { ControlParts } from './state.ts';

const host = '127.0.0.1';
const requestTimeoutMs = 10_000;
const mostConnections = 64;

export interface ControlServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Rejects with the listener's own error (`EADDRINUSE` and the like). Port 0 takes a free one. */
export async function startControlServer(
  port: number,
  parts: ControlParts,
  log: Log,
): Promise<ControlServer> {
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    void handle(request, response, parts, log);
  });
  server.maxConnections = mostConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  parts: ControlParts,
  log: Log,
): Promise<void> {
  try {
    if (!isLocalName(request.headers.host)) {
      throw new HttpProblem(403, 'forbidden', 'expected to be called by a name of this machine');
    }
    await answer(request, response, parts);
  } catch (error) {
    if (response.headersSent || response.destroyed) return;
    if (error instanceof HttpProblem) return sendProblem(response, error);
    if (request.aborted) return;
    log.error({ error }, 'control request failed');
    sendProblem(response, new HttpProblem(500, 'internal', 'something failed inside; it was logged'));
  }
}

/** Another site whose name is pointed here by its owner is not answered. */
function isLocalName(name: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(name ?? '');
}
