// A process with the Modbus driver's sessions: on Modbus TCP with one and with many requests in flight, or on
// serial lines behind serial servers.
import { join } from 'node:path';
import { loadDriver } from '@campus/device-drivers';
import { createLog, seededRandom } from '@campus/runtime';
import { deviceModel, point, text } from '../../device-drivers/device-models/point-builder.ts';
import { HastyClock } from '../unit/device-drivers/opcua/sessions.ts';
import { planOf } from '../unit/device-drivers/support.ts';
import { MutatedModbusPeer } from './mutated-modbus-peer.ts';
import { orderOf, type Proving, ProvingSink, proveSessions, Tally } from './mutated-process.ts';
import { countOf } from './mutated-values.ts';

/** Waits of the driver are so many times shorter: it is to meet many replies, not to be patient. */
const haste = 30;
const timeoutMs = 1_000;
/** First registers of a unit's points. Reads of one unit have different lengths: nothing else tells replies apart by content. */
const tcpPlaces = [0, 100, 104, 200, 204, 208];
/** One read: on a serial line nothing but its length tells which read of a unit is answered. */
const serialPlaces = [0, 4, 8];
const tcpUnits = 4;
const serialUnits = 8;
const mostInFlight = 8;
/** One session in so many has one request in flight. */
const singleEvery = 4;

const order = orderOf();
const clock = new HastyClock(haste);
const isSerial = order.line === 'serial';
const places = isSerial ? serialPlaces : tcpPlaces;
const units = isSerial ? serialUnits : tcpUnits;
const variables = places.length * units;
const tally = new Tally();

const model = deviceModel({
  id: 'proving',
  name: text('自证', 'proving'),
  maker: 'test',
  kind: 'energy-meter',
  system: 'energy',
  protocol: 'modbus',
  source: 'example',
  settings: { pipeline: mostInFlight },
  points: places.map((address) =>
    point(
      { id: `v${address}`, name: text('值', 'value'), quantity: 'count', range: { min: 1, max: 2 ** 48 } },
      { table: 'holding', address, type: 'uint64' },
      { periodMs: 50, heartbeatMs: 60_000 },
    ),
  ),
});

function variableAt(unit: number, address: number): number | null {
  const place = places.indexOf(address);
  return place < 0 ? null : (unit - 1) * places.length + place;
}

async function begin(at: number): Promise<Proving> {
  const random = seededRandom(order.seed + at);
  const onMutated = (): void => void tally.mutated++;
  const peer = new MutatedModbusPeer(
    { isSerial, timeoutMs: timeoutMs / haste, variables, variableAt },
    random,
    onMutated,
  );
  const host = { host: '127.0.0.1', port: await peer.listen(), timeoutMs };
  const tcp = { ...host, pipeline: at % singleEvery === 0 ? 1 : mostInFlight };
  const serial = { ...host, transport: 'rtu-over-tcp', gapMs: 0 };
  const devices = Array.from({ length: units }, (_, i) => ({ id: `d${i}`, model, address: { unit: i + 1 } }));
  const plan = planOf('modbus', isSerial ? serial : tcp, devices);
  const sink = new ProvingSink(tally, isTimely(peer.latest));
  const driver = await loadDriver('modbus');
  const log = createLog('driver', () => {});
  const folder = join(order.folder, `${isSerial ? 'serial' : 'tcp'}-${at}`);
  const session = driver.open(plan, sink, { clock: clock, log, random, folder });
  session.start();
  return { session, sink, peer };
}

/**
 * On Modbus TCP only the latest reply may be told: the numbers of requests tell it from older ones. On a serial line a late
 * one cannot be told from the next, but none comes later than that or goes back.
 */
function isTimely(latest: readonly number[]): (variable: number, value: number) => boolean {
  const told = new Map<number, number>();
  return (variable, value) => {
    const count = countOf(value);
    const before = told.get(variable) ?? 0;
    told.set(variable, count);
    return isSerial ? count >= Math.max(before, latest[variable]! - 1) : count === latest[variable];
  };
}

const all = await Promise.all(Array.from({ length: order.sessions }, (_, at) => begin(at)));
await proveSessions(order, tally, all, variables);
