// UDP sockets of this process for BACnet/IP: one an own address and port, shared by all who ask for it, each of whom
// hears what comes from its own other side.
import { createSocket, type Socket } from 'node:dgram';

export interface UdpUser {
  /** `sender` is `address:port`. */
  onMessage(bytes: Buffer, sender: string): void;
  /** The socket is gone. */
  onEnd(detail: string): void;
}

/** For what comes from anybody: answers to a broadcast. */
export const anySender = '*';

export class UdpSocket {
  static readonly #open = new Map<string, UdpSocket>();

  readonly #socket: Socket = createSocket({ type: 'udp4', reuseAddr: false });
  readonly #name: string;
  readonly #users = new Map<string, Set<UdpUser>>();
  readonly #bound: Promise<string | null>;
  #uses = 0;
  #isOver = false;

  private constructor(name: string, address: string, port: number) {
    this.#name = name;
    this.#socket.on('message', (bytes, { address: from, port: fromPort }) => {
      const sender = `${from}:${fromPort}`;
      for (const key of [sender, anySender]) {
        for (const user of this.#users.get(key) ?? []) user.onMessage(bytes, sender);
      }
    });
    this.#socket.on('error', (error) => this.#end(error.message));
    this.#bound = new Promise((resolve) => {
      this.#socket.once('error', (error) => resolve(error.message));
      this.#socket.bind(port, address, () => {
        this.#socket.setBroadcast(true);
        resolve(null);
      });
    });
  }

  /** A use of the socket; give it back by `release`. */
  static take(address: string, port: number): UdpSocket {
    const name = `${address}:${port}`;
    const known = UdpSocket.#open.get(name) ?? new UdpSocket(name, address, port);
    UdpSocket.#open.set(name, known);
    known.#uses++;
    return known;
  }

  /** Why it could not be had; null when it is there. */
  bound(): Promise<string | null> {
    return this.#bound;
  }

  hear(sender: string, user: UdpUser): void {
    const users = this.#users.get(sender) ?? new Set();
    this.#users.set(sender, users.add(user));
  }

  /** `failed` is told why the bytes could not leave. */
  send(bytes: Buffer, host: string, port: number, failed: (detail: string) => void): void {
    if (this.#isOver) failed('the socket is closed');
    else {
      this.#socket.send(bytes, port, host, (error) => {
        if (error) failed(error.message);
      });
    }
  }

  async release(sender: string, user: UdpUser): Promise<void> {
    const users = this.#users.get(sender);
    users?.delete(user);
    if (users?.size === 0) this.#users.delete(sender);
    this.#uses--;
    if (this.#uses > 0) return;
    this.#forget();
    await this.#bound;
    await this.#close();
  }

  #end(detail: string): void {
    this.#forget();
    for (const users of [...this.#users.values()]) for (const user of [...users]) user.onEnd(detail);
    void this.#close();
  }

  #forget(): void {
    if (UdpSocket.#open.get(this.#name) === this) UdpSocket.#open.delete(this.#name);
  }

  #close(): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    this.#isOver = true;
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }
}
