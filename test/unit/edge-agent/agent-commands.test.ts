// Standing orders of an agent for real: told in its birth, alive after its end, and the safe state while the hub is away.
import { type Campus, wire } from '@campus/campus-model';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentBench, until } from './agent-bench.ts';
import type { Hub } from './hub-harness.ts';
import { smallCampus } from './small-campus.ts';

let bench: AgentBench;

beforeEach(async () => {
  bench = await AgentBench.open();
});
afterEach(() => bench.close());

const safeAfterMs = 700;

/** The blackboard's lamps go on when the hub is lost. */
function withSafe(campus: Campus): Campus {
  const outputs = { 'blackboard-set': { safe: { value: 1, afterMs: safeAfterMs } } };
  const lamps = { ...campus.devices.get('t1-101-lamps')!, outputs };
  return { ...campus, devices: new Map([...campus.devices, [lamps.id, lamps]]) };
}

const standing = (hub: Hub, what: 'birth' | 'data'): unknown[] =>
  hub.values(null, wire.standingMetric, what).map((text) => JSON.parse(String(text)));

test('who holds a point is told at once, and in the birth of the next run', async () => {
  const hub = await bench.openHub();
  const agent = await bench.openAgent();
  await until(() => hub.values('t1-101-lamps', 'front', 'birth').length > 0, 'the lamps');
  expect(standing(hub, 'birth')[0]).toEqual([]);
  await hub.command('front-set', 1, 'c1');
  await until(() => hub.reports().some(({ state }) => state === 'confirmed'), 'the confirmation');
  const order = { id: 'c1', priority: 'person', value: 1, untilMs: null };
  const held = [{ pointId: 't1-101-lamps/front-set', orders: [expect.objectContaining(order)] }];
  await until(() => standing(hub, 'data').length > 0, 'who holds it');
  expect(standing(hub, 'data').at(-1)).toEqual(held);
  await agent.close();
  bench.agents.splice(0);
  await bench.openAgent();
  await until(() => standing(hub, 'birth').length > 1, 'the birth of the next run');
  expect(standing(hub, 'birth').at(-1)).toEqual(held);
}, 60_000);

test('a lost hub: the safe value is written, told when it is back, and given back then', async () => {
  const first = await bench.openHub();
  await bench.openAgent(withSafe(smallCampus(bench.field.port)));
  await until(() => first.values('t1-101-lamps', 'blackboard', 'birth').length > 0, 'the lamps');
  expect(bench.field.coils[1]).toBe(false);
  await first.command('blackboard-set', 0, 'c1');
  await until(() => first.reports().some(({ state }) => state === 'confirmed'), 'the order');
  await first.host.close();
  bench.hubs.splice(0);
  await until(() => bench.field.coils[1] === true, 'the safe state');
  const second = await bench.openHub();
  await until(() => bench.field.coils[1] === false, 'the standing order again');
  const own = () => second.reports().filter(({ order }) => order?.by === 'watchdog');
  await until(() => own().filter(({ state }) => state === 'confirmed').length >= 2, 'what the watchdog did');
  expect(own().map(({ order }) => order)).toContainEqual({
    pointId: 't1-101-lamps/blackboard-set',
    value: 1,
    priority: 'safety',
    by: 'watchdog',
  });
}, 60_000);
