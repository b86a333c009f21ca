// CJ/T 188 sessions against simulated meters and raw bytes, over real sockets.
import { status } from '@campus/campus-model';
import { loadDriver } from '@campus/device-drivers';
import { seededRandom, silentLog, systemClock } from '@campus/runtime';
import { afterEach, describe, expect, test } from 'vitest';
import { cjt188Line } from '../../../../simulators/cjt188/line.ts';
import { Meter } from '../../../../simulators/cjt188/meter.ts';
import { meterMaps } from '../../../../simulators/cjt188/meter-maps.ts';
import { Faults } from '../../../../simulators/faults/faults.ts';
import { startLineServer } from '../../../../simulators/meter-line/server.ts';
import { standing } from '../dlt645/bench.ts';
import { LinePeer } from '../serial-line/line-peer.ts';
import { type PlannedDevice, planOf, pointOf, SeenSink, until } from '../support.ts';

interface SimulatedMeter extends PlannedDevice {
  readonly model: string;
  readonly values: Record<string, number>;
}

const closing: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const it of closing.splice(0).reverse()) await it.close();
});

async function lineOf(meters: readonly SimulatedMeter[]) {
  const faults = new Faults();
  const server = await startLineServer({
    endpointIds: ['endpoint'],
    host: '127.0.0.1',
    port: 0,
    line: cjt188Line(
      meters.map((planned) => {
        const { address, type } = planned.address as { address: string; type?: string };
        return new Meter({
          device: standing(planned, planned.values),
          map: meterMaps.get(planned.model)!,
          address,
          ...(type ? { type: Number.parseInt(type, 16) } : {}),
          clock: systemClock,
          utcOffsetMinutes: 480,
        });
      }),
    ),
    faults,
    random: seededRandom(1),
    clock: systemClock,
    log: silentLog,
    onWritten: () => {},
  });
  closing.push(server);
  return { port: server.port, faults };
}

async function sessionOf(port: number, devices: readonly PlannedDevice[]) {
  const planned = devices.map(({ id, model, address }) => ({ id, model, address }));
  const plan = planOf('cjt188', { host: '127.0.0.1', port, timeoutMs: 200, gapMs: 0 }, planned);
  const sink = new SeenSink(plan);
  const driver = await loadDriver('cjt188');
  const session = driver.open(plan, sink, { clock: systemClock, log: silentLog, random: () => 0 });
  closing.push(session);
  session.start();
  return { plan, sink, session };
}

const water: SimulatedMeter = {
  id: 'water',
  model: 'cjt188-water-meter',
  address: { address: '78330011223344' },
  values: { volume: 12_345.67, 'volume-settled': 12_000, 'battery-low': 1 },
};
const hot = (): SimulatedMeter => ({
  id: 'hot',
  model: 'cjt188-water-meter-valve',
  address: { address: '78330011223345', type: '11' },
  values: { volume: 1.5, 'volume-settled': 1, 'battery-low': 0, valve: 1 },
});
const heat: SimulatedMeter = {
  id: 'heat',
  model: 'cjt188-heat-meter',
  address: { address: '20231100000001' },
  values: {
    'heat-settled': 900.5,
    heat: 1_234.56,
    power: 45_670,
    flow: 1.2345,
    volume: 777.25,
    'supply-temperature': 55.25,
    'return-temperature': 41.75,
    'operating-time': 8_760 * 3_600,
    'battery-low': 0,
  },
};

describe('reading', () => {
  test('water and heat meters on one line give all their values by one request each', async () => {
    const meters = [water, hot(), heat];
    const { port } = await lineOf(meters);
    const { sink } = await sessionOf(port, meters);
    await until(() => meters.every(({ id }) => sink.last(`${id}/battery-low`)), 'values');
    for (const { id, values } of meters) {
      for (const [point, value] of Object.entries(values)) {
        expect(sink.last(`${id}/${point}`), `${id}/${point}`).toMatchObject({ value, status: status.good });
      }
    }
  });

  test.each([
    ['2c', 5_567.77, status.good],
    ['29', 5.56777, status.good],
    ['05', Number.NaN, status.decodingError],
    ['77', Number.NaN, status.decodingError],
  ])('unit code %s', async (code, value, quality) => {
    const data = `1f9000${`77675500${code}`.repeat(2)}310122110515200000`;
    const peer = new LinePeer(() => frameOf('81', data));
    closing.push(peer);
    const { sink } = await sessionOf(await peer.listen(), [water]);
    await until(() => sink.last('water/volume'), 'a sample');
    expect(sink.last('water/volume')).toMatchObject({ value, status: quality });
  });

  test('a refusal is a configuration error, half an answer of a shorter form too', async () => {
    let reply = frameOf('c1', '000000');
    const peer = new LinePeer(() => reply);
    closing.push(peer);
    const { sink } = await sessionOf(await peer.listen(), [water]);
    await until(() => sink.last('water/volume')?.status === status.configurationError, 'refused');
    expect(sink.isOnline('water')).toBe(true);
    reply = frameOf('81', '1f900077675500' + '2c');
    const second = new LinePeer(() => reply);
    closing.push(second);
    const short = await sessionOf(await second.listen(), [water]);
    await until(() => short.sink.last('water/volume')?.status === status.good, 'what there is');
    expect(short.sink.last('water/battery-low')?.status).toBe(status.configurationError);
  });
});

describe('bad lines', () => {
  test('silence and garbage are bad with a reason, the neighbour goes on, good answers bring it back', async () => {
    const meters = [water, hot()];
    const { port, faults } = await lineOf(meters);
    faults.setDevice('water', { mode: 'garbage', delayMs: 0 });
    const { sink } = await sessionOf(port, meters);
    await until(() => sink.isOnline('water') === false, 'offline');
    expect(
      sink.samples
        .filter(({ pointId }) => pointId.startsWith('water/'))
        .every((it) => Number.isNaN(it.value)),
    ).toBe(true);
    expect(sink.last('hot/valve')?.value).toBe(1);
    faults.setDevice('water', { mode: 'silent', delayMs: 0 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    faults.clear();
    await until(() => sink.last('water/volume')?.value === 12_345.67, 'its value', 20_000);
  });
});

describe('the valve', () => {
  test('is closed and opened and read back', async () => {
    const meter = hot();
    const { port } = await lineOf([meter]);
    const { sink, plan, session } = await sessionOf(port, [meter]);
    await until(() => sink.last('hot/valve')?.value === 1, 'open');
    expect(await session.write(pointOf(plan, 'hot/valve-set'), 0)).toEqual({ ok: true });
    expect(await session.read(pointOf(plan, 'hot/valve'))).toEqual({ value: 0, status: status.good });
    expect(await session.write(pointOf(plan, 'hot/valve-set'), 2)).toMatchObject({
      reason: 'value-out-of-range',
    });
    expect(await session.write(pointOf(plan, 'hot/valve-set'), 1)).toEqual({ ok: true });
    await until(() => sink.last('hot/valve')?.value === 1, 'open again');
  });

  test('a meter without a valve refuses, and an order without an answer is sent once', async () => {
    const peer = new LinePeer((bytes) =>
      bytes[bytes.indexOf(0x68) + 9] === 4 ? frameOf('c4', '000000', '11') : null,
    );
    closing.push(peer);
    const asked = { ...hot(), address: { address: '78330011223344', type: '11' } };
    const { plan, session } = await sessionOf(await peer.listen(), [asked]);
    await until(() => peer.heard.length > 0, 'a connection');
    const refused = await session.write(pointOf(plan, 'hot/valve-set'), 0);
    expect(refused).toMatchObject({ ok: false, reason: 'command-refused-by-device' });
    peer.answer = () => null;
    const silent = await session.write(pointOf(plan, 'hot/valve-set'), 0);
    expect(silent).toMatchObject({ reason: 'device-silent' });
    expect(peer.heard.filter((bytes) => bytes[bytes.indexOf(0x68) + 9] === 4)).toHaveLength(2);
  });
});

/** A frame of meter 78330011223344. */
function frameOf(control: string, data: string, type = '10'): Buffer {
  const length = (data.length / 2).toString(16).padStart(2, '0');
  const plain = Buffer.from(`68${type}44332211003378${control}${length}${data}`, 'hex');
  const sum = plain.reduce((total, byte) => (total + byte) & 0xff, 0);
  return Buffer.concat([plain, Buffer.from([sum, 0x16])]);
}
