// A serial server of a test's own: it hands what comes to the test and sends what the test says.
import { createServer, type Server, type Socket } from 'node:net';

export class LinePeer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** All that came, in pieces as they came. */
  readonly heard: Buffer[] = [];
  connections = 0;
  answer: (bytes: Buffer, peer: LinePeer) => Buffer | null;

  constructor(answer: (bytes: Buffer, peer: LinePeer) => Buffer | null) {
    this.answer = answer;
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.connections++;
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('data', (bytes) => {
        this.heard.push(bytes);
        const reply = this.answer(bytes, this);
        if (reply) socket.write(reply);
      });
    });
  }

  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  }

  send(bytes: Buffer): void {
    for (const socket of this.#sockets) socket.write(bytes);
  }

  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  close(): Promise<void> {
    this.cut();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

export const pauseMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
