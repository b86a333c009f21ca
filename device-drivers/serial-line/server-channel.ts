// A line behind a serial server: a TCP socket that passes bytes through.
import { Socket } from 'node:net';
import type { Clock } from '@campus/runtime';
import type { Channel, ChannelListener } from './channel.ts';
import type { ServerLine } from './line-settings.ts';

/** A serial server that lost its power is noticed by this. */
const keepAliveMs = 10_000;

export class ServerChannel implements Channel {
  readonly #settings: ServerLine;
  readonly #clock: Clock;
  readonly #listener: ChannelListener;
  readonly #socket = new Socket();
  #why = 'closed by the other side';

  constructor(settings: ServerLine, clock: Clock, listener: ChannelListener) {
    this.#settings = settings;
    this.#clock = clock;
    this.#listener = listener;
  }

  open(): Promise<boolean> {
    const { host, port, connectTimeoutMs } = this.#settings;
    return new Promise((resolve) => {
      const cancel = this.#clock.after(connectTimeoutMs, () => {
        this.#why = `no connection within ${connectTimeoutMs} ms`;
        this.#socket.destroy();
      });
      this.#socket.on('data', (bytes) => this.#listener.onBytes(bytes));
      this.#socket.on('error', (error) => {
        this.#why = error.message || 'the socket failed';
      });
      this.#socket.once('close', () => {
        cancel();
        resolve(false);
        this.#listener.onEnd(this.#why);
      });
      this.#socket.connect({ host, port }, () => {
        cancel();
        this.#socket.setNoDelay(true);
        this.#socket.setKeepAlive(true, keepAliveMs);
        resolve(!this.#socket.destroyed);
      });
    });
  }

  write(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => this.#socket.write(bytes, () => resolve()));
  }

  close(): Promise<void> {
    if (this.#socket.closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.destroy();
    });
  }
}
