// What a device refused is remembered over a restart, shown in the plan, and never trusted blindly.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../support.ts';
import { peerOf, sessionOf } from './bench.ts';
import { PeerMemory } from './peer.ts';

const meter = { id: 'meter', model: 'eastron-sdm630', address: { unit: 1 } };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'campus-learned-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (): string => join(folder, 'modbus', 'endpoint.json');

/** A meter without the registers 20 to 51, read until it has told its frequency; the reads that it refused. */
async function runOnce(device = meter): Promise<{ refused: number; plan: readonly object[] }> {
  const memory = new PeerMemory();
  for (let at = 20; at < 52; at++) memory.illegal.add(at);
  const { port, peer } = await peerOf(memory.answer);
  const { sink, session } = await sessionOf(port, [device], {}, folder);
  await until(() => sink.last('meter/frequency') && sink.last('meter/voltage-l1'), 'values');
  const refused = peer.requests.filter(({ address, operand }) => address < 52 && address + operand > 20);
  const plan = session.plan!();
  await session.close();
  return { refused: refused.length, plan };
}

test('a restart asks no illegal question again', async () => {
  const first = await runOnce();
  expect(first.refused).toBeGreaterThan(0);
  const second = await runOnce();
  expect(second.refused).toBe(0);
  expect(second.plan).toEqual(first.plan);
  expect(readdirSync(join(folder, 'modbus'))).toEqual(['endpoint.json']);
});

test('the plan says what is asked, how often, and what was learned', async () => {
  const { plan } = await runOnce();
  expect(plan).toEqual([
    { unit: 1, table: 'input', start: 0, count: 18, points: 9, periodMs: 1_000, learned: '52' },
    { unit: 1, table: 'input', start: 52, count: 24, points: 4, periodMs: 1_000, learned: '52' },
  ]);
});

test('what was learned of another device does not count', async () => {
  await runOnce();
  const written = JSON.parse(readFileSync(fileOf(), 'utf8'));
  written.units[0].devices = 'another-model 0';
  writeFileSync(fileOf(), JSON.stringify(written));
  expect((await runOnce()).refused).toBeGreaterThan(0);
});

test.each([
  ['text', 'not JSON'],
  ['an older form', '{"version":0,"units":[]}'],
  ['half a file', '{"version":1,"units":[{"unit":1,'],
  [
    'units that are none',
    '{"version":1,"units":[null,{},{"unit":1,"devices":"eastron-sdm630 0","boundaries":3}]}',
  ],
  [
    'places that are none',
    '{"version":1,"units":[{"unit":1,"devices":"eastron-sdm630 0","boundaries":{"input":["x",-5,1e9,3]}}]}',
  ],
])('%s in its file is passed over, and the file made anew', async (_, text) => {
  mkdirSync(join(folder, 'modbus'));
  writeFileSync(fileOf(), text);
  expect((await runOnce()).refused).toBeGreaterThan(0);
  expect(JSON.parse(readFileSync(fileOf(), 'utf8')).units[0].boundaries).toEqual({ input: [52] });
});

test('a folder that cannot be written to costs the memory, nothing else', async () => {
  writeFileSync(join(folder, 'modbus'), 'a file where the folder should be');
  expect((await runOnce()).refused).toBeGreaterThan(0);
  expect(readFileSync(join(folder, 'modbus'), 'utf8')).toContain('a file');
});
