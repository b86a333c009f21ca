// History and rules each take a position once; an agent may forget what both have, and hears it exactly after its birth.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataType, type Metric } from '../../../sparkplug/index.ts';
import { until } from '../sparkplug/heard.ts';
import { startHeardBroker, type TestBroker } from '../sparkplug/test-brokers.ts';
import { Agent, journal, outbox, power } from './test-agent.ts';
import { HeldRules, startTestHub, type TestHub, type TestHubOptions } from './test-hub.ts';

let broker: TestBroker;
let folder: string;
let hub: TestHub;
let agents: Agent[];

beforeEach(async () => {
  broker = await startHeardBroker();
  folder = await mkdtemp(join(tmpdir(), 'campus-consumers-'));
  agents = [];
});

afterEach(async () => {
  await Promise.all(agents.map(({ edge }) => edge.close()));
  await hub.close();
  await broker.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(options: Partial<TestHubOptions> = {}): Promise<void> {
  hub = await startTestHub({ ...broker, folder, ...options });
}

const text = (name: string, value: string): Metric => ({ name, dataType: dataType.String, value });

async function agent(node: readonly Metric[] = []): Promise<Agent> {
  const made = new Agent(broker.url, 'gw-1', { 'meter-1': [power(1)], 'vr-1': [] }, node);
  agents.push(made);
  await until(() => hub.ingest.gateways()[0]!.devicesOnline === 2, 'gw-1 online');
  return made;
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 300));
const stored = async () =>
  (
    await hub.store.samples({ pointId: 'meter-1/power', fromMs: 0, toMs: Date.now() + 1e9, limit: 1_000 })
  ).map(({ value }) => value);

test('what history has and the rules have not is not acknowledged; then it is', async () => {
  const rules = new HeldRules();
  await start({ rules });
  const one = await agent();
  one.send('meter-1', 1, [power(5), power(6)]);
  await until(() => hub.ingest.stats().stored === 2, 'the commit');
  await settled();
  expect(one.acknowledged.size).toBe(0);
  rules.checkpoint();
  await until(() => one.hasAcknowledged(1, 2), 'the acknowledgement');
  one.acknowledged.clear();
  one.send('meter-1', 1, [power(5), power(6)]);
  await until(() => one.hasAcknowledged(1, 2), 'the acknowledgement anew');
  expect(rules.taken).toEqual([]);
  expect(await stored()).toEqual([5, 6]);
});

test('what the rules have and history refused comes again for history, and is judged no more', async () => {
  const rules = new HeldRules();
  let isFull = true;
  await start({ rules, mayStore: () => !isFull });
  const one = await agent();
  const now = Date.now();
  one.send('meter-1', 1, [power(7, now)]);
  await until(() => hub.latest.get('meter-1/power')!.value === 7, 'the live value');
  expect(hub.ingest.stats()).toMatchObject({ isTaking: false, pending: 0 });
  expect(rules.taken).toMatchObject([{ gatewayId: 'gw-1', outboxId: outbox, first: 1, last: 1 }]);
  rules.checkpoint();
  await settled();
  expect(one.acknowledged.size).toBe(0);
  isFull = false;
  one.send('meter-1', 1, [power(7, now, { isHistorical: true })]);
  await until(() => one.hasAcknowledged(1, 1), 'the acknowledgement');
  expect(rules.taken).toEqual([]);
  expect(await stored()).toEqual([7]);
  expect(hub.ingest.stats().isTaking).toBe(true);
});

test('a hub that had stored and not judged judges what comes again, by its own time, and stores it no more', async () => {
  await start({ rules: new HeldRules() });
  const one = await agent();
  const now = Date.now();
  const pulse = [power(900, now - 20), power(3, now - 10)];
  one.send('meter-1', 1, pulse);
  await until(() => hub.ingest.stats().stored === 2, 'the commit');
  await hub.close();

  const after = new HeldRules();
  await start({ rules: after });
  await until(() => one.edge.isBorn && hub.ingest.gateways()[0]!.devicesOnline === 2, 'the gateway back');
  one.sendRanges('meter-1', '1-2,5-5', [...pulse, power(4, now - 5)]);
  await until(() => after.taken.length > 0, 'the rules');
  expect(after.recovered).toEqual([
    { timeMs: now - 20, value: 900 },
    { timeMs: now - 10, value: 3 },
  ]);
  after.checkpoint();
  await until(() => one.hasAcknowledged(1, 2) && one.hasAcknowledged(5, 5), 'the acknowledgement');
  expect(await stored()).toEqual([900, 3, 4]);
});

test('rules that can take no more leave the position open: it comes again, and is recovered then', async () => {
  const rules = new HeldRules();
  rules.mayTake = false;
  await start({ rules });
  const one = await agent();
  const sample = power(8, Date.now());
  one.send('meter-1', 1, [sample]);
  await until(() => hub.ingest.stats().stored === 1, 'the commit');
  rules.mayTake = true;
  one.send('meter-1', 1, [{ ...sample, isHistorical: true }]);
  await until(() => rules.recovered.length === 1, 'the rules');
  rules.checkpoint();
  await until(() => one.hasAcknowledged(1, 1), 'the acknowledgement');
});

test('the journal waits for the rules too, which have nothing to judge in it', async () => {
  const rules = new HeldRules();
  await start({ rules });
  const one = await agent();
  const report = text(
    'campus/command',
    JSON.stringify({ id: 'c-1', state: 'confirmed', at: 5, readback: 1 }),
  );
  one.send(null, 4, [report], journal);
  await until(() => hub.reports.length === 1 && rules.taken.length === 1, 'the report');
  rules.checkpoint();
  await until(() => one.hasAcknowledged(4, 4, journal), 'the acknowledgement');
});

test('a birth is answered with exactly what both have of each outbox it names', async () => {
  const rules = new HeldRules();
  await start({ rules });
  const one = await agent([text('campus/outboxes', `unknown1,${outbox}`)]);
  const none = { first: 1, last: Number.MAX_SAFE_INTEGER, ranges: [] };
  await until(() => one.exact.length === 2, 'the exact sets');
  expect(one.exact).toEqual([
    { outboxId: 'unknown1', ...none },
    { outboxId: outbox, ...none },
  ]);
  one.send('meter-1', 1, [power(1), power(2), power(3)]);
  await until(() => hub.ingest.stats().stored === 3, 'the commit');
  rules.checkpoint();
  await until(() => one.hasAcknowledged(1, 3), 'the acknowledgement');
  one.send('meter-1', 6, [power(6)]);
  await until(() => hub.ingest.stats().stored === 4, 'the second commit');
  await one.edge.close();
  const again = await agent([text('campus/outboxes', outbox)]);
  await until(() => again.exact.length > 0, 'the exact set');
  expect(again.exact).toEqual([{ ...none, outboxId: outbox, ranges: [[1, 3]] }]);
});

test('an agent that names no outbox, or garbage, is served all the same', async () => {
  await start({ rules: new HeldRules() });
  const one = await agent([text('campus/outboxes', 'Ä b,c')]);
  one.send('meter-1', 1, [power(2)]);
  await until(() => hub.latest.get('meter-1/power')!.value === 2, 'the live value');
  expect(one.exact).toEqual([]);
});

test('refused samples are committed as refused, rows are tallied, and books are handed on', async () => {
  await start();
  const books = { version: 1, days: [], gaps: [{ fromMs: 1, toMs: 2, samples: 3, why: 'outbox-full' }] };
  const one = await agent([text('campus/books', JSON.stringify(books))]);
  await until(() => hub.books.length === 1, 'the books of the birth');
  one.edge.publishNode([text('campus/books', '{"version":2}')]);
  one.edge.publishNode([text('campus/books', JSON.stringify({ ...books, gaps: [] }))]);
  await until(() => hub.books.length === 2, 'the books');
  expect(hub.books.map(({ gatewayId, books: said }) => [gatewayId, said.gaps.length])).toEqual([
    ['gw-1', 1],
    ['gw-1', 0],
  ]);
  one.send('meter-1', 1, [power(1), { ...power(1), name: 'none' }, { ...power(1), name: 'no' }, power(4)]);
  await until(() => one.hasAcknowledged(1, 4), 'the acknowledgement');
  const at = (first: number, last: number) => ({ gatewayId: 'gw-1', outboxId: outbox, first, last });
  expect(hub.commits.flatMap(({ ranges }) => ranges)).toEqual([
    at(1, 1),
    at(4, 4),
    { ...at(2, 3), isRefused: true },
  ]);
  expect(hub.commits.flatMap(({ tallies }) => tallies)).toEqual([
    { gatewayId: 'gw-1', outboxId: outbox, rows: 2 },
  ]);
  expect(hub.ingest.stats()).toMatchObject({ received: 4, stored: 2, rejected: 2 });
});

test('a store that refuses: live goes on, nothing is acknowledged, and it resumes by itself', async () => {
  let isBroken = true;
  await start({
    beforeCommit: () => {
      if (isBroken) throw new Error('no space left');
    },
  });
  const one = await agent();
  const samples = Array.from({ length: 5 }, (_, i) => power(100 + i, Date.now() + i));
  one.send('meter-1', 1, samples);
  await until(() => hub.ingest.stats().trouble === 'no space left', 'the trouble');
  expect(hub.ingest.stats().isTaking).toBe(false);
  expect(hub.latest.get('meter-1/power')!.value).toBe(104);
  expect(one.acknowledged.size).toBe(0);
  isBroken = false;
  await until(() => {
    if (!one.hasAcknowledged(1, 5))
      one.send(
        'meter-1',
        1,
        samples.map((sample) => ({ ...sample, isHistorical: true })),
      );
    return one.hasAcknowledged(1, 5);
  }, 'the acknowledgement');
  expect(await stored()).toEqual([100, 101, 102, 103, 104]);
  expect(hub.ingest.stats()).toMatchObject({ isTaking: true, trouble: null });
});
