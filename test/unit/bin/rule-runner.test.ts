// The live runner of the rules: effects and state are kept together, survive a restart, and a failing disk loses none.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AlarmTransition, type Campus, SampleColumns, status } from '@campus/campus-model';
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
  const sample = (value: number): void => {
    const columns = new SampleColumns();
    columns.push(latest.indexOf(smoke), clock.now(), value, status.good);
    latest.apply(columns.take());
  };
  return { operations, runner, sample, clock };
}

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
  operations.checkpoint = (state: string, effects: readonly AlarmTransition[]) => {
    tries += 1;
    return tries < 3 ? Promise.reject(new Error('disk I/O error')) : kept(state, effects);
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
