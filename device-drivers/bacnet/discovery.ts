// Which BACnet devices are on a network: Who-Is to everybody, and what answers within a time (ASHRAE 135, 16.10).
import type { Clock } from '@campus/runtime';
import { newClient } from './library.ts';
import { anySender, UdpSocket, type UdpUser } from './udp-socket.ts';

/** Devices that one search remembers: a network that has more is searched in parts. */
const mostDevices = 4_096;

export interface FoundDevice {
  readonly instance: number;
  /** `address:port` of the device, or of the router before it. */
  readonly address: string;
  /** Behind a router. */
  readonly network?: number;
  /** Hexadecimal, on that network. */
  readonly mac?: string;
  readonly maxApdu: number;
  readonly vendorId: number;
}

export interface Search {
  /** Where the question goes: a broadcast address, or one device's. */
  readonly host: string;
  readonly port: number;
  readonly localAddress: string;
  /** Devices answer to everybody at the port that they listen on: it is usually `port`. */
  readonly localPort: number;
  readonly waitMs: number;
  readonly lowest?: number;
  readonly highest?: number;
}

/** Devices by rising instance. Rejects with a sentence where the port cannot be had or nothing can be sent. */
export async function discoverDevices(search: Search, clock: Clock): Promise<FoundDevice[]> {
  const { host, port, localAddress, localPort, waitMs, lowest, highest } = search;
  const found = new Map<number, FoundDevice>();
  const socket = UdpSocket.take(localAddress, localPort);
  let trouble: string | null = null;
  const own = newClient(
    {
      broadcastAddress: `${host}:${port}`,
      send: (bytes) =>
        socket.send(bytes, host, port, (why) => {
          trouble = why;
        }),
    },
    waitMs,
  );
  const user: UdpUser = {
    onMessage: own.receive,
    onEnd: (why) => {
      trouble = why;
    },
  };
  own.client.on('iAm', ({ payload, header }) => {
    if (found.size < mostDevices) found.set(payload.deviceId, foundDevice(payload, header?.sender));
  });
  socket.hear(anySender, user);
  try {
    trouble = await socket.bound();
    if (trouble === null) {
      const limits =
        lowest === undefined || highest === undefined ? {} : { lowLimit: lowest, highLimit: highest };
      own.client.whoIs({ address: `${host}:${port}` }, limits);
      await new Promise<void>((resolve) => clock.after(waitMs, resolve));
    }
  } finally {
    own.client.close();
    await socket.release(anySender, user);
  }
  if (trouble !== null && found.size === 0) throw new Error(`${host}:${port}: ${trouble}`);
  return [...found.values()].toSorted((a, b) => a.instance - b.instance);
}

function foundDevice(
  { deviceId, maxApdu, vendorId }: { deviceId: number; maxApdu: number; vendorId: number },
  sender: { address?: string; net?: number; adr?: number[] } | undefined,
): FoundDevice {
  const { address = '', net, adr = [] } = sender ?? {};
  const routed = net === undefined ? {} : { network: net, mac: Buffer.from(adr).toString('hex') };
  return { instance: deviceId, address, maxApdu, vendorId, ...routed };
}
