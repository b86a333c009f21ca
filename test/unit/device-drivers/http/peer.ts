// A device on HTTP that a test makes answer well, badly or not at all. It remembers what it was asked.
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';

export interface PeerRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface PeerAnswer {
  readonly code?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Bytes as they are, in place of an answer; the connection ends after them. */
  readonly raw?: string;
  /** Nothing at all is answered. */
  readonly isSilent?: boolean;
  readonly delayMs?: number;
}

export class HttpPeer {
  answer: (request: PeerRequest) => PeerAnswer;
  readonly requests: PeerRequest[] = [];
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(answer: (request: PeerRequest) => PeerAnswer, tls?: { key: string; cert: string }) {
    this.answer = answer;
    const listener: RequestListener = (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url: path = '', headers } = request;
        const asked = { method, path, headers, body: Buffer.concat(chunks).toString() };
        this.requests.push(asked);
        const { code = 200, headers: said = {}, body = '', raw, isSilent, delayMs = 0 } = this.answer(asked);
        if (isSilent) return;
        if (raw !== undefined) return void response.socket!.end(raw);
        setTimeout(() => response.writeHead(code, said).end(body), delayMs);
      });
    };
    this.#server = tls ? createTlsServer(tls, listener) : createServer(listener);
    this.#server.on('connection', (socket: Socket) => {
      this.connections++;
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  listen(port = 0): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(port, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  }

  /** Ends all connections, as a device does that restarts. */
  dropAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): Promise<void> {
    this.dropAll();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
