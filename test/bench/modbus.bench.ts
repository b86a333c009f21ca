// Modbus: what a register costs beside a Node-RED flow and libmodbus loops, how busy a bus is kept, how long a command
// waits while everything is polled, and how well a thousand devices keep their period.
import { rmSync } from 'node:fs';
import { temporaryFolder } from '../harness/campus-run.ts';
import { type Bench, type BenchOptions, type Figure, inTurns, median, percentile } from './figure.ts';
import type { EndpointOrder } from './modbus-devices.ts';
import { registersPerDevice } from './modbus-fixture.ts';
import { contribModbusMissing, NodeRedModbus, type Reading } from './modbus-node-red.ts';
import {
  compiled,
  Devices,
  LibmodbusDevice,
  libmodbusMissing,
  libmodbusRate,
  Reader,
} from './modbus-processes.ts';
import { runThousand } from './modbus-thousand.ts';
import { cpuSeconds } from './process-cpu.ts';

const endpoints = 10;
const unitsEach = 10;
const inFlight = 10;
/** Always due: the bus or the processor is the limit. */
const saturatedMs = 1;
const settleMs = 2_000;
const nodeRedSettleMs = 8_000;
/** What a command may wait beside the reply in flight. */
const allowedMs = 5;

const fast: EndpointOrder = { units: unitsEach, mode: 'good', delayMs: 0, isBus: false };
const concurrent = (delayMs: number): EndpointOrder => ({ ...fast, delayMs });

export const modbus: Bench = {
  name: 'modbus',
  method: `${endpoints} endpoints of ${unitsEach} devices of ${registersPerDevice} holding registers (20 floats, 10 words) in a process of their own that answers at once. Registers per CPU second (user and system) of the reading process alone: our driver with ${inFlight} requests in flight, every point decoded, judged and handed over, and with one in flight; node-red-contrib-modbus, a read node a point, and one a device for its whole range, nothing decoded; a libmodbus loop in C, decoded and summed up. Bus utilisation: share of the time in which a request is with the device (a libmodbus server), as the device sees it, one request in flight. Writes: every 50 ms on average, while all is polled`,
  async run(options): Promise<Figure[]> {
    const missing = libmodbusMissing() ?? (await contribModbusMissing());
    if (missing) throw new Error(`nothing to compare with: ${missing}`);
    const folder = temporaryFolder('modbus-bench');
    try {
      return [
        ...(await registersPerCpuSecond(compiled('modbus-loop.c', folder), options)),
        ...(await saturatedBuses(compiled('modbus-device.c', folder), options)),
        await commandBesideReads(20, options),
        await periodError(options),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function registersPerCpuSecond(loop: string, { runs, isQuick }: BenchOptions): Promise<Figure[]> {
  const windowMs = isQuick ? 2_000 : 4_000;
  const devices = await Devices.start(Array.from({ length: endpoints }, () => fast));
  try {
    const [ours = [], single = [], one = [], merged = [], flow = [], flowMerged = []] = await inTurns(runs, [
      () => ourRate(devices.ports, inFlight, windowMs),
      () => ourRate(devices.ports, 1, windowMs),
      () => libmodbusRate(loop, devices.ports[0]!, unitsEach, 'one', windowMs / 1_000),
      () => libmodbusRate(loop, devices.ports[0]!, unitsEach, 'merged', windowMs / 1_000),
      () => nodeRedRate(devices, windowMs, 'one'),
      () => nodeRedRate(devices, windowMs, 'merged'),
    ]);
    const row = (figure: string, value: number[], peer: string, peers: number[], note?: string): Figure => ({
      bench: 'modbus',
      figure,
      value: median(value),
      unit: 'reg/CPU-s',
      peer,
      peerValue: median(peers),
      ...(note ? { note } : {}),
    });
    return [
      row(
        'registers per CPU second',
        ours,
        'node-red-contrib-modbus, point by point',
        flow,
        'promised: 50 times',
      ),
      row('registers per CPU second', ours, 'node-red-contrib-modbus, merged ranges', flowMerged),
      row('registers per CPU second', ours, 'libmodbus, point by point', one, 'promised: 5 times'),
      row('registers per CPU second', ours, 'libmodbus, merged ranges', merged, 'promised: as many'),
      row('registers per CPU second, one in flight', single, 'libmodbus, merged ranges', merged),
    ];
  } finally {
    await devices.end();
  }
}

async function ourRate(ports: readonly number[], pipeline: number, windowMs: number): Promise<number> {
  const reader = await Reader.start({ ports, unitsEach, periodMs: saturatedMs, pipeline });
  await pause(settleMs);
  const [before, cpuBefore] = [await reader.ask('count'), cpuSeconds(reader.pid)];
  await pause(windowMs);
  const [after, cpuAfter] = [await reader.ask('count'), cpuSeconds(reader.pid)];
  await reader.end();
  return (after.registers - before.registers) / (cpuAfter - cpuBefore);
}

/** What the devices told it: what it makes of the registers is not asked. */
async function nodeRedRate(devices: Devices, windowMs: number, how: Reading): Promise<number> {
  const nodeRed = await NodeRedModbus.start(devices.ports, unitsEach, how);
  await pause(nodeRedSettleMs);
  const [before, cpuBefore] = [await devices.ask('count'), cpuSeconds(nodeRed.pid)];
  await pause(2 * windowMs);
  const [after, cpuAfter] = [await devices.ask('count'), cpuSeconds(nodeRed.pid)];
  await nodeRed.end();
  const registers = after.registers - before.registers;
  if (registers === 0) throw new Error('node-red-contrib-modbus read nothing');
  return registers / (cpuAfter - cpuBefore);
}

async function saturatedBuses(program: string, options: BenchOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const delayMs of [5, 20]) figures.push(...(await saturatedBus(program, delayMs, options)));
  return figures;
}

/** One request in flight at a time: how busy the bus is, and how long a command waits for the reply in flight. */
async function saturatedBus(program: string, delayMs: number, { isQuick }: BenchOptions): Promise<Figure[]> {
  const device = await LibmodbusDevice.start(program, delayMs);
  const order = { ports: [device.port], unitsEach, periodMs: saturatedMs, pipeline: 1 };
  const reader = await Reader.start(order);
  await pause(isQuick ? 5_000 : 15_000);
  await reader.end();
  const utilisation = await device.busyShare();
  const commander = await Reader.start(order);
  await pause(settleMs);
  const waits = (await writesOf(commander, isQuick ? 50 : 200)).map((ms) => ms - delayMs);
  await commander.end();
  await device.end();
  const promise = { bench: 'modbus', peer: 'promise' };
  return [
    {
      ...promise,
      figure: `bus utilisation, reply in ${delayMs} ms`,
      value: utilisation,
      unit: '',
      peerValue: 0.98,
    },
    {
      ...promise,
      figure: `a write waits until it leaves, p99, reply in ${delayMs} ms`,
      value: percentile(waits, 0.99),
      unit: 'ms',
      peerValue: delayMs + allowedMs,
      note: `one request in flight; from the call to its answer, less its own reply of ${delayMs} ms`,
    },
  ];
}

/** A device that takes several requests: a place is kept for commands, so that one leaves at once. */
async function commandBesideReads(delayMs: number, { isQuick }: BenchOptions): Promise<Figure> {
  const devices = await Devices.start([concurrent(delayMs)]);
  const reader = await Reader.start({ ports: devices.ports, unitsEach, periodMs: saturatedMs, pipeline: 4 });
  await pause(settleMs);
  const writes = await writesOf(reader, isQuick ? 50 : 200);
  await reader.end();
  await devices.end();
  return {
    bench: 'modbus',
    figure: `a write to its answer, p99, reply in ${delayMs} ms, four in flight`,
    value: percentile(writes, 0.99),
    unit: 'ms',
    peer: 'promise',
    peerValue: delayMs + allowedMs,
  };
}

/** Milliseconds from call to answer, at times that keep no step with the polling. */
async function writesOf(reader: Reader, count: number): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < count; i++) {
    await pause(100 * Math.random());
    taken.push((await reader.ask('write')).writeMs);
  }
  return taken;
}

async function periodError({ isQuick }: BenchOptions): Promise<Figure> {
  const { periodErrorsMs, wrongValues } = await runThousand(5_000, isQuick ? 10_000 : 30_000);
  if (wrongValues > 0) throw new Error(`${wrongValues} values were wrong: no figure`);
  return {
    bench: 'modbus',
    figure: 'period error, p99, 1,000 devices on 100 endpoints',
    value: percentile(periodErrorsMs, 0.99),
    unit: 'ms',
    peer: 'promise',
    peerValue: 50,
    note: 'period 1 s; one endpoint dead, one garbage, one after 2 s: of the devices on the others',
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
