// Class 2 notices: projectors send them unasked to one UDP port of the gateway, so its sessions share the socket.
import { createSocket, type Socket } from 'node:dgram';
import { decodeNotice, type Notice } from './codec.ts';

type Hear = (host: string, notice: Notice) => void;

interface SharedPort {
  readonly socket: Socket;
  readonly listeners: Set<Hear>;
}

const ports = new Map<number, SharedPort>();

/** Hears the notices on a port until the returned function is called. `onTrouble`: the port cannot be had. */
export function listenForNotices(port: number, hear: Hear, onTrouble: (why: string) => void): () => void {
  const shared = ports.get(port) ?? openPort(port, onTrouble);
  shared.listeners.add(hear);
  return () => {
    shared.listeners.delete(hear);
    if (shared.listeners.size > 0 || ports.get(port) !== shared) return;
    ports.delete(port);
    shared.socket.close();
  };
}

function openPort(port: number, onTrouble: (why: string) => void): SharedPort {
  // An IPv4 socket: searching and notices are IPv4's in PJLink.
  const socket = createSocket('udp4');
  const shared: SharedPort = { socket, listeners: new Set() };
  ports.set(port, shared);
  socket.on('message', (bytes, { address }) => {
    const notice = decodeNotice(bytes);
    if (notice) for (const hear of shared.listeners) hear(address, notice);
  });
  socket.on('error', (error) => {
    onTrouble(`UDP ${port}: ${error.message}`);
    if (ports.get(port) !== shared) return;
    ports.delete(port);
    socket.close();
  });
  socket.bind(port);
  return shared;
}
