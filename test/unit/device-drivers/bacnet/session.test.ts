// BACnet sessions against simulated devices and raw packets, over real sockets.
import { status } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { systemClock } from '@campus/runtime';
import { describe, expect, test } from 'vitest';
import { discoverDevices } from '../../../../device-drivers/bacnet/discovery.ts';
import { pointOf, until } from '../support.ts';
import { type SimulatedBacnet, serverOf, sessionOf, UdpPeer } from './bench.ts';

const thermostat = (values: Record<string, number> = {}): SimulatedBacnet => ({
  id: 'room',
  model: 'bacnet-thermostat',
  address: { instance: 4101 },
  values: { power: 1, mode: 2, fan: 3, target: 26.5, 'room-temperature': 21.3, valve: 55, ...values },
});
const airHandler: SimulatedBacnet = {
  id: 'ahu',
  model: 'bacnet-air-handler',
  address: { instance: 4001, network: 2001, mac: '0c' },
  values: {
    power: 1,
    'supply-target': 18.5,
    'fan-speed': 80,
    damper: 30,
    valve: 12,
    'supply-temperature': 18.2,
    'return-temperature': 24.1,
    'outdoor-temperature': -7.5,
    'return-humidity': 45.5,
    'return-co2': 812,
    'fan-running': 1,
    'filter-dirty': 0,
    frost: 0,
  },
};

function without(cov: boolean, more: Record<string, unknown> = {}) {
  const model = deviceModels.get('bacnet-thermostat')!;
  return { ...model, settings: { ...model.settings, cov, ...more } };
}

describe('reading', () => {
  test('a device alone and one behind a router give their values', async () => {
    const alone = await serverOf([thermostat()]);
    const routed = await serverOf([airHandler]);
    for (const [{ port }, device] of [
      [alone, thermostat()],
      [routed, airHandler],
    ] as const) {
      const { sink } = await sessionOf(port, [device]);
      const ids = Object.keys(device.values).map((point) => `${device.id}/${point}`);
      await until(() => ids.every((id) => sink.last(id)), 'a sample of every point');
      for (const [point, value] of Object.entries(device.values)) {
        expect(sink.last(`${device.id}/${point}`), point).toMatchObject({ value, status: status.good });
      }
    }
  });

  test('answers that do not fit are asked for in halves', async () => {
    const short = { ...thermostat(), maxApdu: 60 };
    const { port } = await serverOf([short]);
    const { sink } = await sessionOf(port, [short]);
    const ids = Object.keys(short.values).map((point) => `room/${point}`);
    await until(() => ids.every((id) => sink.last(id)?.status === status.good), 'all values');
    expect(sink.states).toEqual([{ deviceId: 'room', isOnline: true, reason: 'good' }]);
  });

  test('a device without ReadPropertyMultiple is read property by property', async () => {
    const { port } = await serverOf([thermostat()]);
    const model = without(false, { readMultiple: false });
    const { sink } = await sessionOf(port, [{ ...thermostat(), model }]);
    await until(() => sink.last('room/valve') && sink.last('room/room-temperature'), 'values');
    expect(sink.last('room/room-temperature')).toMatchObject({ value: 21.3, status: status.good });
  });

  test('objects that are not there are a configuration error, the others are read', async () => {
    const wrong = { ...thermostat(), map: 'bacnet-thermostat', model: 'bacnet-air-handler' };
    const { port } = await serverOf([wrong]);
    const { sink } = await sessionOf(port, [wrong]);
    await until(() => sink.last('room/supply-temperature') && sink.last('room/frost'), 'samples');
    expect(sink.last('room/supply-temperature')).toMatchObject({ value: 21.3, status: status.good });
    expect(sink.last('room/frost')).toMatchObject({ value: Number.NaN, status: status.configurationError });
  });

  test('a fault is told by its reliability', async () => {
    const device = thermostat({ 'room-temperature': Number.NaN });
    const { port } = await serverOf([device]);
    const { sink } = await sessionOf(port, [device]);
    await until(() => sink.last('room/room-temperature'), 'a sample');
    expect(sink.last('room/room-temperature')).toMatchObject({
      value: Number.NaN,
      status: status.sensorFailure,
    });
    expect(sink.last('room/target')?.status).toBe(status.good);
  });

  test('units of a gateway are told apart by their offset', async () => {
    const unit = (number: number): SimulatedBacnet => ({
      id: `unit-${number}`,
      model: 'daikin-dms502b51',
      address: { instance: 53, offset: 256 * number },
      values: {
        'power-order': number,
        power: number,
        alarm: 0,
        malfunction: 1,
        'mode-order': 1,
        mode: 1,
        'room-temperature': 20 + number,
        target: 24,
      },
    });
    const first = await serverOf([unit(0)]);
    const second = await serverOf([unit(1)]);
    const a = await sessionOf(first.port, [unit(0)]);
    const b = await sessionOf(second.port, [unit(1)]);
    await until(
      () => a.sink.last('unit-0/room-temperature') && b.sink.last('unit-1/room-temperature'),
      'values',
    );
    expect(a.sink.last('unit-0/room-temperature')?.value).toBe(20);
    expect(b.sink.last('unit-1/room-temperature')?.value).toBe(21);
  });
});

describe('changes', () => {
  test('are told at once, and what is told is read less often', async () => {
    const device = thermostat();
    const { port, server } = await serverOf([device]);
    const { sink } = await sessionOf(port, [device]);
    await until(() => server.subscriptions === 6, 'a subscription of every object');
    await until(() => sink.last('room/room-temperature')?.value === 21.3, 'a value');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    device.values['room-temperature'] = 23.8;
    server.refresh();
    await until(() => sink.last('room/room-temperature')?.value === 23.8, 'the change', 1_000);
    const count = sink.samples.length;
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(sink.samples.length - count).toBeLessThanOrEqual(22);
  });

  test('a device that forgets its subscriptions is subscribed to again when it is back', async () => {
    const device = thermostat();
    const first = await serverOf([device]);
    const { sink } = await sessionOf(first.port, [device]);
    await until(() => first.server.subscriptions === 6, 'subscriptions');
    first.faults.setDevice('room', { mode: 'silent', delayMs: 0 });
    await until(() => sink.isOnline('room') === false, 'offline', 60_000);
    first.faults.clear();
    await until(() => sink.isOnline('room') === true, 'online again', 20_000);
    await until(() => first.server.subscriptions === 6, 'subscriptions again');
  }, 90_000);
});

describe('commands', () => {
  test('are written with their priority and read back', async () => {
    const device = thermostat();
    const { port, written } = await serverOf([device]);
    const { sink, plan, session } = await sessionOf(port, [device]);
    await until(() => sink.last('room/target'), 'a value');
    expect(await session.write(pointOf(plan, 'room/target-set'), 24.5)).toEqual({ ok: true });
    expect(await session.read(pointOf(plan, 'room/target'))).toEqual({ value: 24.5, status: status.good });
    expect(await session.write(pointOf(plan, 'room/power-set'), 0)).toEqual({ ok: true });
    expect(await session.write(pointOf(plan, 'room/mode-set'), 1)).toEqual({ ok: true });
    await until(
      () => sink.last('room/power')?.value === 0 && sink.last('room/mode')?.value === 1,
      'readbacks',
    );
    expect(written).toHaveLength(3);
    expect(await session.write(pointOf(plan, 'room/mode-set'), 1.5)).toMatchObject({
      reason: 'value-out-of-range',
    });
  });

  test('a release gives up the priority, and what was before holds again', async () => {
    const model = without(false);
    const points = model.points.map((point) =>
      point.id === 'target-set' ? { ...point, address: { ...point.address, releaseAt: 16 } } : point,
    );
    const device = { ...thermostat(), model: { ...model, points }, map: 'bacnet-thermostat' };
    const { port } = await serverOf([device]);
    const { sink, plan, session } = await sessionOf(port, [device]);
    await until(() => sink.last('room/target'), 'a value');
    await session.write(pointOf(plan, 'room/target-set'), 20);
    expect((await session.read(pointOf(plan, 'room/target'))).value).toBe(20);
    expect(await session.write(pointOf(plan, 'room/target-set'), 16)).toEqual({ ok: true });
    expect((await session.read(pointOf(plan, 'room/target'))).value).toBe(26.5);
  });

  test('what the device does not take is refused with its reason; one without an answer is sent once', async () => {
    const device = { ...airHandler, map: 'bacnet-thermostat', model: 'bacnet-air-handler' };
    const { port } = await serverOf([{ ...device, values: thermostat().values }]);
    const { sink, plan, session } = await sessionOf(port, [device]);
    await until(() => sink.last('ahu/power'), 'a sample');
    expect(await session.write(pointOf(plan, 'ahu/damper-set'), 10)).toMatchObject({
      ok: false,
      reason: 'command-refused-by-device',
      detail: expect.stringMatching(/Code:31/),
    });
    const peer = new UdpPeer(() => null);
    const silent = await sessionOf(await peer.listen(), [thermostat()]);
    await until(() => peer.heard.length > 0, 'a request');
    expect(await silent.session.write(pointOf(silent.plan, 'room/power-set'), 1)).toMatchObject({
      ok: false,
      reason: 'device-silent',
    });
    expect(peer.heard.filter((bytes) => bytes[9] === 15)).toHaveLength(1);
  });
});

describe('bad networks', () => {
  test('garbage and silence are bad with a reason, other endpoints go on, good answers bring it back', async () => {
    const bad = await serverOf([thermostat()]);
    const good = await serverOf([airHandler]);
    bad.faults.setDevice('room', { mode: 'garbage', delayMs: 0 });
    const a = await sessionOf(bad.port, [thermostat()]);
    const b = await sessionOf(good.port, [airHandler]);
    await until(() => a.sink.isOnline('room') === false, 'offline');
    expect(a.sink.samples.every(({ value }) => Number.isNaN(value))).toBe(true);
    await until(() => b.sink.last('ahu/power')?.value === 1, 'the neighbour');
    bad.faults.clear();
    await until(() => a.sink.last('room/target')?.value === 26.5, 'a good value', 20_000);
  });

  test('an answer of a stranger is not taken', async () => {
    const device = thermostat();
    const { port } = await serverOf([device]);
    const peer = new UdpPeer(() => null);
    const silent = await sessionOf(await peer.listen(), [device]);
    const { sink } = await sessionOf(port, [device]);
    await until(() => sink.last('room/target'), 'the good one');
    expect(silent.sink.samples.filter(({ value }) => !Number.isNaN(value))).toEqual([]);
  });

  test('a late answer is not taken for the next one', async () => {
    const device = thermostat();
    const { port, faults } = await serverOf([device]);
    // It comes while the answer to the next request is awaited: that is sent 600 ms after the first.
    faults.setDevice('room', { mode: 'slow', delayMs: 750 });
    const { sink } = await sessionOf(port, [device], { timeoutMs: 300 });
    await until(() => sink.isOnline('room') === false, 'offline');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(new Set(sink.samples.map((sample) => sample.status))).toEqual(new Set([status.timeout]));
  });

  test('a name without an address: not connected, with a reason', async () => {
    const { sink } = await sessionOf(47_808, [thermostat()], { host: 'no-such-host.invalid' });
    await until(() => sink.isOnline('room') === false, 'offline', 30_000);
    expect(sink.last('room/target')?.status).toBe(status.notConnected);
  });
});

test('devices are discovered by what answers', async () => {
  const { port } = await serverOf([thermostat(), airHandler]);
  const search = { host: '127.0.0.1', port, localAddress: '127.0.0.1', localPort: 0, waitMs: 300 };
  const found = await discoverDevices(search, systemClock);
  expect(found).toEqual([
    { instance: 4001, address: `127.0.0.1:${port}`, network: 2001, mac: '0c', maxApdu: 480, vendorId: 999 },
    { instance: 4101, address: `127.0.0.1:${port}`, maxApdu: 480, vendorId: 999 },
  ]);
  const some = await discoverDevices({ ...search, lowest: 4_100, highest: 4_200 }, systemClock);
  expect(some.map(({ instance }) => instance)).toEqual([4101]);
});
