// The simulators' ledger: what meters and field sensors tell is written down first, counts up, and goes on after a kill.
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog, systemClock } from '@campus/runtime';
import { readLedger } from '@campus/simulators';
import modbusSerial from 'modbus-serial';
import mqtt from 'mqtt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSimulators } from '../../../simulators/index.ts';
import { Ledger } from '../../../simulators/ledger/ledger.ts';
import { makeProofCampus, type ProofCampus } from '../../fault/proof-campus.ts';

let folder: string;
let proof: ProofCampus;
const file = (): string => join(folder, 'ledger.jsonl');

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'campus-ledger-'));
  proof = await makeProofCampus(folder, { metersAGateway: 2, sensorsAGateway: 1 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const start = () =>
  startSimulators({
    campus: proof.campus,
    seed: 1,
    clock: systemClock,
    log: silentLog,
    controlPort: 0,
    ledgerFile: file(),
  });

/** The voltage of the first meter as a master reads it. */
async function readVoltage(): Promise<number> {
  const client = new modbusSerial.default();
  await client.connectTCP('127.0.0.1', { port: proof.ports.bus[0]! });
  client.setID(1);
  const { buffer } = await client.readInputRegisters(0, 76);
  await new Promise<void>((resolve) => client.close(() => resolve()));
  return buffer.readFloatBE(0);
}

test('every value of a read is in the ledger, higher than all before, also after a new start', async () => {
  const values: number[] = [];
  for (let run = 0; run < 2; run++) {
    const simulators = await start();
    values.push(await readVoltage(), await readVoltage());
    await simulators.close();
  }
  expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
  const lines = readLedger(file());
  expect(lines.map((line) => line.values['meter-0-1/voltage-l1'])).toEqual(values);
  expect(Object.keys(lines[0]!.values)).toHaveLength(13);
  expect(new Set(lines.map(({ told }) => told)).size).toBe(4);
});

test('field sensors publish while somebody listens, and what he hears is what the ledger has', async () => {
  const simulators = await start();
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${proof.ports.field[0]}`, { protocolVersion: 4 });
  const heard: number[] = [];
  const enough = new Promise<void>((resolve) => {
    client.on('message', (topic, payload) => {
      if (topic === 'z2m/1') heard.push(JSON.parse(payload.toString()).temperature);
      if (heard.length === 3) resolve();
    });
  });
  await client.subscribeAsync('z2m/#');
  await enough;
  await client.endAsync();
  await simulators.close();
  const told = readLedger(file()).map(({ values }) => values['air-0-1/temperature']);
  expect(told.slice(0, 3)).toEqual(heard);
});

test('a line that a kill cut short told nobody anything; the next run begins a line of its own', () => {
  const first = new Ledger(file(), 1);
  first.write(10, 'bus 1', { 'a/b': 1 });
  first.close();
  appendFileSync(file(), '{"timeMs":20,"told":"1 bus 1","val');
  const second = new Ledger(file(), 2);
  expect(second.newest.get('a/b')).toBe(1);
  second.write(30, 'bus 1', { 'a/b': 2 });
  second.close();
  expect(readLedger(file()).map(({ timeMs, values }) => [timeMs, values['a/b']])).toEqual([
    [10, 1],
    [30, 2],
  ]);
});
