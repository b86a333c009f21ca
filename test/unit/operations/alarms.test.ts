// Alarms: idempotent, kept over a restart, acknowledged once.
import type { Alarm } from '@campus/campus-model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextAlarm } from '../../../operations/alarms/next-alarm.ts';
import { openOperations, person, reopen, transition } from './open-operations.ts';

const returned = transition({ isActive: false, at: 2000, value: 900 });

test('an alarm is raised with the words of its rule', async () => {
  const { operations } = await openOperations();
  const alarm = await operations.alarms.apply(transition());
  expect(alarm).toEqual({
    id: 'r1:air/co2:1',
    ruleId: 'r1',
    subject: 'air/co2',
    occurrence: 1,
    name: { zh: '规则', en: 'Rule' },
    advice: { zh: '去看看。', en: 'Look.' },
    system: 'climate',
    priority: 'medium',
    state: 'unacknowledged',
    isActive: true,
    spaceId: 'room-1',
    pointIds: ['air/co2'],
    value: 1600,
    raisedAt: 1000,
    clearedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    comment: null,
  });
  expect(await operations.alarms.get(alarm.id)).toEqual(alarm);
});

test('raised, returned, acknowledged: normal, and no longer open', async () => {
  const { operations, clock } = await openOperations();
  await operations.alarms.apply(transition());
  expect((await operations.alarms.apply(returned)).state).toBe('returned-unacknowledged');
  const alarm = await operations.alarms.acknowledge('r1:air/co2:1', person, ' seen ');
  expect(alarm).toMatchObject({
    state: 'normal',
    acknowledgedBy: 'wang',
    acknowledgedAt: clock.now(),
    comment: 'seen',
  });
  expect(operations.alarms.open()).toEqual([]);
  expect(await operations.alarms.list({ state: 'all', limit: 10 })).toEqual([alarm]);
});

test('acknowledged while active stays open until it returns', async () => {
  const { operations } = await openOperations();
  await operations.alarms.apply(transition());
  expect((await operations.alarms.acknowledge('r1:air/co2:1', person)).state).toBe('acknowledged');
  expect(operations.alarms.open()).toHaveLength(1);
  expect((await operations.alarms.apply(returned)).state).toBe('normal');
});

test('the first acknowledgement stays, and stands in the audit once', async () => {
  const { operations } = await openOperations();
  await operations.alarms.apply(transition());
  await operations.alarms.acknowledge('r1:air/co2:1', person, 'mine');
  const again = await operations.alarms.acknowledge('r1:air/co2:1', { ...person, account: 'li' }, 'no, mine');
  expect(again).toMatchObject({ acknowledgedBy: 'wang', comment: 'mine' });
  const acts = (await operations.audit.list({ limit: 10 })).map(({ account, action }) => [account, action]);
  expect(acts).toEqual([['wang', 'acknowledge']]);
});

test('an unknown alarm and an endless comment are refused', async () => {
  const { operations } = await openOperations();
  await expect(operations.alarms.acknowledge('nope', person)).rejects.toMatchObject({ code: 'not-found' });
  await operations.alarms.apply(transition());
  const acknowledged = operations.alarms.acknowledge('r1:air/co2:1', person, 'x'.repeat(501));
  await expect(acknowledged).rejects.toMatchObject({ code: 'input-invalid' });
});

test('the same transition again changes nothing and is told to nobody', async () => {
  const { operations } = await openOperations();
  const heard: Alarm[][] = [];
  operations.alarms.onChange((alarms) => heard.push(alarms));
  await operations.alarms.apply(transition());
  await operations.checkpoint('{}', [transition(), returned, returned]);
  await operations.alarms.apply(transition({ at: 5000 }));
  expect(heard.map((alarms) => alarms.map(({ state }) => state))).toEqual([
    ['unacknowledged'],
    ['returned-unacknowledged'],
  ]);
});

test('an order of transitions does not matter', () => {
  const presentation = { name: { zh: '一', en: 'one' }, system: 'fire', priority: 'high' } as const;
  const both = [transition(), returned];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...both), { maxLength: 6 }), (given) => {
      const fold = (list: readonly (typeof returned)[]): Alarm | null =>
        list.reduce<Alarm | null>((alarm, each) => nextAlarm(alarm, each, presentation), null);
      expect(fold([...given, ...both])).toEqual(fold(both));
      expect(fold([...both].reverse())).toEqual(fold(both));
    }),
  );
});

test('a checkpoint keeps state and effects together, over a restart', async () => {
  const opened = await openOperations();
  expect(await opened.operations.rulesState()).toBeNull();
  await opened.operations.checkpoint('first', [transition()]);
  await opened.operations.checkpoint('second', [transition({ occurrence: 2, at: 3000 })]);
  const { operations } = await reopen(opened);
  expect(await operations.rulesState()).toBe('second');
  expect(operations.alarms.open().map(({ id }) => id)).toEqual(['r1:air/co2:2', 'r1:air/co2:1']);
});

test('a checkpoint that fails leaves neither state nor alarm', async () => {
  const { operations } = await openOperations();
  await operations.checkpoint('before', []);
  const broken = transition({ occurrence: 2, at: Number.NaN });
  await expect(operations.checkpoint('after', [transition(), broken])).rejects.toThrow();
  expect(await operations.rulesState()).toBe('before');
  expect(await operations.alarms.list({ state: 'all', limit: 10 })).toEqual([]);
});

test('the alarm of an unknown rule is shown by its id; a listener that throws harms nobody', async () => {
  const { operations } = await openOperations();
  operations.alarms.onChange(() => {
    throw new Error('broken listener');
  });
  const alarm = await operations.alarms.apply(transition({ ruleId: 'gone' }));
  expect(alarm.name).toEqual({ zh: 'gone', en: 'gone' });
});
