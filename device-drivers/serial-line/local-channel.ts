// A line on a port of this machine. Its library, with its binary part, is loaded where a site has such a port.
import type { Channel, ChannelListener } from './channel.ts';
import type { LocalLine } from './line-settings.ts';

type SerialPort = import('serialport').SerialPort;

/** Bytes that wait to be read: many answers' worth. */
const bufferBytes = 4_096;

export class LocalChannel implements Channel {
  readonly #settings: LocalLine;
  readonly #listener: ChannelListener;
  #port: SerialPort | null = null;
  #why = 'the port was closed';

  constructor(settings: LocalLine, listener: ChannelListener) {
    this.#settings = settings;
    this.#listener = listener;
  }

  async open(): Promise<boolean> {
    const { SerialPort } = await import('serialport');
    const { path, baudRate, dataBits, stopBits, parity } = this.#settings;
    const options = { path, baudRate, dataBits, stopBits, parity, lock: true } as const;
    const port = new SerialPort({ ...options, autoOpen: false, highWaterMark: bufferBytes });
    this.#port = port;
    port.on('data', (bytes: Buffer) => this.#listener.onBytes(bytes));
    port.on('error', (error) => this.#failed(error));
    port.once('close', (error: Error | null) => this.#listener.onEnd(error?.message ?? this.#why));
    const opened = await new Promise<Error | null>((resolve) => port.open(resolve));
    if (opened) this.#listener.onEnd(opened.message);
    return opened === null;
  }

  /** The bytes have left the port when this resolves: at 2400 baud that takes a while. */
  write(bytes: Buffer): Promise<void> {
    const port = this.#port;
    if (!port?.isOpen) return Promise.resolve();
    return new Promise((resolve) => {
      port.once('close', () => resolve());
      port.write(bytes, (error) => {
        if (error) resolve();
        else port.drain(() => resolve());
      });
    });
  }

  async close(): Promise<void> {
    const port = this.#port;
    if (!port?.isOpen) return;
    await new Promise<void>((resolve) => port.close(() => resolve()));
  }

  #failed(error: Error): void {
    this.#why = error.message;
    if (this.#port?.isOpen) this.#port.close(() => {});
  }
}
