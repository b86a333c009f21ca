// Verdicts on a real database: what stands, what stood at a time, what a restart leaves, and how much of the past is kept.
import type { Evidence } from '@campus/campus-model';
import { expect, test } from 'vitest';
import { openOperations, person, reopen } from './open-operations.ts';

const said = { subject: 'air/co2', detail: 'accepted' };

function row(note: string, pointId = 'air/co2') {
  const evidence: Evidence = {
    value: 600,
    text: null,
    timeMs: 1,
    status: 0,
    at: 2,
    unit: 'ppm',
    address: { zh: '站号 1', en: 'unit 1' },
    plausibility: 'plausible',
    findings: [],
    order: null,
    trial: null,
    reference: null,
  };
  return { pointId, verdict: 'accepted' as const, note, evidence };
}

test('a verdict outlasts a restart with its evidence, and the name of who gave it', async () => {
  const opened = await openOperations();
  await opened.operations.accounts.create({ ...person, password: 'a long password' });
  await opened.operations.acceptances.decide(person, [row('first')], said);
  const { operations } = await reopen(opened);
  const standing = (await operations.acceptances.list(['air/co2', 'none'])).get('air/co2');
  expect(standing).toMatchObject({ ...row('first'), by: 'wang', byName: 'Ms Wang', act: 1 });
  expect(await operations.acceptances.verdicts()).toEqual([{ pointId: 'air/co2', verdict: 'accepted' }]);
});

test('what stood at a time stands there also after it was replaced or taken back', async () => {
  const { operations, clock } = await openOperations();
  const { acceptances } = operations;
  const noteAt = async (atMs?: number) => (await acceptances.list(['air/co2'], atMs)).get('air/co2')?.note;
  const first = await acceptances.decide(person, [row('first')], said);
  const afterFirst = clock.now();
  clock.advance(1000);
  const second = await acceptances.decide(person, [row('second')], said);
  const afterSecond = clock.now();
  clock.advance(1000);
  expect(await acceptances.revoke(person, second)).toBe(1);
  expect(await noteAt()).toBe('first');
  expect(await noteAt(afterSecond)).toBe('second');
  expect(await noteAt(afterFirst)).toBe('first');
  expect(await noteAt(afterFirst - 1)).toBeUndefined();
  clock.advance(1000);
  await acceptances.revoke(person, first);
  expect(await noteAt()).toBeUndefined();
});

test('an act is revoked once, and as a whole', async () => {
  const { operations } = await openOperations();
  const { acceptances } = operations;
  const act = await acceptances.decide(person, [row('a'), row('b', 'ac/target-set')], said);
  expect(await acceptances.revoke(person, act)).toBe(2);
  expect((await acceptances.list(['air/co2', 'ac/target-set'])).size).toBe(0);
  await expect(acceptances.revoke(person, act)).rejects.toMatchObject({ code: 'not-found' });
  await expect(acceptances.revoke(person, 99)).rejects.toMatchObject({ code: 'not-found' });
});

test('the last twenty verdicts of a point are kept, and its neighbours keep theirs', async () => {
  const { operations } = await openOperations();
  const { acceptances } = operations;
  await acceptances.decide(person, [row('other', 'ac/target-set')], said);
  const acts: number[] = [];
  for (let n = 1; n <= 25; n++) acts.push(await acceptances.decide(person, [row(`note ${n}`)], said));
  const counts = [];
  for (const act of acts.reverse()) counts.push(await acceptances.revoke(person, act));
  expect(counts).toEqual([...Array(20).fill(1), ...Array(5).fill(0)]);
  expect((await acceptances.list(['ac/target-set'])).size).toBe(1);
});

test('the last order of an output is the last that gave it a value', async () => {
  const { operations, clock } = await openOperations();
  const { commands, acceptances } = operations;
  const order = (value: number | null) =>
    commands.request({ pointId: 'lamps/front-set', value, identity: person });
  const given = await order(1);
  await commands.report('gw-1', { id: given.id, state: 'confirmed', at: clock.now(), readback: 1 });
  clock.advance(1000);
  await order(null);
  const last = (await acceptances.lastOrders(['lamps/front-set', 'air/co2'])).get('lamps/front-set');
  expect(last).toMatchObject({ id: given.id, value: 1, by: 'wang', witness: null });
});
