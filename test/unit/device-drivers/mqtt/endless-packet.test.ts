// A broker that announces a packet of hundreds of megabytes and goes on sending it: the agent does not gather it.
import { createServer, type Socket } from 'node:net';
import { loadDriver } from '@campus/device-drivers';
import { silentLog, systemClock } from '@campus/runtime';
import { expect, test } from 'vitest';
import { planOf, SeenSink, until } from '../support.ts';

/** CONNACK of MQTT 5 without properties. */
const welcome = Buffer.from([0x20, 3, 0, 0, 0]);
/** A PUBLISH of the largest length that there is. */
const endlessHead = Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]);
const piece = Buffer.alloc(65_536, 0x61);
const mostPieces = 1_024;

test('the connection is ended at the head of the packet, and made anew', async () => {
  const sockets = new Set<Socket>();
  let mostTaken = 0;
  let ended = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    let taken = 0;
    const flood = (): void => {
      if (socket.writable && taken++ < mostPieces) socket.write(piece, flood);
      mostTaken = Math.max(mostTaken, taken);
    };
    socket.on('error', () => {});
    socket.on('close', () => ended++);
    socket.once('data', () => {
      socket.write(Buffer.concat([welcome, endlessHead]));
      flood();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as { port: number };
  const plan = planOf('mqtt', { host: '127.0.0.1', port }, [
    { id: 'hmd', model: 'vr-headset', address: { topic: 'vr/h1' } },
  ]);
  const driver = await loadDriver('mqtt');
  const context = { clock: systemClock, log: silentLog, random: () => 0 };
  const session = driver.open(plan, new SeenSink(plan), context);
  session.start();
  try {
    await until(() => ended >= 2, 'two connections that the agent ended');
    // what stands in the buffers of both sides may have left before
    expect(mostTaken).toBeLessThan(mostPieces / 4);
  } finally {
    await session.close();
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
});
