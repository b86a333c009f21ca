// Every driver folder is held to one list: its shape, its sample settings, and how its session behaves when nobody
// is there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PointModel, protocols, qualityOf } from '@campus/campus-model';
import { type Driver, deviceModels, loadDriver } from '@campus/device-drivers';
import { readYamlFile, silentLog, systemClock } from '@campus/runtime';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { blueprintDriver } from '../../../device-drivers/blueprint/driver.ts';
import { tankModel } from '../../unit/device-drivers/blueprint/tank-model.ts';
import {
  freePort,
  type PlannedDevice,
  planOf,
  pointOf,
  SeenSink,
  until,
} from '../../unit/device-drivers/support.ts';

const drivers = join(import.meta.dirname, '../../../device-drivers');
const folders = [...protocols, 'blueprint'];

const sampleSchema = z.strictObject({
  endpoint: z.record(z.string(), z.unknown()),
  devices: z
    .array(
      z.strictObject({
        model: z.string().optional(),
        points: z.array(z.string()).optional(),
        address: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1),
});

async function driverOf(folder: string): Promise<Omit<Driver, 'protocol'>> {
  const protocol = protocols.find((name) => name === folder);
  return protocol ? loadDriver(protocol) : blueprintDriver;
}

function sampleOf(folder: string): z.infer<typeof sampleSchema> {
  return sampleSchema.parse(readYamlFile(join(drivers, folder, 'sample.yaml')).value);
}

/** The sample's devices, the endpoint at a port where nobody listens. */
async function lonelyPlan(folder: string) {
  const sample = sampleOf(folder);
  const devices = sample.devices.map(
    ({ model, address }, i): PlannedDevice => ({ id: `d${i}`, model: model ?? tankModel, address }),
  );
  const settings = { ...sample.endpoint, host: '127.0.0.1', port: await freePort() };
  return planOf(protocols.find((name) => name === folder) ?? 'mqtt', settings, devices);
}

describe.each(folders)('%s', (folder) => {
  test('its README shows the sample settings as they are, and they pass its schemas', async () => {
    const readme = readFileSync(join(drivers, folder, 'README.md'), 'utf8');
    expect(readme).toContain(readFileSync(join(drivers, folder, 'sample.yaml'), 'utf8').trim());
    const driver = await driverOf(folder);
    const sample = sampleOf(folder);
    expect(driver.endpointSchema.safeParse(sample.endpoint).error).toBeUndefined();
    for (const { model, address } of sample.devices) {
      expect(driver.deviceAddressSchema.safeParse(address).error).toBeUndefined();
      if (model) expect(deviceModels.get(model)?.protocol).toBe(folder);
    }
  });

  test('a mistyped key is a mistake in every schema', async () => {
    const { endpointSchema, deviceAddressSchema } = await driverOf(folder);
    const { endpoint, devices } = sampleOf(folder);
    expect(endpointSchema.safeParse({ ...endpoint, hots: 'x' }).success).toBe(false);
    expect(endpointSchema.safeParse({ ...endpoint, port: 70_000 }).success).toBe(false);
    expect(deviceAddressSchema.safeParse({ ...devices[0]!.address, unti: 1 }).success).toBe(false);
  });

  test('wrong settings throw when it is opened, before any socket', async () => {
    const driver = await driverOf(folder);
    const plan = await lonelyPlan(folder);
    const wrong = { ...plan, endpoint: { ...plan.endpoint, settings: { port: 'x' } } };
    const sink = new SeenSink(plan);
    expect(() => driver.open(wrong, sink, { clock: systemClock, log: silentLog })).toThrow();
  });

  test('nobody there: offline once and bad with a reason, reads and writes answered, closes quickly', async () => {
    const driver = await driverOf(folder);
    const plan = await lonelyPlan(folder);
    const sink = new SeenSink(plan);
    const session = driver.open(plan, sink, { clock: systemClock, log: silentLog, random: () => 0 });
    session.start();
    await until(() => plan.devices.every(({ device }) => sink.isOnline(device.id) === false), 'all offline');
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const { device, points } of plan.devices) {
      expect(sink.states.filter(({ deviceId }) => deviceId === device.id)).toHaveLength(1);
      for (const { point } of points) expect(qualityOf(sink.last(point.pointId)!.status)).toBe('bad');
    }
    const points = plan.devices.flatMap((device) => device.points.map(({ point }) => point));
    const any = points[0]!;
    expect((await session.read(any)).value).toBeNaN();
    const writable = points.find((point: PointModel) => point.write);
    if (writable) expect(await session.write(writable, writable.write!.min)).toMatchObject({ ok: false });
    const began = performance.now();
    await session.close();
    expect(performance.now() - began).toBeLessThan(3_000);
    const count = sink.samples.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sink.samples.length).toBe(count);
  });

  test('a session that was never started closes too, and a stranger point is a programmer’s mistake', async () => {
    const driver = await driverOf(folder);
    const plan = await lonelyPlan(folder);
    const session = driver.open(plan, new SeenSink(plan), { clock: systemClock, log: silentLog });
    const known = pointOf(plan, plan.devices[0]!.points[0]!.point.pointId);
    await expect((async () => session.read({ ...known, pointId: 'no/such' }))()).rejects.toThrow(/no\/such/);
    await session.close();
  });
});
