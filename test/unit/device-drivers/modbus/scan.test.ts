// A scan of a Modbus endpoint: finds the units that answer, ranks the models that fit, and reads only.
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { deviceModels, scanModbus } from '@campus/device-drivers';
import { silentLog, systemClock } from '@campus/runtime';
import { afterEach, expect, test } from 'vitest';
import { startSimulators } from '../../../../simulators/index.ts';
import { demoCampus, freePorts } from '../../simulators/demo.ts';
import { freePort } from '../support.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});

/** A Tuesday at ten in the morning, whenever the test runs. */
const inLesson = { ...systemClock, now: () => Date.UTC(2026, 8, 1, 2) + Math.round(performance.now()) };

const base = { models: deviceModels, clock: systemClock, pauseMs: 0 };

test('units of a simulated floor: each is found, with its model first where it can be told', async () => {
  const ports = await freePorts();
  const { campus } = demoCampus(ports);
  const endpoint = campus.endpoints.get('t1-bus-2')!;
  const simulators = await startSimulators({
    campus: { ...campus, endpoints: new Map([[endpoint.id, endpoint]]) },
    seed: 5,
    clock: inLesson,
    log: silentLog,
    controlPort: 0,
  });
  open.push(simulators);
  const wanted = new Map(
    [...campus.devices.values()]
      .filter(({ endpointId, address }) => endpointId === endpoint.id && Number(address.unit) <= 25)
      .map(({ address, modelId }) => [Number(address.unit), modelId]),
  );
  expect(wanted.size).toBeGreaterThan(5);
  const asked: number[] = [];
  const result = await scanModbus({
    ...base,
    settings: { ...endpoint.settings, timeoutMs: 100 },
    units: { first: 1, last: 25 },
    onStep: ({ kind, unit }) => kind === 'asking' && asked.push(unit),
  });
  expect(result).toMatchObject({ trouble: null, isStopped: false });
  const found = new Map(result.units.map(({ unit, fits }) => [unit, fits.map(({ modelId }) => modelId)]));
  expect([...found.keys()]).toEqual([...wanted.keys()].toSorted((a, b) => a - b));
  for (const [unit, model] of wanted) {
    // Relays that are all off look alike; what measures does not.
    if (model.startsWith('lamp-relay')) expect(found.get(unit)).toContain(model);
    else expect(found.get(unit)![0]).toBe(model);
  }
  expect(asked).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
});

interface Peer {
  readonly port: number;
  readonly functions: Set<number>;
  readonly most: () => number;
  requests: number;
  close(): Promise<void>;
}

/** A server of its own: unit 7 has holding registers 0 to 9, everything else it refuses, other units it ignores. */
async function peer(onRequest: (peer: Peer) => void = () => {}): Promise<Peer> {
  const functions = new Set<number>();
  let [inFlight, most] = [0, 0];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      const [unit, code] = [bytes[6]!, bytes[7]!];
      const [address, count] = [bytes.readUInt16BE(8), bytes.readUInt16BE(10)];
      functions.add(code);
      made.requests += 1;
      most = Math.max(most, ++inFlight, Math.ceil(bytes.length / 12));
      onRequest(made);
      setTimeout(() => {
        inFlight -= 1;
        if (unit !== 7) return;
        const isThere = code === 3 && address + count <= 10;
        const values = Buffer.alloc(count * 2, 1);
        const body = isThere ? Buffer.from([7, 3, count * 2, ...values]) : Buffer.from([7, code | 0x80, 2]);
        const head = Buffer.alloc(6);
        bytes.copy(head, 0, 0, 2);
        head.writeUInt16BE(body.length, 4);
        socket.write(Buffer.concat([head, body]));
      }, 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const made: Peer = {
    port: (server.address() as { port: number }).port,
    functions,
    most: () => most,
    requests: 0,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  open.push(made);
  return made;
}

test('reads only, one request at a time, and lists registers with the gaps left out', async () => {
  const server = await peer();
  const settings = { host: '127.0.0.1', port: server.port, timeoutMs: 60 };
  const { units, trouble } = await scanModbus({
    ...base,
    settings,
    units: { first: 6, last: 8 },
    registers: { first: 4, last: 40 },
  });
  expect(trouble).toBeNull();
  expect(units.map(({ unit }) => unit)).toEqual([7]);
  expect(units[0]!.registers).toEqual(
    [4, 5, 6, 7, 8, 9].map((address) => ({ table: 'holding', address, value: 0x0101 })),
  );
  expect([...server.functions].filter((code) => code > 4)).toEqual([]);
  expect(server.most()).toBe(1);
});

test('ends where it is told to, with what was found', async () => {
  const stop = new AbortController();
  const server = await peer(({ requests }) => requests === 5 && stop.abort());
  const settings = { host: '127.0.0.1', port: server.port, timeoutMs: 60 };
  const result = await scanModbus({ ...base, settings, units: { first: 7, last: 247 }, signal: stop.signal });
  expect(result.isStopped).toBe(true);
  expect(result.units.map(({ unit }) => unit)).toEqual([7]);
  expect(server.requests).toBeLessThan(8);
});

test('a port where nobody listens is told', async () => {
  const settings = { host: '127.0.0.1', port: await freePort(), timeoutMs: 60 };
  const result = await scanModbus({ ...base, settings, units: { first: 1, last: 247 } });
  expect(result.units).toEqual([]);
  expect(result.trouble).toMatch(/ECONNREFUSED|refused/);
});

const python = '/usr/bin/python3';
const hasPymodbus =
  process.env.CAMPUS_NOTHING_SKIPPED === '1' || spawnSync(python, ['-c', 'import pymodbus']).status === 0;
/** A room air sensor of the catalogue on unit 3: CO2, temperature × 10, humidity × 10 in input registers 1 to 3. */
const pymodbusServer = `
import sys
from pymodbus.datastore import ModbusSequentialDataBlock, ModbusSlaveContext, ModbusServerContext
from pymodbus.server import StartTcpServer
block = lambda start, values: ModbusSequentialDataBlock(start, values)
slave = ModbusSlaveContext(zero_mode=True, ir=block(1, [812, 231, 455]), hr=block(5000, [0]), co=block(5000, [0]), di=block(5000, [0]))
StartTcpServer(context=ModbusServerContext(slaves={3: slave}, single=False), address=('127.0.0.1', int(sys.argv[1])))
`;

test.skipIf(!hasPymodbus)(
  "an air sensor on pymodbus's server (needs Debian's python3-pymodbus)",
  async () => {
    const port = await freePort();
    const child = spawn(python, ['-c', pymodbusServer, String(port)], { stdio: 'ignore' });
    open.push({
      close: async () => {
        const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
        child.kill();
        if (child.exitCode === null) await gone;
      },
    });
    const settings = { host: '127.0.0.1', port, timeoutMs: 300 };
    let result = await scanModbus({ ...base, settings, units: { first: 2, last: 3 } });
    for (let i = 0; i < 60 && result.trouble !== null; i++) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      result = await scanModbus({ ...base, settings, units: { first: 2, last: 3 } });
    }
    expect(result.units.map(({ unit, fits }) => [unit, fits[0]?.modelId])).toEqual([[3, 'generic-cn-co2']]);
  },
);
