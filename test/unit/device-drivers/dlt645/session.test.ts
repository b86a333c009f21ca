// DL/T 645 sessions against simulated meters and raw bytes, over real sockets.
import { status } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { describe, expect, test } from 'vitest';
import { LinePeer } from '../serial-line/line-peer.ts';
import { pointOf, until } from '../support.ts';
import { closedAfterwards, lineOf, password, type SimulatedMeter, sessionOf, valuesOf } from './bench.ts';

const threePhase: SimulatedMeter = {
  id: 'main',
  model: 'dlt645-2007-three-phase',
  address: { address: '202311230001' },
  values: {
    ...valuesOf('dlt645-2007-three-phase'),
    'voltage-l1': 230.1,
    'voltage-l2': 231.2,
    'voltage-l3': 229.3,
    'current-l1': 4.567,
    'power-l1': -1_000.5,
    power: 12_345.6,
    'reactive-power': -70.1,
    'power-factor': 0.987,
    frequency: 50.01,
    'energy-import': 123_456.78,
    'energy-tariff-2': 42.42,
  },
};
const relayMeter = (values: Record<string, number> = {}): SimulatedMeter => ({
  id: 'room',
  model: 'dlt645-2007-single-phase-relay',
  address: { address: '202311230002', password },
  values: { ...valuesOf('dlt645-2007-single-phase-relay'), 'power-factor': 0.9, supply: 1, ...values },
});
const old: SimulatedMeter = {
  id: 'old',
  model: 'dlt645-1997-three-phase',
  address: { address: '009911230003' },
  values: {
    ...valuesOf('dlt645-1997-three-phase'),
    'voltage-l1': 220,
    'current-l2': 1.25,
    'power-factor': 0.5,
  },
};

describe('reading', () => {
  test('three meters of both editions on one line give their values', async () => {
    const { port } = await lineOf([threePhase, relayMeter(), old]);
    const { sink, plan } = await sessionOf(port, [threePhase, relayMeter(), old]);
    const ids = plan.devices.flatMap(({ points }) => points.map(({ point }) => point.pointId));
    await until(() => ids.every((id) => sink.last(id)), 'a sample of every point');
    for (const { id, values } of [threePhase, relayMeter(), old]) {
      for (const [point, value] of Object.entries(values)) {
        expect(sink.last(`${id}/${point}`)?.value, `${id}/${point}`).toBe(value);
      }
    }
    expect(sink.last('main/power-l1')).toMatchObject({ value: -1_000.5, status: status.good });
    expect(sink.last('main/meter-date')?.text).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(plan.devices.every(({ device }) => sink.isOnline(device.id))).toBe(true);
  });

  test('an answer of several frames is put together', async () => {
    const meter = { ...threePhase, frameBytes: 7 };
    const { port } = await lineOf([meter]);
    const { sink } = await sessionOf(port, [meter]);
    await until(() => sink.last('main/energy-tariff-2') && sink.last('main/power'), 'values');
    expect(sink.last('main/energy-import')).toMatchObject({ value: 123_456.78, status: status.good });
    expect(sink.last('main/energy-tariff-2')?.value).toBe(42.42);
    expect(sink.last('main/power')?.value).toBe(12_345.6);
  });

  test('a meter alone on the line is read by the wildcard', async () => {
    const anybody = { ...threePhase, address: { address: 'AAAAAAAAAAAA', meter: '202311230001' } };
    const { port } = await lineOf([anybody]);
    const { sink } = await sessionOf(port, [{ ...threePhase, address: { address: 'AAAAAAAAAAAA' } }]);
    await until(() => sink.last('main/voltage-l1')?.value === 230.1, 'a value');
  });

  test('a refused block is read item by item, and what the meter does not have is a configuration error', async () => {
    const { port } = await lineOf([relayMeter()]);
    const other = { ...relayMeter(), model: 'dlt645-2007-three-phase', address: { address: '202311230002' } };
    const { sink } = await sessionOf(port, [other]);
    await until(() => sink.last('room/voltage-l1') && sink.last('room/voltage-l2'), 'values');
    expect(sink.last('room/voltage-l1')).toMatchObject({ value: 1, status: status.good });
    expect(sink.last('room/voltage-l2')).toMatchObject({
      value: Number.NaN,
      status: status.configurationError,
    });
    await until(() => sink.last('room/power')?.status === status.good, 'the item that it has');
    await until(() => sink.last('room/energy-import')?.status === status.good, 'the energy that it has');
    expect(sink.isOnline('room')).toBe(true);
  });
});

describe('bad lines', () => {
  test('a silent meter turns offline and its neighbour goes on', async () => {
    const { port, faults } = await lineOf([threePhase, relayMeter()]);
    faults.setDevice('main', { mode: 'silent', delayMs: 0 });
    const { sink } = await sessionOf(port, [threePhase, relayMeter()]);
    await until(() => sink.isOnline('main') === false, 'offline');
    expect(sink.last('main/power')).toMatchObject({ value: Number.NaN, status: status.timeout });
    const before = sink.samples.filter(({ pointId }) => pointId === 'room/supply').length;
    await until(
      () => sink.samples.filter((it) => it.pointId === 'room/supply').length > before + 2,
      'the neighbour',
    );
    faults.clear();
    await until(() => sink.isOnline('main') === true, 'online again', 20_000);
    await until(() => sink.last('main/power')?.value === 12_345.6, 'its value');
  });

  test('garbage gives no value, and the next good answer is good', async () => {
    const { port, faults } = await lineOf([relayMeter()]);
    faults.setDevice('room', { mode: 'garbage', delayMs: 0 });
    const { sink } = await sessionOf(port, [relayMeter()]);
    await until(() => sink.isOnline('room') === false, 'offline');
    expect(sink.samples.every(({ value }) => Number.isNaN(value))).toBe(true);
    faults.clear();
    await until(() => sink.last('room/voltage')?.status === status.good, 'a good value', 20_000);
  });

  test('digits that are none are a decoding error, FFH is a missing value', async () => {
    const bytes: Record<string, string> = { '02010100': '3a3b', '02030000': 'ffffff' };
    const peer = new LinePeer((request) => answerOf(request, bytes));
    closedAfterwards(peer);
    const { sink } = await sessionOf(await peer.listen(), [relayMeter()]);
    await until(() => sink.last('room/voltage') && sink.last('room/power'), 'samples');
    expect(sink.last('room/voltage')).toMatchObject({ value: Number.NaN, status: status.decodingError });
    expect(sink.last('room/power')).toMatchObject({ value: Number.NaN, status: status.sensorFailure });
  });

  test('an answer after its time is not taken for the next item’s', async () => {
    const { port, faults } = await lineOf([relayMeter({ voltage: 231, power: 77 })]);
    faults.setDevice('room', { mode: 'slow', delayMs: 300 });
    const { sink } = await sessionOf(port, [relayMeter()], { timeoutMs: 200 });
    await until(() => sink.isOnline('room') !== undefined, 'a judgement');
    faults.clear();
    await until(() => sink.last('room/voltage')?.status === status.good, 'a value', 20_000);
    const good = sink.samples.filter(
      (sample) => sample.status === status.good && sample.pointId === 'room/voltage',
    );
    expect(new Set(good.map(({ value }) => value))).toEqual(new Set([231]));
  });

  test('a cut connection is made anew', async () => {
    const peer = new LinePeer((_, it) => {
      it.cut();
      return null;
    });
    closedAfterwards(peer);
    const { sink } = await sessionOf(await peer.listen(), [relayMeter()]);
    await until(() => sink.isOnline('room') === false, 'offline');
    expect(sink.last('room/power')?.status).toBe(status.notConnected);
    await until(() => peer.connections > 2, 'attempts');
  });
});

describe('the relay', () => {
  test('is switched with the password and read back', async () => {
    const meter = relayMeter();
    const { port, written } = await lineOf([meter]);
    const { sink, plan, session } = await sessionOf(port, [meter]);
    await until(() => sink.last('room/supply')?.value === 1, 'connected');
    expect(await session.write(pointOf(plan, 'room/supply-set'), 0)).toEqual({ ok: true });
    expect(await session.read(pointOf(plan, 'room/supply'))).toEqual({ value: 0, status: status.good });
    expect(await session.write(pointOf(plan, 'room/supply-set'), 1)).toEqual({ ok: true });
    await until(() => sink.last('room/supply')?.value === 1, 'connected again');
    expect(written).toHaveLength(2);
  });

  test('a wrong password is refused with its reason, no password is not sent', async () => {
    const wrong = { ...relayMeter(), address: { address: '202311230002', password: '02123456' } };
    const { port, written } = await lineOf([wrong]);
    const { sink, plan, session } = await sessionOf(port, [wrong]);
    await until(() => sink.last('room/supply'), 'a sample');
    const refused = await session.write(pointOf(plan, 'room/supply-set'), 0);
    expect(refused).toMatchObject({ ok: false, reason: 'command-refused-by-device' });
    expect(refused).toHaveProperty('detail', expect.stringMatching(/password/));
    expect(written).toEqual([]);
    await session.close();
    const none = { ...relayMeter(), address: { address: '202311230002' } };
    const second = await sessionOf(port, [none]);
    expect(await second.session.write(pointOf(second.plan, 'room/supply-set'), 0)).toMatchObject({
      ok: false,
      reason: 'not-writable',
    });
  });

  test('an order without an answer is sent once', async () => {
    const peer = new LinePeer(() => null);
    closedAfterwards(peer);
    const { plan, session } = await sessionOf(await peer.listen(), [relayMeter()]);
    await until(() => peer.heard.length > 0, 'a connection');
    expect(await session.write(pointOf(plan, 'room/supply-set'), 0)).toMatchObject({
      reason: 'device-silent',
    });
    const orders = peer.heard.filter((bytes) => bytes[bytes.indexOf(0x68) + 8] === 0x1c);
    expect(orders).toHaveLength(1);
  });
});

/** Answers a read of an item in `bytes` (hexadecimal, lowest first), and nothing else. */
function answerOf(request: Buffer, bytes: Record<string, string>): Buffer | null {
  const frame = request.subarray(request.indexOf(0x68));
  const id = Buffer.from(frame.subarray(10, 14).map((byte) => byte - 0x33))
    .reverse()
    .toString('hex');
  const item = bytes[id];
  if (item === undefined) return null;
  const data = Buffer.from(Buffer.from(item, 'hex').map((byte) => byte + 0x33));
  const head = Buffer.concat([
    frame.subarray(0, 8),
    Buffer.from([0x91, 4 + data.length]),
    frame.subarray(10, 14),
    data,
  ]);
  const sum = head.reduce((total, byte) => (total + byte) & 0xff, 0);
  return Buffer.concat([head, Buffer.from([sum, 0x16])]);
}

test('models name blocks of the items that they have', () => {
  const { settings, points } = deviceModels.get('dlt645-2007-three-phase')!;
  const ids = new Set(points.map(({ address }) => address.id));
  for (const { items } of settings.blocks as { items: string[] }[]) {
    expect(items.filter((id) => !ids.has(id))).toEqual([]);
  }
});
