// One TCP connection to a projector: greeting, password, then one command at a time. It ends with the first answer
// that is missing or makes no sense, so that a late answer is never taken for the next one.
import { connect, type Socket } from 'node:net';
import type { Clock } from '@campus/runtime';
import { decodeAnswer, decodeGreeting, digestOf, encodeCommand, wrongPassword } from './codec.ts';
import type { Failure, Outcome } from './outcome.ts';
import type { PjlinkEndpoint } from './settings.ts';

/** Header, sign and a parameter of 128 bytes (PJLink Specifications 2.10, 2.4) with room for a longer greeting. */
const longestLine = 256;

type Heard = { readonly line: string } | { readonly failure: Failure };

export class PjlinkConnection {
  readonly #settings: PjlinkEndpoint;
  readonly #clock: Clock;
  readonly #socket: Socket;
  /** What the first command begins with. */
  #prefix = '';
  #rest = '';
  #take: ((heard: Heard) => void) | null = null;
  /** A line that came before it was awaited: the greeting, as a rule. */
  #early: string | null = null;
  #why = 'closed by the projector';

  constructor(settings: PjlinkEndpoint, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#socket = connect({ host: settings.host, port: settings.port, noDelay: true });
    this.#socket.setEncoding('utf8');
    this.#socket.on('data', (text: string) => this.#data(text));
    this.#socket.on('error', (error) => {
      this.#why = error.message;
    });
    // A projector that closes after its answer: what is asked next needs a new connection.
    this.#socket.once('end', () => this.#socket.destroy());
    this.#socket.once('close', () => this.#hear({ failure: { kind: 'lost', detail: this.#why } }));
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  /** Where the projector's datagrams come from; undefined until connected. */
  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }

  /** Waits for the greeting; null when commands may be sent. */
  async greeted(): Promise<Failure | null> {
    const { host, port, connectTimeoutMs, password } = this.#settings;
    const heard = await this.#next(connectTimeoutMs);
    if ('failure' in heard)
      return this.#ended({ kind: 'unreachable', detail: `${host}:${port}: ${heard.failure.detail}` });
    if (heard.line.toUpperCase() === wrongPassword) return this.#ended(passwordRefused);
    const greeting = decodeGreeting(heard.line);
    if (!greeting) {
      const detail = `${host}:${port} greets with “${heard.line.slice(0, 40)}”, not as PJLink does`;
      return this.#ended({ kind: 'garbled', detail });
    }
    if (greeting.kind === 'open') return null;
    if (password === undefined) return this.#ended(passwordMissing);
    this.#prefix = digestOf(greeting.random, password);
    return null;
  }

  /** Sends a command and waits for its answer. One at a time. */
  async ask(header: string, parameter: string): Promise<Outcome> {
    if (!this.isOpen) return { ok: false, failure: { kind: 'lost', detail: this.#why } };
    this.#early = null;
    const line = this.#prefix + encodeCommand(header, parameter);
    this.#prefix = '';
    this.#socket.write(line);
    const heard = await this.#next(this.#settings.timeoutMs);
    if ('failure' in heard) return { ok: false, failure: this.#ended(heard.failure) };
    if (heard.line.toUpperCase() === wrongPassword)
      return { ok: false, failure: this.#ended(passwordRefused) };
    const answer = decodeAnswer(header, heard.line);
    if (answer) return { ok: true, answer };
    const detail = `${header} ${parameter} was answered by “${heard.line.slice(0, 40)}”`;
    return { ok: false, failure: this.#ended({ kind: 'garbled', detail }) };
  }

  close(): void {
    this.#socket.destroy();
  }

  #ended(failure: Failure): Failure {
    this.#socket.destroy();
    return failure;
  }

  #next(withinMs: number): Promise<Heard> {
    if (this.#early !== null) {
      const line = this.#early;
      this.#early = null;
      return Promise.resolve({ line });
    }
    if (!this.isOpen) return Promise.resolve({ failure: { kind: 'lost', detail: this.#why } });
    return new Promise((resolve) => {
      const failure: Failure = { kind: 'timeout', detail: `no answer within ${withinMs} ms` };
      const cancel = this.#clock.after(withinMs, () => this.#hear({ failure }));
      this.#take = (heard) => {
        cancel();
        resolve(heard);
      };
    });
  }

  /** Lines end in CR; some projectors add LF. What never ends is not PJLink. */
  #data(text: string): void {
    const lines = (this.#rest + text).split(/[\r\n]+/);
    this.#rest = lines.pop()!;
    if (this.#rest.length > longestLine) {
      this.#hear({ failure: { kind: 'garbled', detail: `a line longer than ${longestLine} letters` } });
      this.#socket.destroy();
      return;
    }
    for (const line of lines) if (line !== '') this.#hear({ line });
  }

  #hear(heard: Heard): void {
    const take = this.#take;
    this.#take = null;
    if (take) take(heard);
    else if ('line' in heard) this.#early = heard.line;
  }
}

const passwordRefused: Failure = {
  kind: 'wrong-password',
  detail: 'the projector refuses the password (ERRA): set the endpoint’s password as in its PJLink menu',
};

const passwordMissing: Failure = {
  kind: 'wrong-password',
  detail: 'the projector asks for a password: set the endpoint’s password as in its PJLink menu',
};
