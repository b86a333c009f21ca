// The short way of what gateways publish: taken from the connection's bytes as they come in. Aedes would make a packet of
// each, look for subscribers and write it to a socket, which cost ten times what the reader in this process does with it.
import type { Socket } from 'node:net';
import { PublicationTap } from '@campus/runtime/publication-tap';
import type { Client } from 'aedes';
import type { Gate } from './gate.ts';

/** What only Aedes' own handlers call. */
interface KeptAlive {
  readonly _keepaliveTimer?: NodeJS.Timeout | null;
}

export function giveShortWay(socket: Socket, client: Client, gate: Gate): void {
  const push = socket.push.bind(socket);
  let isShort: boolean | null = null;
  let mayGoOn = true;
  const way = new PublicationTap({
    version: 4, // MQTT 3.1.1, all that Aedes speaks
    onPublication: (topic, payload, isRetained) => !isRetained && gate.takeShort(client, topic, payload),
    passOn: (bytes) => {
      mayGoOn = push(bytes);
    },
    isOpen: () => isShort === true,
  });
  socket.push = (chunk: Buffer | null, encoding?: BufferEncoding): boolean => {
    if (chunk === null || isShort === false) return push(chunk, encoding);
    // whoever sent more than a CONNECT before the answer has publications under way that no one would tell from copies
    if (isShort === null && gate.isProven(client)) isShort = way.packets === 1 && gate.shorten(client);
    mayGoOn = true;
    way.take(chunk);
    if (isShort) keepAlive(client);
    return mayGoOn;
  };
}

function keepAlive(client: Client): void {
  (client as Client & KeptAlive)._keepaliveTimer?.refresh();
}
