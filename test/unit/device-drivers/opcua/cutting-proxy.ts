// A TCP proxy that a test cuts: at once, or in the middle of a message, with the bytes after it lost.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { joinSockets } from '../../../harness/joined-sockets.ts';

export class CuttingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Connections are refused while this is so. */
  isDown = false;
  connections = 0;
  /** Bytes from the server that still pass before the cut. */
  #left = Number.POSITIVE_INFINITY;

  constructor(targetPort: number) {
    this.#server = createServer({ noDelay: true }, (near) => {
      if (this.isDown) return near.destroy();
      this.connections++;
      const far = connect(targetPort, '127.0.0.1').setNoDelay(true);
      near.on('data', (bytes) => far.write(bytes));
      far.on('data', (bytes) => this.#pass(near, bytes));
      joinSockets(near, far, this.#sockets);
      return undefined;
    });
  }

  /** Cuts now, or after so many more bytes from the server. */
  cut(afterBytes = 0): void {
    this.#left = afterBytes;
    if (afterBytes > 0) return;
    this.#left = Number.POSITIVE_INFINITY;
    for (const socket of this.#sockets) socket.destroy();
  }

  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => resolve((this.#server.address() as { port: number }).port));
    });
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #pass(near: Socket, bytes: Buffer): void {
    near.write(bytes.subarray(0, Math.min(bytes.length, this.#left)));
    this.#left -= bytes.length;
    if (this.#left <= 0) near.end(() => this.cut());
  }
}
