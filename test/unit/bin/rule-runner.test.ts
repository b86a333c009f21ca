// The live runner of the rules: effects and state are kept together, survive a restart, and a failing disk loses none.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Campus, type SampleBatch, SampleColumns, status } from '@campus/campus-model';
import { Operations } from '@campus/operations';
import { ManualClock, silentLog } from '@campus/runtime';
import { LatestValues } from '@campus/telemetry-store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCampus, loadRules } from '../../../bin/campus-file.ts';
import { RuleRunner } from '../../../bin/hub/rule-runner.ts';
import { productFolder, until } from '../../harness/campus-run.ts';

const demo = join(productFolder, 'simulators/demo-campus');
const smoke = 'tr-201-smoke-1/smoke';
const folder = mkdtempSync(join(tmpdir(), 'campus-rules-'));
let campus: Campus;
let loaded: ReturnType<typeof loadRules>;

beforeAll(async () => {
  campus = await loadCampus({ campus: join(demo, 'campus.yaml'), variables: {} });
  loaded = loadRules(join(demo, 'rules.yaml'), campus);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function hub(file: string, clock = new ManualClock()) {
  const operations = await Operations.open({
    file: join(folder, file),
    campus,
    rules: new Map(loaded.rules.map((rule) => [rule.id, rule])),
    clock,
    log: silentLog,
    sendCommand: async () => false,
  });
  const latest = new LatestValues(campus, clock);
  const runner = () =>
    RuleRunner.start({ compiled: loaded.compiled, operations, latest, clock, log: silentLog });
  const sample = (value: number, timeMs = clock.now()): void => latest.apply(batch(value, timeMs));
  const batch = (...rows: number[]): SampleBatch => {
    const columns = new SampleColumns();
    for (let i = 0; i < rows.length; i += 2)
      columns.push(latest.indexOf(smoke), rows[i + 1]!, rows[i]!, status.good);
    return columns.take();
  };
  return { operations, runner, sample, batch, clock };
}

const range = (first: number, last = first) => ({ gatewayId: 'gw', outboxId: 'abcdef', first, last });
const turns = () => new Promise((resolve) => setTimeout(resolve, 30));

test('a fire is raised at once, stays over a restart, and is cleared by the runner that comes after', async () => {
  const first = await hub('restart.sqlite');
  const before = await first.runner();
  first.sample(1);
  await until(() => first.operations.alarms.open().length === 1, 10_000);
  await before.close();
  await first.operations.close();

  const second = await hub('restart.sqlite', first.clock);
  const after = await second.runner();
  expect(second.operations.alarms.open()).toMatchObject([{ subject: smoke, isActive: true, occurrence: 1 }]);
  await until(() => {
    second.clock.advance(1_000);
    second.sample(0);
    return second.operations.alarms.open()[0]?.isActive === false;
  }, 10_000);
  await after.close();
  await second.operations.close();
});

test('a checkpoint that fails is tried again with its effects, not at once and not for ever in a row', async () => {
  const { operations, runner, sample, clock } = await hub('failing.sqlite');
  const kept = operations.checkpoint.bind(operations);
  let tries = 0;
  operations.checkpoint = (...args: Parameters<Operations['checkpoint']>) => {
    tries += 1;
    return tries < 3 ? Promise.reject(new Error('disk I/O error')) : kept(...args);
  };
  const running = await runner();
  sample(1);
  await until(() => tries === 1, 10_000);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(tries).toBe(1);
  await until(() => {
    clock.advance(5_000);
    return operations.alarms.open().length === 1;
  }, 10_000);
  expect(tries).toBeGreaterThanOrEqual(3);
  await running.close();
  await operations.close();
});

test('positions are kept soon, merged, in the transaction of what they caused; while nothing waits nothing is written', async () => {
  const { operations, runner, sample, clock } = await hub('positions.sqlite');
  const kept = operations.checkpoint.bind(operations);
  const calls: Parameters<Operations['checkpoint']>[] = [];
  operations.checkpoint = (...args: Parameters<Operations['checkpoint']>) => {
    calls.push(args);
    return kept(...args);
  };
  const running = await runner();
  const settled: unknown[] = [];
  running.onSettled((ranges) => settled.push(...ranges));
  expect(running.take([range(1, 3)], null)).toBe(true);
  running.take([range(4, 6)], null);
  clock.advance(200);
  expect(calls).toHaveLength(0);
  clock.advance(50);
  await until(() => settled.length === 1, 10_000);
  expect(settled).toEqual([range(1, 6)]);
  clock.advance(4_000);
  await turns();
  expect(calls).toHaveLength(1);

  running.take([range(7)], null);
  sample(1);
  await until(() => settled.length === 2, 10_000);
  const [, effects, ranges] = calls.at(-1)!;
  expect(effects).toMatchObject([{ subject: smoke, isActive: true }]);
  expect(ranges).toEqual([range(7)]);
  expect(await operations.judgedRanges()).toEqual([range(1, 7)]);
  await running.close();
  await operations.close();
  const again = await hub('positions.sqlite', clock);
  expect(await (await again.runner()).restore()).toEqual([range(1, 7)]);
  await again.operations.close();
});

test('positions whose checkpoint failed are settled by a later one', async () => {
  const { operations, runner, clock } = await hub('later.sqlite');
  const kept = operations.checkpoint.bind(operations);
  let isFailing = true;
  operations.checkpoint = (...args: Parameters<Operations['checkpoint']>) =>
    isFailing ? Promise.reject(new Error('disk full')) : kept(...args);
  const running = await runner();
  const settled: unknown[] = [];
  running.onSettled((ranges) => settled.push(...ranges));
  running.take([range(1, 3)], null);
  clock.advance(250);
  await turns();
  running.take([range(4)], null);
  clock.advance(500);
  await turns();
  isFailing = false;
  expect(settled).toEqual([]);
  clock.advance(1_000);
  await until(() => settled.length > 0, 10_000);
  expect(settled).toEqual([range(1, 4)]);
  await running.close();
  await operations.close();
});

test('recovered samples are judged by their own times, in any order with live ones; very old ones are not', async () => {
  const { operations, runner, sample, batch, clock } = await hub('recovered.sqlite');
  const running = await runner();
  const now = clock.now();
  sample(0, now - 100);
  running.take([range(9)], batch(1, now - 700_000, 0, now - 690_000));
  expect(await operations.alarms.list({ state: 'all', limit: 9 })).toEqual([]);
  running.take([range(1, 2)], batch(1, now - 9_000, 0, now - 8_000));
  const raised = { occurrence: 1, raisedAt: now - 9_000 };
  await until(() => operations.alarms.open().length === 1, 10_000);
  clock.advance(20_000);
  await until(() => operations.alarms.open()[0]?.isActive === false, 10_000);
  expect(await operations.alarms.list({ state: 'all', limit: 9 })).toMatchObject([raised]);
  await running.close();
  await operations.close();
});

test('a detector whose clock is set back is heard at once', async () => {
  const { operations, runner, sample, clock } = await hub('set-back.sqlite');
  const running = await runner();
  sample(0);
  clock.advance(1_000);
  sample(1, clock.now() - 7_200_000);
  await until(() => operations.alarms.open().length === 1, 10_000);
  await running.close();
  await operations.close();
});
