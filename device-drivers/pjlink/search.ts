// Finds class 2 projectors on a network: a broadcast that each of them answers within ten seconds. Class 1 has no search.
import { createSocket, type Socket } from 'node:dgram';
import type { Clock } from '@campus/runtime';
import { decodeNotice } from './codec.ts';

const request = '%2SRCH\r';
/** Datagrams get lost: the request goes out this often, so far apart. */
const repeats = 3;
const repeatMs = 1_000;
/** A school has fewer; what answers more is not to fill the memory. */
const mostFound = 500;

export interface FoundProjector {
  readonly host: string;
  /** `xx:xx:xx:xx:xx:xx`, in lower case. */
  readonly mac: string;
}

export interface SearchOptions {
  /** Where the request goes: broadcast addresses of networks, or single hosts. */
  readonly addresses?: readonly string[];
  readonly port?: number;
  /** Projectors answer within 10 s; PJLink Specifications 2.10, 3.2, asks to listen for 30 s. */
  readonly waitMs?: number;
  readonly clock: Clock;
}

/** The projectors that answered, each once. Networks that cannot be reached bring none; nothing is thrown. */
export async function searchProjectors(options: SearchOptions): Promise<FoundProjector[]> {
  const { addresses = ['255.255.255.255'], port = 4_352, waitMs = 30_000, clock } = options;
  const found = new Map<string, FoundProjector>();
  const socket = await openSocket(port);
  if (!socket) return [];
  socket.on('message', (bytes, { address }) => {
    const notice = decodeNotice(bytes);
    const mac = notice?.body === 'ACKN' ? macOf(notice.parameter) : null;
    if (mac && (found.has(address) || found.size < mostFound)) found.set(address, { host: address, mac });
  });
  const send = (): void => {
    // A network that is not there (no route, no right to broadcast) brings no answer, and that is what it says.
    for (const address of addresses) socket.send(request, port, address, () => {});
  };
  send();
  let sent = 1;
  const stop = clock.every(repeatMs, () => {
    if (sent++ < repeats) send();
  });
  await new Promise<void>((resolve) => void clock.after(waitMs, resolve));
  stop();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return [...found.values()];
}

/** Answers go to UDP 4352 of who asked. Where an agent has that port, those come that answer to the sender's own. */
async function openSocket(port: number): Promise<Socket | null> {
  return (await bound(port)) ?? (await bound(0));
}

function bound(port: number): Promise<Socket | null> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => {
      socket.close();
      resolve(null);
    });
    socket.bind(port, () => {
      socket.removeAllListeners('error');
      socket.on('error', () => {});
      socket.setBroadcast(true);
      resolve(socket);
    });
  });
}

function macOf(text: string): string | null {
  return /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text) ? text.toLowerCase() : null;
}
