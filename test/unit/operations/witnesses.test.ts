// Witnesses against real operations: what a lamp's light sensor says of an order, the alarm, and what a restart takes up.
import { type Campus, SampleColumns, status } from '@campus/campus-model';
import type { Operations } from '@campus/operations';
import type { ManualClock } from '@campus/runtime';
import { LatestValues } from '@campus/telemetry-store';
import { expect, onTestFinished, test } from 'vitest';
import { tinyCampus } from '../rules-engine/tiny-campus.ts';
import { type OpenedOperations, openOperations, person } from './open-operations.ts';

const withinMs = 20_000;
const campus: Campus = tinyCampus([
  {
    device: 'lamps',
    id: 'front-set',
    quantity: 'switch',
    more: {
      kind: 'output',
      write: {
        min: 0,
        max: 1,
        readback: 'front',
        tolerance: 0,
        settleMs: 3_000,
        witness: { point: 'sensor/illuminance', expects: [{ when: 1, above: 60 }], withinMs },
      },
    },
  },
  { device: 'lamps', id: 'front', quantity: 'switch' },
  { device: 'sensor', id: 'illuminance', quantity: 'illuminance' },
]);

interface Scene {
  readonly operations: Operations;
  readonly opened: OpenedOperations;
  readonly clock: ManualClock;
  readonly latest: LatestValues;
  show(pointId: string, value: number, code?: number): void;
  order(value: number): Promise<string>;
  close(): Promise<void>;
}

async function scene(again?: OpenedOperations): Promise<Scene> {
  const before = again ? { file: again.file, clock: again.clock } : {};
  const opened = await openOperations({ campus, ...before });
  const { operations, clock } = opened;
  const latest = new LatestValues(campus, clock);
  const witnesses = await operations.watchWitnesses(latest);
  onTestFinished(() => witnesses.close());
  return {
    operations,
    opened,
    clock,
    latest,
    show(pointId, value, code = status.good) {
      const columns = new SampleColumns();
      columns.push(latest.indexOf(pointId), clock.now(), value, code, 0);
      latest.apply(columns.take());
    },
    async order(value) {
      clock.advance(10);
      const { id } = await operations.commands.request({
        pointId: 'lamps/front-set',
        value,
        identity: person,
      });
      await operations.commands.report('gw-1', { id, state: 'confirmed', at: clock.now(), readback: value });
      return id;
    },
    async close() {
      await witnesses.close();
      await operations.close();
    },
  };
}

const witnessOf = async ({ operations }: Scene, id: string) => (await operations.commands.get(id))?.witness;

test('the light comes: corroborated', async () => {
  const here = await scene();
  const id = await here.order(1);
  here.show('sensor/illuminance', 87);
  const expected = { verdict: 'corroborated', pointId: 'sensor/illuminance', value: 87 };
  await expect.poll(() => witnessOf(here, id)).toEqual(expected);
  here.clock.advance(withinMs);
  expect(here.operations.alarms.open()).toEqual([]);
});

test('it stays dark: contradicted, an alarm that names both, gone when the light comes at last', async () => {
  const here = await scene();
  here.show('sensor/illuminance', 3);
  const id = await here.order(1);
  here.clock.advance(withinMs);
  await expect.poll(() => witnessOf(here, id)).toMatchObject({ verdict: 'contradicted', value: 3 });
  await expect.poll(() => here.operations.alarms.open()).toHaveLength(1);
  const [alarm] = here.operations.alarms.open();
  expect(alarm).toMatchObject({
    subject: 'lamps/front-set',
    priority: 'medium',
    isActive: true,
    value: 3,
    pointIds: ['lamps/front-set', 'sensor/illuminance'],
  });
  expect(alarm!.name.en).toContain('its witness disagrees');
  expect(alarm!.advice!.zh).toMatch(/显示 3.*应高于 60/);
  expect(alarm!.advice!.en).toMatch(/shows 3.*expected above 60/);
  here.show('sensor/illuminance', 90);
  await expect.poll(() => here.operations.alarms.open()[0]?.isActive).toBe(false);
});

test.each([
  ['bad', Number.NaN, status.notConnected],
  ['uncertain', 3, status.lastUsableValue],
])('a witness that is %s has no word', async (_, value, code) => {
  const here = await scene();
  here.show('sensor/illuminance', value, code);
  const id = await here.order(1);
  here.clock.advance(withinMs);
  await expect.poll(() => witnessOf(here, id)).toMatchObject({ verdict: 'silent', value: null });
  expect(here.operations.alarms.open()).toEqual([]);
});

test('what somebody switched by hand meanwhile is not contradicted', async () => {
  const here = await scene();
  here.show('sensor/illuminance', 3);
  const id = await here.order(1);
  here.show('lamps/front', 0);
  here.clock.advance(withinMs);
  await expect.poll(() => witnessOf(here, id)).toMatchObject({ verdict: 'silent' });
});

test('a hub that is restarted takes up what was awaited and what stood contradicted', async () => {
  const first = await scene();
  first.show('sensor/illuminance', 3);
  await first.order(1);
  first.clock.advance(withinMs);
  await expect.poll(() => first.operations.alarms.open()).toHaveLength(1);
  const second = await first.order(1);
  await first.close();
  const next = await scene(first.opened);
  next.show('sensor/illuminance', 80);
  await expect.poll(() => witnessOf(next, second)).toMatchObject({ verdict: 'corroborated', value: 80 });
  await expect.poll(() => next.operations.alarms.open()[0]?.isActive).toBe(false);
});
