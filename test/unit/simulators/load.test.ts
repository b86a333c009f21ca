// Load: a campus with as many meters as are asked for, whose values move past their deadband at every read.
import { expandCampus } from '@campus/campus-model';
import { checkDevices, deviceModels } from '@campus/device-drivers';
import { silentLog, systemClock } from '@campus/runtime';
import modbusSerial from 'modbus-serial';
import { expect, test } from 'vitest';
import { addLoad, loadPorts, startSimulators } from '../../../simulators/index.ts';
import { Restless } from '../../../simulators/load/restless.ts';
import { demoFile, freePorts } from './demo.ts';

function loaded(samplesPerSecond: number, firstPort: number, ports: Awaited<ReturnType<typeof freePorts>>) {
  const description = addLoad(demoFile.value as object, { samplesPerSecond, firstPort });
  const expanded = expandCampus(description, deviceModels, {
    simulatorPort: ports.simulator,
    opcuaPort: ports.opcua,
    fieldMqttPort: ports.fieldMqtt,
    simulatorControlPort: ports.control,
  });
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.mistakes));
  return expanded;
}

test('5,000 samples a second are meters on buses of their own, without mistakes', async () => {
  const ports = await freePorts();
  const { campus, origins } = loaded(5_000, ports.simulator + 14, ports);
  expect(await checkDevices(campus, origins)).toEqual([]);
  const meters = [...campus.devices.keys()].filter((id) => id.startsWith('load-'));
  expect(meters.length).toBe(Math.ceil(5_000 / 13));
  expect([...campus.endpoints.keys()].filter((id) => id.startsWith('load-'))).toHaveLength(loadPorts(5_000));
  const restless = Restless.choose(campus, 5_000);
  expect(restless.samplesPerSecond).toBeGreaterThanOrEqual(5_000);
});

test('every point of a load meter moves past its deadband from read to read, counters only up', async () => {
  const ports = await freePorts();
  const { campus } = loaded(26, ports.simulator + 14, ports);
  const modbusOnly = {
    ...campus,
    endpoints: new Map([...campus.endpoints].filter(([, { protocol }]) => protocol === 'modbus')),
  };
  const simulators = await startSimulators({
    campus: modbusOnly,
    seed: 1,
    clock: systemClock,
    log: silentLog,
    controlPort: 0,
    load: { samplesPerSecond: 26 },
  });
  const client = new modbusSerial.default();
  await client.connectTCP('127.0.0.1', { port: ports.simulator + 14 });
  client.setID(2);
  const read = async (): Promise<Buffer> => (await client.readInputRegisters(0, 76)).buffer;
  const [first, second, third] = [await read(), await read(), await read()];
  for (const point of campus.points.values()) {
    const register = registers[point.id];
    if (point.deviceId !== 'load-1-2' || register === undefined) continue;
    const values = [first, second, third].map((buffer) => buffer.readFloatBE(register * 2));
    expect(Math.abs(values[1]! - values[0]!)).toBeGreaterThan(point.deadband);
    expect(Math.abs(values[2]! - values[1]!)).toBeGreaterThan(point.deadband);
    if (point.counter) expect(values[2]! > values[1]! && values[1]! > values[0]!).toBe(true);
  }
  await new Promise<void>((resolve) => client.close(() => resolve()));
  await simulators.close();
});

const registers: Readonly<Record<string, number>> = {
  'voltage-l1': 0,
  'current-l2': 8,
  'power-l3': 16,
  power: 52,
  frequency: 70,
  'energy-import': 72,
};
