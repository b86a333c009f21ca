// The Modbus servers as a client of another maker finds them (modbus-serial), with their faults.
import { connect } from 'node:net';
import { silentLog, systemClock } from '@campus/runtime';
import modbusSerial from 'modbus-serial';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningSimulators, startSimulators } from '../../../simulators/index.ts';
import type { CampusPorts } from '../../harness/campus-run.ts';
import { simulatorRequest } from '../../harness/simulators.ts';
import { demoCampus, freePorts } from './demo.ts';

let ports: CampusPorts;
let simulators: RunningSimulators;
let client: InstanceType<typeof modbusSerial.default>;

interface DeviceState {
  readonly values: Readonly<Record<string, number>>;
  readonly memory: { readonly coil: Readonly<Record<string, number>> };
}

beforeEach(async () => {
  ports = await freePorts();
  const { campus } = demoCampus(ports);
  const modbusOnly = {
    ...campus,
    endpoints: new Map([...campus.endpoints].filter(([, { protocol }]) => protocol === 'modbus')),
  };
  simulators = await startSimulators({
    campus: modbusOnly,
    seed: 5,
    clock: systemClock,
    log: silentLog,
    controlPort: 0,
  });
  client = new modbusSerial.default();
  await client.connectTCP('127.0.0.1', { port: ports.simulator });
  client.setTimeout(1_000);
});

afterEach(async () => {
  await new Promise<void>((resolve) => client.close(() => resolve()));
  await simulators.close();
});

const ask = (path: string, body?: unknown): Promise<unknown> =>
  simulatorRequest(simulators.controlPort, body === undefined ? 'GET' : 'POST', path, body);
const device = async (id: string): Promise<DeviceState> => (await ask(`/devices/${id}`)) as DeviceState;

describe('reading', () => {
  test('a meter: floats, high word first, energy and power as the device holds them', async () => {
    client.setID(11);
    const { buffer } = await client.readInputRegisters(0, 76);
    const held = await device('t1-101-meter');
    expect(buffer.readFloatBE(0)).toBeGreaterThan(200);
    expect(buffer.readFloatBE(52 * 2)).toBeCloseTo(held.values.power!, -2);
    expect(buffer.readFloatBE(72 * 2)).toBeCloseTo(held.values['energy-import']!, 0);
  });

  test('an air sensor in its own units', async () => {
    await ask('/devices/t1-101-air/values', { temperature: -3.4, co2: 1234, humidity: 55.5 });
    client.setID(12);
    const { data, buffer } = await client.readInputRegisters(1, 3);
    expect(data[0]).toBe(1234);
    expect(buffer.readInt16BE(2)).toBe(-34);
    expect(data[2]).toBe(555);
  });

  test.each([
    ['more registers than the meter gives', 11, () => client.readInputRegisters(0, 82), 3],
    ['an odd count', 11, () => client.readInputRegisters(0, 3), 3],
    ['an address that is not there', 11, () => client.readInputRegisters(1_000, 2), 2],
    ['a function that the device does not have', 11, () => client.readHoldingRegisters(0, 2), 1],
    ['coils of an air sensor', 12, () => client.readCoils(0, 1), 1],
    ['writing to the fire panel', 200, () => client.writeRegister(0, 1), 1],
  ])('%s is answered with an exception', async (_, unit, read, code) => {
    client.setID(unit);
    await expect(read()).rejects.toMatchObject({ modbusCode: code });
  });

  test('a unit that nobody has stays silent', async () => {
    client.setID(99);
    client.setTimeout(300);
    await expect(client.readInputRegisters(0, 2)).rejects.toThrow(/timed out/i);
  });
});

describe('writing', () => {
  test('a coil switches the lamp, one and several', async () => {
    client.setID(13);
    await client.writeCoil(0, false);
    expect((await device('t1-101-lamps')).memory.coil['0']).toBe(0);
    await client.writeCoils(0, [true, false, true, false]);
    expect((await client.readCoils(0, 4)).data.slice(0, 4)).toEqual([true, false, true, false]);
    expect((await device('t1-101-lamps')).values).toMatchObject({ front: 1, blackboard: 0, 'window-row': 1 });
  });

  test('a thermostat takes a set-point and refuses what it cannot do, all or nothing', async () => {
    client.setID(14);
    await client.writeRegister(3, 255);
    expect((await device('t1-101-ac')).values.target).toBe(25.5);
    await expect(client.writeRegister(3, 450)).rejects.toMatchObject({ modbusCode: 3 });
    await expect(client.writeRegisters(0, [0, 9])).rejects.toMatchObject({ modbusCode: 3 });
    expect((await device('t1-101-ac')).values.power).toBe((await client.readHoldingRegisters(0, 1)).data[0]);
    await client.writeRegisters(0, [1, 0, 2, 260]);
    expect((await client.readHoldingRegisters(0, 4)).data).toEqual([1, 0, 2, 260]);
  });

  test('rooms that share a relay board switch their own channel', async () => {
    const shared = new modbusSerial.default();
    await shared.connectTCP('127.0.0.1', { port: ports.simulator + 8 });
    shared.setID(190);
    await shared.writeCoil(1, true);
    await shared.writeCoil(2, false);
    expect((await device('tr-302-lamps')).values.lamps).toBe(1);
    expect((await device('tr-303-lamps')).values.lamps).toBe(0);
    await new Promise<void>((resolve) => shared.close(() => resolve()));
  });
});

describe('faults', () => {
  test('a silent device leaves the others of its bus alone', async () => {
    await ask('/faults', { device: 't1-101-air', mode: 'silent' });
    client.setTimeout(300);
    client.setID(12);
    await expect(client.readInputRegisters(1, 3)).rejects.toThrow(/timed out/i);
    client.setID(11);
    expect((await client.readInputRegisters(0, 2)).data).toHaveLength(2);
    await ask('/faults', { device: 't1-101-air', mode: 'none' });
    client.setID(12);
    expect((await client.readInputRegisters(1, 3)).data).toHaveLength(3);
  });

  test('a silent endpoint answers nobody, until the calm', async () => {
    await ask('/faults', { endpoint: 't1-bus-1', mode: 'silent' });
    client.setTimeout(300);
    client.setID(11);
    await expect(client.readInputRegisters(0, 2)).rejects.toThrow(/timed out/i);
    await ask('/scenarios/calm', {});
    expect((await client.readInputRegisters(0, 2)).data).toHaveLength(2);
  });

  test('a slow device answers late', async () => {
    await ask('/faults', { device: 't1-101-air', mode: 'slow', delayMs: 250 });
    client.setID(12);
    const before = performance.now();
    await client.readInputRegisters(1, 3);
    expect(performance.now() - before).toBeGreaterThan(240);
  });
});

test('a stream that is no Modbus is cut off, and nobody else notices', async () => {
  const socket = connect(ports.simulator, '127.0.0.1');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await closed;
  client.setID(11);
  expect((await client.readInputRegisters(0, 2)).data).toHaveLength(2);
});
