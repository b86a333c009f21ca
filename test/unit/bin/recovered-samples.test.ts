// A hub that is killed between its two commits: what history had and the rules had not is judged after all, exactly once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Operations } from '@campus/operations';
import { type CompiledRules, type Rule, ruleFileSchema } from '@campus/rules-engine';
import { silentLog, systemClock } from '@campus/runtime';
import type { Metric } from '@campus/sparkplug';
import {
  type HistoryStore,
  historyPoints,
  Ingest,
  LatestValues,
  openDuckDbStore,
} from '@campus/telemetry-store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RuleRunner } from '../../../bin/hub/rule-runner.ts';
import { compiledFrom, ruleOf } from '../rules-engine/engine-run.ts';
import { until } from '../sparkplug/heard.ts';
import { password, startOwnBroker, type TestBroker } from '../sparkplug/test-brokers.ts';
import { smallCampus } from '../telemetry-store/small-campus.ts';
import { Agent, power } from '../telemetry-store/test-agent.ts';

const rule = ruleOf({ unit: 'W', points: { pointIds: ['meter-1/power'] }, condition: { above: 500 } });
const parsed = ruleFileSchema.parse({ version: 1, rules: [rule] }) as { rules: Rule[] };
const rules: ReadonlyMap<string, Rule> = new Map(parsed.rules.map((one) => [one.id, one]));
let compiled: CompiledRules;
let broker: TestBroker;
let folder: string;
let agent: Agent | null;

interface Hub {
  readonly operations: Operations;
  readonly store: HistoryStore;
  readonly ingest: Ingest;
  close(): Promise<void>;
}

beforeEach(async () => {
  agent = null;
  compiled = compiledFrom([rule], smallCampus);
  broker = await startOwnBroker();
  folder = mkdtempSync(join(tmpdir(), 'campus-recovered-'));
});

afterEach(async () => {
  await agent?.edge.close();
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** `isDoomed`: nothing of the rules reaches the disk, as if the hub were killed before each checkpoint. */
async function startHub(isDoomed: boolean): Promise<Hub> {
  const context = { campus: smallCampus, clock: systemClock, log: silentLog };
  const file = join(folder, 'operations.sqlite');
  const operations = await Operations.open({ ...context, file, rules, sendCommand: async () => false });
  if (isDoomed) operations.checkpoint = () => Promise.reject(new Error('killed'));
  const points = historyPoints(smallCampus);
  const store = await openDuckDbStore({ folder: join(folder, 'history'), points, log: silentLog });
  const latest = new LatestValues(smallCampus, systemClock);
  const runner = await RuleRunner.start({ ...context, compiled, operations, latest });
  const nothing = (): void => {};
  const ingest = new Ingest({
    ...context,
    broker: { url: broker.url, username: 'hub', password, clientId: 'hub' },
    latest,
    store,
    rules: runner,
    listener: { onCommandReport: nothing, onAlarm: nothing, onBooks: nothing, onGateways: nothing },
  });
  await ingest.start();
  const close = async (): Promise<void> => {
    await ingest.close();
    await runner.close();
    await store.close();
    await operations.close();
  };
  return { operations, store, ingest, close };
}

/** The agent stays while hubs come and go; its births say `picture`. */
async function agentOf(hub: Hub, picture: Metric): Promise<Agent> {
  const made = agent ?? new Agent(broker.url, 'gw-1', { 'meter-1': [picture], 'vr-1': [] });
  agent = made;
  await until(() => made.edge.isBorn && hub.ingest.gateways()[0]!.devicesOnline === 2, 'the gateway');
  return made;
}

const alarms = async ({ operations }: Hub) =>
  (await operations.alarms.list({ state: 'all', limit: 10 })).map(({ occurrence, raisedAt, clearedAt }) => ({
    occurrence,
    raisedAt,
    clearedAt,
  }));

async function doomedRun(samples: readonly Metric[]): Promise<void> {
  const hub = await startHub(true);
  const one = await agentOf(hub, samples.at(-1)!);
  one.send('meter-1', 1, [...samples]);
  await until(() => hub.ingest.stats().stored === samples.length, 'the commit');
  expect(one.acknowledged.size).toBe(0);
  expect(await alarms(hub)).toEqual([]);
  await hub.close();
}

test('a pulse of one sample that was stored and not judged raises its alarm exactly once', async () => {
  const now = Date.now();
  const pulse = [power(900, now - 2_000), power(3, now - 1_000)];
  await doomedRun(pulse);
  const expected = [{ occurrence: 1, raisedAt: now - 2_000, clearedAt: now - 1_000 }];
  for (const when of ['after the kill', 'sent twice', 'after another restart']) {
    const hub = await startHub(false);
    const one = await agentOf(hub, pulse[1]!);
    one.acknowledged.clear();
    one.sendRanges('meter-1', '1-2', pulse);
    await until(() => one.hasAcknowledged(1, 2), `the acknowledgement ${when}`);
    expect({ when, alarms: await alarms(hub) }).toEqual({ when, alarms: expected });
    const query = { pointId: 'meter-1/power', fromMs: 0, toMs: now + 1, limit: 9 };
    expect((await hub.store.samples(query)).map(({ value }) => value)).toEqual([900, 3]);
    await hub.close();
  }
});

test('what the birth has said again, and is over meanwhile, is one alarm and not two', async () => {
  const now = Date.now();
  const opened = power(900, now - 2_000);
  await doomedRun([opened]);
  const hub = await startHub(false);
  const one = await agentOf(hub, opened);
  one.send('meter-1', 2, [power(3, now - 500)]);
  await until(() => one.hasAcknowledged(2, 2), 'the live sample');
  one.sendRanges('meter-1', '1-1', [opened]);
  await until(() => one.hasAcknowledged(1, 1), 'the acknowledgement');
  expect(await alarms(hub)).toEqual([{ occurrence: 1, raisedAt: now - 2_000, clearedAt: now - 500 }]);
  await hub.close();
});

test('a backlog that no hub ever had is stored and acknowledged, and raises nothing', async () => {
  const now = Date.now();
  const hub = await startHub(false);
  const one = await agentOf(hub, power(3, now));
  one.sendRanges('meter-1', '1-1,4-4', [power(900, now - 60_000), power(3, now - 50_000)]);
  await until(() => one.hasAcknowledged(1, 1) && one.hasAcknowledged(4, 4), 'the acknowledgement');
  expect(await alarms(hub)).toEqual([]);
  await hub.close();
});
