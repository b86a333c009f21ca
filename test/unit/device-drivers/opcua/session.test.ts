// Sessions against a real OPC UA server: values with their times and statuses, commands, loss and return.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@campus/campus-model';
import { loadDriver } from '@campus/device-drivers';
import { silentLog, systemClock } from '@campus/runtime';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { SilentProxy } from '../silent-proxy.ts';
import { freePort, planOf, pointOf, SeenSink, until } from '../support.ts';
import { OpcuaPeer } from './peer.ts';

const folder = mkdtempSync(join(tmpdir(), 'campus-opcua-'));
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const machine = { id: 'cnc', model: 'cnc-machine', address: { root: 'ns=1;s=CNC1' } };
const manager = { id: 'vr', model: 'vr-lab-manager', address: { root: 'ns=1;s=VR' } };

async function sessionOf(port: number, devices = [machine, manager]) {
  const plan = planOf('opcua', { host: '127.0.0.1', port, timeoutMs: 2_000 }, devices);
  const sink = new SeenSink(plan);
  const driver = await loadDriver('opcua');
  const session = driver.open(plan, sink, { clock: systemClock, log: silentLog, random: () => 0, folder });
  open.push(session);
  session.start();
  return { plan, sink, session };
}

async function peerOf(port?: number): Promise<OpcuaPeer> {
  const peer = await OpcuaPeer.start(port ?? (await freePort()), join(folder, 'server'));
  open.push(peer);
  return peer;
}

describe('a machine and a VR lab on one server', () => {
  test('values, text, statuses and source times come, changes follow, commands are written and read back', async () => {
    const peer = await peerOf();
    const at = Date.now() - 5_000;
    peer.set('CNC1.SpindleSpeed', 1200, { at });
    peer.set('CNC1.Program', 'O1001 轴套');
    peer.set('CNC1.CoolantLevel', 40, { status: 'BadSensorFailure' });
    peer.set('CNC1.SpindleLoad', 30, { status: 'UncertainSensorNotAccurate' });
    peer.set('CNC1.SpindleTemperature', Number.NaN);
    peer.set('CNC1.StackLight', 7);
    peer.set('CNC1.FeedOverride', 100, { at: Date.now() + 3_600_000 });
    const { plan, sink, session } = await sessionOf(peer.port);
    await until(
      () => plan.devices.flatMap((d) => d.points).every((p) => sink.last(p.point.pointId)),
      'all points',
    );
    expect(sink.last('cnc/spindle-speed')).toMatchObject({ value: 1200, status: status.good, timeMs: at });
    expect(sink.last('cnc/program')).toMatchObject({ text: 'O1001 轴套', status: status.good });
    expect(sink.last('cnc/coolant-level')).toMatchObject({ value: Number.NaN, status: status.sensorFailure });
    expect(sink.last('cnc/spindle-load')).toMatchObject({ value: 30, status: status.sensorNotAccurate });
    expect(sink.last('cnc/spindle-temperature')).toMatchObject({
      value: Number.NaN,
      status: status.sensorFailure,
    });
    expect(sink.last('cnc/stack-light')).toMatchObject({ value: 7, status: status.outOfRange });
    expect(sink.last('cnc/feed-override')).toMatchObject({ value: 100, status: status.clockSuspect });
    expect(sink.last('cnc/feed-override')!.timeMs).toBeLessThanOrEqual(Date.now());
    expect(sink.states).toEqual([
      { deviceId: 'cnc', isOnline: true, reason: 'good' },
      { deviceId: 'vr', isOnline: true, reason: 'good' },
    ]);

    peer.set('CNC1.SpindleSpeed', 1800);
    await until(() => sink.last('cnc/spindle-speed')?.value === 1800, 'the change');
    peer.set('CNC1.SpindleSpeed', 1802);
    peer.set('CNC1.Parts', 5);
    await until(() => sink.last('cnc/parts')?.value === 5, 'another change');
    expect(sink.last('cnc/spindle-speed')?.value, 'within the deadband').toBe(1800);

    expect(await session.write(pointOf(plan, 'vr/session-set'), 1)).toEqual({ ok: true });
    expect(peer.get('VR.SessionTarget')).toBe(1);
    peer.set('VR.Session', 1);
    expect(await session.read(pointOf(plan, 'vr/session'))).toEqual({ value: 1, status: status.good });
    expect(await session.write(pointOf(plan, 'vr/session-set'), 1.5)).toMatchObject({
      reason: 'value-out-of-range',
    });
    expect(await session.write(pointOf(plan, 'vr/session'), 1)).toMatchObject({ reason: 'not-writable' });
    peer.refuseWrites = true;
    expect(await session.write(pointOf(plan, 'vr/session-set'), 2)).toMatchObject({
      reason: 'command-refused-by-device',
    });
  });

  test('a variable that the server lacks is a configuration error, a device that it lacks is offline', async () => {
    const peer = await peerOf();
    peer.remove('CNC1.Door');
    const stranger = { id: 'other', model: 'cnc-machine', address: { root: 'ns=1;s=CNC9' } };
    const { sink } = await sessionOf(peer.port, [machine, stranger]);
    await until(() => sink.last('cnc/spindle-speed') && sink.isOnline('other') === false, 'both devices');
    expect(sink.last('cnc/door')).toMatchObject({ value: Number.NaN, status: status.configurationError });
    expect(sink.isOnline('cnc')).toBe(true);
  });

  test('a server that goes makes all bad with a reason, and one that returns brings it back', async () => {
    const peer = await peerOf();
    const { sink, session, plan } = await sessionOf(peer.port);
    await until(() => sink.isOnline('vr') && sink.isOnline('cnc'), 'online');
    await peer.close();
    await until(() => sink.isOnline('vr') === false, 'offline');
    expect(sink.last('cnc/spindle-speed')).toMatchObject({ value: Number.NaN, status: status.notConnected });
    expect(await session.read(pointOf(plan, 'vr/session'))).toMatchObject({ status: status.notConnected });
    expect(await session.write(pointOf(plan, 'vr/session-set'), 1)).toMatchObject({
      reason: 'device-silent',
    });
    await peerOf(peer.port);
    await until(() => sink.isOnline('vr') === true && sink.isOnline('cnc') === true, 'online again');
    expect(sink.states.filter(({ deviceId }) => deviceId === 'cnc').map(({ isOnline }) => isOnline)).toEqual([
      true,
      false,
      true,
    ]);
  });
});

test('a link that falls silent is noticed, given up, and made anew', async () => {
  const peer = await peerOf();
  const proxy = new SilentProxy(peer.port);
  open.push(proxy);
  const { sink } = await sessionOf(await proxy.listen(), [machine]);
  await until(() => sink.last('cnc/spindle-speed'), 'values');
  proxy.isDeaf = true;
  await until(() => sink.isOnline('cnc') === false, 'offline', 15_000);
  proxy.isDeaf = false;
  peer.set('CNC1.SpindleSpeed', 900);
  await until(
    () => sink.isOnline('cnc') === true && sink.last('cnc/spindle-speed')?.value === 900,
    'online again',
  );
});

/** A server that says hello and names limits of a few bytes. */
function acknowledgeOf70Bytes(): Buffer {
  const acknowledge = Buffer.alloc(28);
  acknowledge.write('ACKF', 'latin1');
  for (const [at, word] of [28, 0, 70, 70, 0, 0].entries()) acknowledge.writeUInt32LE(word, 4 + at * 4);
  return acknowledge;
}

test('a port that speaks something else, one that says nothing, and one that takes no messages are offline and close cleanly', async () => {
  const garbage = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
  });
  const silent = createServer((socket) => socket.on('error', () => {}).resume());
  const narrow = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.write(acknowledgeOf70Bytes()));
  });
  for (const server of [garbage, silent, narrow]) {
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
    const { sink, session } = await sessionOf(port);
    await until(() => sink.isOnline('cnc') === false, 'offline');
    await session.close();
    server.close();
  }
});
