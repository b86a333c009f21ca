// Methods as commands, and nodes named by the URI of their namespace, against a real server.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { deviceModel, pair, point, text } from '../../../../device-drivers/device-models/point-builder.ts';
import { freePort, pointOf, until } from '../support.ts';
import { OpcuaPeer, peerNamespace } from './peer.ts';
import { openSession } from './sessions.ts';

const folder = mkdtempSync(join(tmpdir(), 'campus-opcua-commands-'));
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sense = (id: string, node: string) =>
  point({ id, name: text(id, id), quantity: 'count', deadband: 0, range: { min: 0, max: 30_000 } }, { node });

const commanded = deviceModel({
  id: 'commanded',
  name: text('机床', 'machine'),
  maker: 'test',
  kind: 'machine',
  system: 'workshop',
  protocol: 'opcua',
  source: 'example',
  points: [
    pair(sense('running', 'State'), {
      kind: 'output',
      min: 0,
      max: 9,
      settleMs: 1_000,
      address: { method: { method: { '1': 'Start', '0': 'Stop' } } },
    }),
    pair(sense('speed', 'SpindleSpeed'), {
      kind: 'setpoint',
      min: 0,
      max: 30_000,
      settleMs: 1_000,
      address: { method: { method: 'SetSpeed', argument: 'Double' }, scale: 10 },
    }),
  ].flat(),
});

test('a command calls the method of its value, the value is its argument, and a refusal is told with the reason', async () => {
  const peer = await OpcuaPeer.start(await freePort(), join(folder, 'server'), {
    otherNamespace: 'urn:test:other',
  });
  open.push(peer);
  const root = `nsu=${peerNamespace};s=CNC1`;
  const { session, plan, sink } = await openSession({ port: peer.port }, folder, [
    { id: 'cnc', model: commanded, address: { root } },
    { id: 'lost', model: commanded, address: { root: 'nsu=urn:test:nowhere;s=CNC1' } },
  ]);
  open.push(session);
  await until(() => sink.isOnline('cnc') && sink.isOnline('lost') === false, 'both');
  expect(sink.states.find(({ deviceId }) => deviceId === 'lost')).toMatchObject({
    reason: 'configurationError',
  });

  const running = pointOf(plan, 'cnc/running-set');
  expect(await session.write(running, 1)).toEqual({ ok: true });
  expect(await session.write(running, 0)).toEqual({ ok: true });
  expect(await session.write(running, 7)).toMatchObject({ ok: false, reason: 'value-out-of-range' });
  const speed = pointOf(plan, 'cnc/speed-set');
  expect(await session.write(speed, 12_500)).toEqual({ ok: true });
  expect(peer.calls).toEqual([
    { method: 'Start', inputs: [] },
    { method: 'Stop', inputs: [] },
    { method: 'SetSpeed', inputs: [1_250] },
  ]);
  expect(sink.last('cnc/speed-set')).toMatchObject({ value: 12_500 });
  const refused = await session.write(speed, 70_000);
  expect(refused).toMatchObject({ ok: false, reason: 'command-refused-by-device' });
  expect(JSON.stringify(refused)).toContain('BadOutOfRange');
  expect(await session.write(pointOf(plan, 'lost/running-set'), 1)).toMatchObject({ ok: false });
  await peer.close();
  await until(() => sink.isOnline('cnc') === false, 'gone');
  expect(await session.write(running, 1)).toMatchObject({ reason: 'device-silent', detail: 'not connected' });
});
