// A projector on a raw socket, with lines of the test's making, that can also misbehave.
import { createServer, type Server, type Socket } from 'node:net';

/** A line to answer with; null for silence; `cut` ends the connection; raw bytes go out as they are, perhaps late. */
export type PeerAnswer = string | null | 'cut' | { readonly raw: string; readonly afterMs?: number };

export class PjlinkPeer {
  /** Lines as they came, digests included. */
  readonly lines: string[] = [];
  connections = 0;
  greeting = 'PJLINK 0\r';
  /** It closes the connection after each answer. */
  isTerse = false;
  answer: (line: string) => PeerAnswer;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(answer: (line: string) => PeerAnswer) {
    this.answer = answer;
    this.#server = createServer((socket) => this.#connected(socket));
  }

  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  }

  /** How often a command came. */
  count(line: string): number {
    return this.lines.filter((it) => it === line).length;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  close(): Promise<void> {
    this.cut();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #connected(socket: Socket): void {
    this.connections++;
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    socket.write(this.greeting);
    let rest = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\r');
      rest = lines.pop()!;
      for (const line of lines) this.#take(socket, line);
    });
  }

  #take(socket: Socket, line: string): void {
    this.lines.push(line);
    const answer = this.answer(line);
    if (answer === null) return;
    if (answer === 'cut') socket.destroy();
    else if (typeof answer === 'string') socket.write(`${answer}\r`);
    else if (answer.afterMs === undefined) socket.write(answer.raw);
    else setTimeout(() => socket.write(answer.raw), answer.afterMs);
    if (this.isTerse) socket.end();
  }
}

/** A projector that is on, on input 31, and takes every order without doing it. */
export function usualAnswer(line: string): string {
  const [header, parameter] = line.split(' ');
  if (parameter !== '?') return `${header}=OK`;
  return usual[header!] ?? `${header}=ERR1`;
}

const usual: Readonly<Record<string, string>> = {
  '%1POWR': '%1POWR=1',
  '%1INPT': '%1INPT=31',
  '%2INPT': '%2INPT=3A',
  '%1AVMT': '%1AVMT=11',
  '%1ERST': '%1ERST=010002',
  '%1LAMP': '%1LAMP=1234 1',
  '%1INST': '%1INST=11 21 31 32 33',
  '%2INST': '%2INST=11 31 3A',
  '%1INF1': '%1INF1=Maker',
  '%1INF2': '%1INF2=Model 5',
  '%1NAME': '%1NAME=报告厅',
  '%2FREZ': '%2FREZ=0',
  '%2FILT': '%2FILT=77',
};
