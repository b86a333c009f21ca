// The simulated families as the drivers find them, over a real broker and real HTTP: codecs written apart must agree.
import type { Device } from '@campus/campus-model';
import { type DriverSession, deviceModels, loadDriver } from '@campus/device-drivers';
import { seededRandom, silentLog, systemClock } from '@campus/runtime';
import { afterEach, describe, expect, test } from 'vitest';
import {
  measured,
  SimulatedDevice,
  type SimulatedPoint,
} from '../../../simulators/devices/simulated-device.ts';
import { Faults } from '../../../simulators/faults/faults.ts';
import { startHttpServer } from '../../../simulators/http/server.ts';
import { PostingTerminals } from '../../../simulators/http/terminal.ts';
import { startFieldBroker } from '../../../simulators/mqtt/broker.ts';
import { FieldPublisher } from '../../../simulators/mqtt/publisher.ts';
import { freePort, planOf, pointOf, SeenSink, until } from '../device-drivers/support.ts';

const open: { close(): void | Promise<void> }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});

/** A device that holds a value of its own for each point, so that no two can be taken for each other. */
function holding(modelId: string, address: Record<string, unknown>): SimulatedDevice {
  const model = deviceModels.get(modelId)!;
  const device = { id: 'd', modelId, endpointId: 'endpoint', address } as unknown as Device;
  const points = model.points.filter(({ write }) => !write);
  return new SimulatedDevice(device, Object.fromEntries(points.map((it, i) => [it.id, held(it, i)])));
}

type Model = NonNullable<ReturnType<typeof deviceModels.get>>;

function held({ id, quantity, states }: Model['points'][number], i: number): SimulatedPoint {
  if (quantity === 'text') return measured(() => `O900${i} 试件`);
  if (id === 'objects') return measured(() => 50);
  const codes = Object.keys(states ?? {}).map(Number);
  let value = codes.length > 0 ? codes.at(-1)! : 17 + i;
  const operate = (next: number): void => {
    value = next;
  };
  return { read: () => value, operate };
}

async function expectAgreement(
  device: SimulatedDevice,
  protocol: 'mqtt' | 'http',
  settings: Record<string, unknown>,
) {
  const { modelId, address } = device.device;
  const plan = planOf(protocol, settings, [{ id: 'd', model: modelId, address }]);
  const sink = new SeenSink(plan);
  const driver = await loadDriver(protocol);
  const session: DriverSession = driver.open(plan, sink, { clock: systemClock, log: silentLog });
  open.push(session);
  session.start();
  const agrees = (id: string): boolean => {
    const wanted = device.value(id);
    const seen = sink.last(`d/${id}`);
    return typeof wanted === 'string'
      ? seen?.text === wanted
      : Math.abs((seen?.value ?? Number.NaN) - wanted) < 0.011;
  };
  const disagreeing = (): string[] => [...device.points.keys()].filter((id) => !agrees(id));
  await until(() => disagreeing().length === 0, `every point of ${modelId}`).catch(() => {
    expect(disagreeing().map((id) => [id, device.value(id), sink.last(`d/${id}`)])).toEqual([]);
  });
  for (const point of deviceModels.get(modelId)!.points) {
    if (!point.write) continue;
    const { readback } = point.write;
    const wanted = device.value(readback) === point.write.min ? point.write.max : point.write.min;
    expect(await session.write(pointOf(plan, `d/${point.id}`), wanted)).toEqual({ ok: true });
    await until(
      () => device.value(readback) === wanted && agrees(readback),
      `${modelId} ${point.id} to ${wanted}`,
    );
  }
}

const onMqtt = [
  'z2m-plug',
  'z2m-switch-2',
  'z2m-curtain',
  'z2m-siren',
  'z2m-ir-blaster',
  'tasmota-plug',
  'tasmota-relay-4',
  'shelly-plus-plug',
  'shelly-plus-2pm',
  'esphome-node',
  'frigate-camera',
  'onvif-analytics',
  'tasmota-ir-air-conditioner',
];

describe('on MQTT', () => {
  test.each(onMqtt)('%s', async (modelId) => {
    const broker = await startFieldBroker('127.0.0.1', 0);
    open.push(broker);
    const device = holding(modelId, {
      topic: 'z/it',
      names: modelId.startsWith('tasmota-ir') ? { vendor: 'GREE' } : {},
    });
    const options = { clock: systemClock, random: seededRandom(1), faults: new Faults(), broker };
    const publisher: FieldPublisher = new FieldPublisher({
      ...options,
      devices: [{ device, base: 'z/it' }],
      onWritten: () => publisher.refresh(),
    });
    open.push(publisher);
    // Whoever listens later hears what was kept; scenes and statistics are said again.
    const cancel = systemClock.every(200, () => {
      options.faults.setEndpoint('endpoint', { mode: 'none', delayMs: 0 });
      publisher.refresh();
    });
    open.push({ close: cancel });
    await expectAgreement(device, 'mqtt', { host: '127.0.0.1', port: broker.port });
  });
});

describe('on HTTP', () => {
  const asked = [...deviceModels.values()].filter(
    ({ protocol, id }) => protocol === 'http' && id !== 'isapi-door-terminal',
  );

  test.each(asked.map(({ id }) => id))('%s', async (modelId) => {
    const address = modelId === 'managexr-headset' ? { names: { serial: 'PA7' } } : { base: '/it' };
    const device = holding(modelId, address);
    const base = modelId === 'managexr-headset' ? '' : '/it';
    const options = {
      clock: systemClock,
      random: seededRandom(1),
      faults: new Faults(),
      onWritten: () => {},
    };
    const server = await startHttpServer({
      host: '127.0.0.1',
      port: 0,
      devices: [{ device, base }],
      ...options,
    });
    open.push(server);
    await expectAgreement(device, 'http', { host: '127.0.0.1', port: server.port });
  });

  test('the door terminal posts what happens', async () => {
    const listen = { host: '127.0.0.1', port: await freePort(), token: 'a-token-for-the-tests' };
    const device = holding('isapi-door-terminal', { hook: '/doors/it' });
    const url = `http://127.0.0.1:${listen.port}/doors/it?token=${listen.token}`;
    const terminals = new PostingTerminals([{ device, url }], new Faults(), systemClock);
    open.push(terminals, { close: systemClock.every(200, () => terminals.refresh()) });
    device.set('door', 0);
    const plan = planOf('http', { listen }, [
      { id: 'd', model: 'isapi-door-terminal', address: { hook: '/doors/it' } },
    ]);
    const sink = new SeenSink(plan);
    const session = (await loadDriver('http')).open(plan, sink, { clock: systemClock, log: silentLog });
    open.push(session);
    session.start();
    await until(() => sink.last('d/result')?.value === 2 && sink.last('d/lock')?.value === 1, 'its state');
    device.operate('door', 1);
    await until(() => sink.last('d/door')?.value === 1, 'the door');
    expect(sink.isOnline('d')).toBe(true);
  });
});
