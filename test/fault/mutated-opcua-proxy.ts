// A TCP proxy that mutates some of what the server says to the client; the client's own words pass as they are.
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Random } from '@campus/runtime';
import { joinSockets } from '../harness/joined-sockets.ts';
import { ChunkStream, Mutator } from './mutated-opcua-mutations.ts';

/** Of a connection's replies: some connections come far, some not beyond their first reply. */
const shares = [0.1, 0.2, 0.5, 0.9];

export class MutatingProxy {
  /** Replies that were mutated. */
  mutated = 0;
  isMutating = true;
  readonly #targetPort: number;
  readonly #random: Random;
  readonly #mutator: Mutator;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #onMutated: () => void;

  constructor(targetPort: number, random: Random, isSigned: boolean, onMutated: () => void) {
    this.#targetPort = targetPort;
    this.#random = random;
    this.#mutator = new Mutator(random, isSigned);
    this.#onMutated = onMutated;
    this.#server = createServer({ noDelay: true }, (near) => this.#relay(near));
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

  #relay(near: Socket): void {
    const far = connect(this.#targetPort, '127.0.0.1').setNoDelay(true);
    const stream = new ChunkStream();
    const share = shares[Math.floor(this.#random() * shares.length)]!;
    let held: Buffer | null = null;
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => {
      for (const chunk of stream.push(bytes)) {
        if (!near.writable) return;
        const { out, isHeld } = this.#mutate(chunk, share);
        const waiting: readonly Buffer[] = held ? [held] : [];
        held = isHeld ? chunk : null;
        for (const part of isHeld ? waiting : [...out, ...waiting]) near.write(part);
      }
    });
    joinSockets(near, far, this.#sockets);
  }

  #mutate(chunk: Buffer, share: number): { out: readonly Buffer[]; isHeld?: boolean } {
    if (!this.isMutating || this.#random() >= share) return { out: [chunk] };
    this.mutated++;
    const mutated = this.#mutator.mutate(chunk);
    this.#onMutated();
    return mutated;
  }
}
