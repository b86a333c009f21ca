// The blueprint works: a driver copied from it begins with values, commands, and trouble handled.
import { createServer, type Server, type Socket } from 'node:net';
import { status } from '@campus/campus-model';
import { silentLog, systemClock } from '@campus/runtime';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { decodeAnswer, encodeWrite } from '../../../../device-drivers/blueprint/codec.ts';
import { blueprintDriver } from '../../../../device-drivers/blueprint/driver.ts';
import { planOf, pointOf, SeenSink, until } from '../support.ts';
import { tankModel } from './tank-model.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});

async function peerOf(answer: (line: string, socket: Socket) => string): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes) => socket.write(answer(bytes.toString().trim(), socket)));
  });
  open.push({
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

function sessionOf(port: number) {
  const devices = [{ id: 'tank', model: tankModel, address: { prefix: 'tank1' } }];
  const plan = planOf('mqtt', { host: '127.0.0.1', port, timeoutMs: 200 }, devices);
  const sink = new SeenSink(plan);
  const session = blueprintDriver.open(plan, sink, { clock: systemClock, log: silentLog, random: () => 0 });
  open.push(session);
  session.start();
  return { plan, sink, session };
}

test('values come, a command is written and read back', async () => {
  const values = new Map([
    ['tank1.level', 42],
    ['tank1.valve', 0],
  ]);
  const port = await peerOf((line) => {
    const [, verb, name, value] = /^(GET|SET) ([^=]+)(?:=(.*))?$/.exec(line)!;
    if (verb === 'SET') values.set(name!, Number(value));
    return `${name}=${values.get(name!)}\n`;
  });
  const { plan, sink, session } = sessionOf(port);
  await until(() => sink.last('tank/level') && sink.last('tank/valve'), 'values');
  expect(sink.last('tank/level')).toMatchObject({ value: 42, status: status.good });
  expect(await session.write(pointOf(plan, 'tank/valve-set'), 30)).toEqual({ ok: true });
  expect(await session.read(pointOf(plan, 'tank/valve'))).toEqual({ value: 30, status: status.good });
});

test('garbage, endless lines and a cut connection are bad quality, and good answers bring it back', async () => {
  let answer = (_: string, socket: Socket): string => {
    socket.destroy();
    return '';
  };
  const port = await peerOf((line, socket) => answer(line, socket));
  const { sink } = sessionOf(port);
  await until(() => sink.isOnline('tank') === false, 'offline');
  answer = () => 'tank1.level=42=43\n';
  await until(() => sink.last('tank/level')?.status === status.decodingError, 'a decoding error');
  answer = () => 'x'.repeat(5_000);
  await until(() => sink.last('tank/level')?.status === status.timeout, 'an endless line');
  answer = (line) => `${line.slice(4)}=7\n`;
  await until(() => sink.last('tank/level')?.value === 7, 'a good value');
});

test('the codec gives back what it wrote and nothing else', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const line = encodeWrite('a.b', value)!.slice('SET '.length);
      expect(decodeAnswer('a.b', line)).toBeCloseTo(value, 10);
      expect(decodeAnswer('a.c', line)).toBeNull();
    }),
  );
  fc.assert(fc.property(fc.string(), (line) => decodeAnswer('a.b', line) === null || line.includes('a.b=')));
});
