// The driver against Modbus servers that others wrote: modbus-serial's, pymodbus and libmodbus where they are installed.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@campus/campus-model';
import { deviceModels, loadDriver } from '@campus/device-drivers';
import { silentLog, systemClock } from '@campus/runtime';
import { ServerTCP } from 'modbus-serial';
import { afterEach, expect, test } from 'vitest';
import { compiled, LibmodbusDevice, libmodbusMissing } from '../../../bench/modbus-processes.ts';
import { freePort, planOf, pointOf, SeenSink, until } from '../support.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});

const devices = [
  { id: 'ac', model: 'fan-coil-thermostat', address: { unit: 1 } },
  { id: 'lamps', model: 'lamp-relay-4', address: { unit: 1 } },
];

async function tryOut(port: number): Promise<void> {
  const plan = planOf('modbus', { host: '127.0.0.1', port }, devices);
  const sink = new SeenSink(plan);
  const driver = await loadDriver('modbus');
  const session = driver.open(plan, sink, { clock: systemClock, log: silentLog });
  open.push(session);
  session.start();
  const isGood = (id: string): boolean => sink.last(id)?.status === status.good;
  await until(() => ['ac/target', 'lamps/front', 'ac/valve'].every(isGood), 'values');
  expect(sink.last('ac/target')).toMatchObject({ value: 26.5, status: status.good });
  expect(sink.last('lamps/front')).toMatchObject({ value: 0, status: status.good });
  expect(await session.write(pointOf(plan, 'ac/target-set'), 24)).toEqual({ ok: true });
  expect(await session.read(pointOf(plan, 'ac/target'))).toEqual({ value: 24, status: status.good });
  expect(await session.write(pointOf(plan, 'lamps/front-set'), 1)).toEqual({ ok: true });
  expect(await session.read(pointOf(plan, 'lamps/front'))).toEqual({ value: 1, status: status.good });
  await until(() => sink.last('lamps/front')?.value === 1 && sink.last('ac/target')?.value === 24, 'samples');
}

test("modbus-serial's server", async () => {
  const holding = [1, 0, 0, 265];
  const coils = [false, false, false, false];
  const port = await freePort();
  const server = new ServerTCP(
    {
      getHoldingRegister: (at: number) => holding[at] ?? 0,
      getInputRegister: () => 0,
      getCoil: (at: number) => coils[at] ?? false,
      setRegister: (at: number, value: number) => {
        holding[at] = value;
      },
      setCoil: (at: number, value: boolean) => {
        coils[at] = value;
      },
    },
    { host: '127.0.0.1', port, unitID: 1 },
  );
  open.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
  await new Promise<void>((resolve) => server.on('initialized', () => resolve()));
  await tryOut(port);
  expect(holding[3]).toBe(240);
  expect(coils[0]).toBe(true);
});

const python = '/usr/bin/python3';
const mustNotSkip = process.env.CAMPUS_NOTHING_SKIPPED === '1';
const hasPymodbus = mustNotSkip || spawnSync(python, ['-c', 'import pymodbus']).status === 0;
const pymodbusServer = `
import sys
from pymodbus.datastore import ModbusSequentialDataBlock, ModbusSlaveContext, ModbusServerContext
from pymodbus.server import StartTcpServer
block = lambda values: ModbusSequentialDataBlock(0, values)
zeros = [0] * 100
slave = ModbusSlaveContext(zero_mode=True, co=block(zeros), hr=block([1, 0, 0, 265] + zeros), ir=block(zeros))
StartTcpServer(context=ModbusServerContext(slaves={1: slave}, single=False), address=('127.0.0.1', int(sys.argv[1])))
`;

test.skipIf(!hasPymodbus)("pymodbus's server (needs Debian's python3-pymodbus)", async () => {
  const port = await freePort();
  const child = spawn(python, ['-c', pymodbusServer, String(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (bytes: Buffer) => {
    complaint += bytes.toString();
  });
  open.push({
    close: async () => {
      const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
      child.kill();
      if (child.exitCode === null) await gone;
    },
  });
  await tryOut(port).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${complaint}`);
  });
});

const noLibmodbus = mustNotSkip ? null : libmodbusMissing();

test.skipIf(noLibmodbus !== null)("libmodbus's server (gcc and Debian's libmodbus-dev)", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'campus-libmodbus-'));
  const device = await LibmodbusDevice.start(compiled('modbus-device.c', folder), 0);
  open.push({
    close: async () => {
      await device.end();
      rmSync(folder, { recursive: true, force: true });
    },
  });
  const thermostat = deviceModels.get('fan-coil-thermostat')!;
  const mode = (address: object) =>
    thermostat.points
      .filter(({ id }) => id.startsWith('mode'))
      .map((point) => ({ ...point, address: { table: 'holding', address: 20, type: 'uint16', ...address } }));
  const masked = { ...thermostat, settings: { maskWrite: true }, points: mode({ bit: 2, bits: 2 }) };
  const plan = planOf('modbus', { host: '127.0.0.1', port: device.port, pipeline: 4 }, [
    { id: 'board', model: 'waveshare-relay-8-inputs', address: { unit: 1 } },
    { id: 'climate', model: 'r444a01', address: { unit: 2 } },
    { id: 'packed', model: masked, address: { unit: 3 } },
  ]);
  const sink = new SeenSink(plan);
  const driver = await loadDriver('modbus');
  const session = driver.open(plan, sink, { clock: systemClock, log: silentLog });
  open.push(session);
  session.start();
  await until(
    () => ['board/input-8', 'climate/humidity', 'packed/mode'].every((id) => sink.last(id)),
    'values',
  );
  expect([1, 2, 3, 4].map((n) => sink.last(`board/input-${n}`)?.value)).toEqual([1, 0, 0, 1]);
  expect(sink.last('climate/humidity')).toMatchObject({ value: 100.1 });
  expect(sink.last('packed/mode')).toMatchObject({ value: (1_020 >> 2) & 3, status: status.good });
  expect(await session.write(pointOf(plan, 'board/relay-3-set'), 1)).toEqual({ ok: true });
  expect(await session.read(pointOf(plan, 'board/relay-3'))).toEqual({ value: 1, status: status.good });
  expect(await session.write(pointOf(plan, 'packed/mode-set'), 1)).toEqual({ ok: true });
  expect(await session.read(pointOf(plan, 'packed/mode'))).toEqual({ value: 1, status: status.good });
});
