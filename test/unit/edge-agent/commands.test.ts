// Commands on the agent: what is taken, who wins, what is written and read back, and what a crash leaves behind.
import { commandStates, isFinal } from '@campus/campus-model';
import { dataType } from '@campus/sparkplug';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { judgeOrder } from '../../../edge-agent/commands/command-order.ts';
import { mayFollow } from '../../../edge-agent/commands/command-state.ts';
import { closeRunners, JournalDisk, Lamps, lamps, metricOf, plan, setUp } from './command-harness.ts';
import { smallCampus } from './small-campus.ts';

afterEach(closeRunners);

test('states: final ones are followed by none, every other leads to an end', () => {
  for (const from of commandStates) {
    const next = commandStates.filter((to) => mayFollow(from, to));
    if (isFinal(from)) expect(next).toEqual([]);
    else expect(next.some(isFinal)).toBe(true);
  }
  expect(commandStates.filter((to) => mayFollow('requested', to))).toEqual([
    'accepted',
    'rejected',
    'expired',
    'superseded',
    'held',
  ]);
  expect(commandStates.filter((to) => mayFollow('accepted', to))).toEqual([
    'written',
    'confirmed',
    'failed',
    'expired',
    'superseded',
    'held',
    'unknown',
  ]);
  expect(commandStates.filter((to) => mayFollow('written', to))).toEqual([
    'confirmed',
    'failed',
    'superseded',
    'held',
    'unknown',
  ]);
});

describe('judging', () => {
  test.each([
    ['an unknown point', { name: 'nothing-set' }, 'not-found'],
    ['a readback', { name: 'front' }, 'not-writable'],
    ['too much', { value: 2 }, 'value-out-of-range'],
    ['between two steps', { value: 0.5 }, 'value-out-of-range'],
    ['no number', { value: Number.NaN }, 'value-out-of-range'],
    ['nothing', { value: null }, 'value-out-of-range'],
    ['a text', { value: '1' }, 'value-out-of-range'],
  ])('%s is rejected', async (_what, wish, reason) => {
    const { runner, finalOf, disk } = setUp();
    runner.receive(lamps, [metricOf({ id: 'c1', ...wish })]);
    expect(await finalOf('c1')).toMatchObject({ state: 'rejected', reason });
    expect(disk.entries().map(({ report }) => report.state)).toEqual(['rejected']);
  });

  test('property: exactly the steps between the limits are taken, whatever the rounding', () => {
    const { pointId } = plan.points[plan.indexOf.get(`${lamps}/front-set`)!]!;
    const point = smallCampus().points.get(pointId)!;
    const write = { ...point.write!, min: 16, max: 30, step: 0.1 };
    const index = plan.indexOf.get(point.pointId)!;
    const points = plan.points.with(index, { ...point, write });
    const judge = (value: number): boolean =>
      judgeOrder({ indexOf: plan.indexOf, points }, lamps, metricOf({ value }), 'c').ok;
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 400 }), (tenths) => {
        expect(judge(tenths / 10)).toBe(tenths >= 160 && tenths <= 300);
        expect(judge(tenths / 10 + 0.05)).toBe(false);
      }),
    );
    fc.assert(fc.property(fc.double(), (value) => judge(value) === false || (value >= 16 && value <= 30)));
  });

  test('a boolean and a whole number of a foreign host are values, and it gets an id', async () => {
    const { runner, finalOf } = setUp();
    runner.receive(lamps, [{ name: 'front-set', value: true, dataType: dataType.Boolean }]);
    expect(await finalOf('made-up')).toMatchObject({ state: 'confirmed', readback: 1 });
  });

  test('without a word of the hub, no command; too late, none either', async () => {
    const blind = setUp(new JournalDisk(), new Lamps(), false);
    blind.runner.receive(lamps, [metricOf({ id: 'c1' })]);
    expect(await blind.finalOf('c1')).toMatchObject({ state: 'rejected', reason: 'clock-unknown' });
    const { runner, finalOf } = setUp();
    runner.receive(lamps, [metricOf({ id: 'c2', sentAt: Date.now() - 11_000 })]);
    expect(await finalOf('c2')).toMatchObject({ state: 'expired', reason: 'command-expired' });
  });
});

describe('running', () => {
  test('accepted is durable before the device is touched; written, read back, confirmed', async () => {
    const device = new Lamps();
    const disk = new JournalDisk();
    const { runner, statesOf, samples, finalOf } = setUp(disk, device);
    const write = device.write.bind(device);
    device.write = (point, value) => {
      expect(disk.entries().map(({ report }) => report.state)).toEqual(['accepted']);
      return write(point, value);
    };
    runner.receive(lamps, [metricOf({ id: 'c1' })]);
    expect(await finalOf('c1')).toMatchObject({ readback: 1 });
    expect(statesOf('c1')).toEqual(['accepted', 'written', 'confirmed']);
    expect(device.writes).toEqual([['front-set', 1]]);
    expect(samples).toEqual([
      [`${lamps}/front-set`, 1],
      [`${lamps}/front`, 1],
    ]);
  });

  test('a device that takes the write but does not follow: failed, with what it shows', async () => {
    const device = new Lamps();
    device.obeys = false;
    const { runner, finalOf } = setUp(new JournalDisk(), device);
    runner.receive(lamps, [metricOf({ id: 'c1' })]);
    expect(await finalOf('c1')).toMatchObject({
      state: 'failed',
      reason: 'command-not-confirmed',
      readback: 0,
    });
  });

  test('a device that tells changes only: what it shows counts where the command changes nothing', async () => {
    const device = new Lamps();
    device.answers = false;
    const same = setUp(new JournalDisk(), device, true, 1);
    same.runner.receive(lamps, [metricOf({ id: 'same', value: 1 })]);
    const other = setUp(new JournalDisk(), device, true, 0);
    other.runner.receive(lamps, [metricOf({ id: 'other', value: 1 })]);
    expect(await same.finalOf('same')).toMatchObject({ state: 'confirmed', readback: 1 });
    expect(await other.finalOf('other')).toMatchObject({ state: 'unknown', reason: 'command-not-confirmed' });
  });

  test('a write that got no answer is read back: confirmed, failed or unknown, as the device shows', async () => {
    const lost = { ok: false, reason: 'device-silent', detail: 'no answer', mayHaveActed: true } as const;
    const outcomes = await Promise.all(
      (['obeyed', 'not', 'dumb'] as const).map(async (id) => {
        const device = new Lamps();
        device.result = lost;
        if (id === 'obeyed') device.coils.set('front', 1);
        device.answers = id !== 'dumb';
        const disk = new JournalDisk();
        const { runner, finalOf } = setUp(disk, device);
        runner.receive(lamps, [metricOf({ id, value: 1 })]);
        const end = await finalOf(id);
        const states = disk.entries().map((entry) => 'report' in entry && entry.report.state);
        expect([device.writes.length, states.includes('written')]).toEqual([1, false]);
        return end;
      }),
    );
    expect(outcomes).toMatchObject([
      { state: 'confirmed', readback: 1 },
      { state: 'failed', reason: 'device-silent', readback: 0 },
      { state: 'unknown', reason: 'device-silent' },
    ]);
  });

  test('a device that refuses, and one that is not reached', async () => {
    const device = new Lamps();
    device.result = { ok: false, reason: 'command-refused-by-device', detail: 'exception 2' };
    const refused = setUp(new JournalDisk(), device);
    refused.runner.receive(lamps, [metricOf({ id: 'c1' })]);
    expect(await refused.finalOf('c1')).toMatchObject({
      state: 'failed',
      reason: 'command-refused-by-device',
      detail: 'exception 2',
    });
    const none = setUp(new JournalDisk(), null);
    none.runner.receive(lamps, [metricOf({ id: 'c1' })]);
    expect(await none.finalOf('c1')).toMatchObject({ state: 'rejected', reason: 'device-silent' });
  });

  test('the words of a driver are cut and cleaned', async () => {
    const device = new Lamps();
    device.result = {
      ok: false,
      reason: 'command-refused-by-device',
      detail: `a\n\u0000b${'c'.repeat(500)}`,
    };
    const { runner, finalOf } = setUp(new JournalDisk(), device);
    runner.receive(lamps, [metricOf({ id: 'c1' })]);
    const { detail } = await finalOf('c1');
    expect(detail).toMatch(/^a bc+$/);
    expect(detail).toHaveLength(200);
  });

  test('where the disk takes longer than a command lives, nothing is written', async () => {
    const device = new Lamps();
    const disk = new JournalDisk();
    disk.delayMs = 150;
    const { runner, statesOf, finalOf } = setUp(disk, device);
    runner.receive(lamps, [metricOf({ id: 'c1', ttlMs: 100 })]);
    expect(await finalOf('c1')).toMatchObject({ state: 'expired' });
    expect([statesOf('c1'), device.writes]).toEqual([['accepted', 'expired'], []]);
  });

  test('when the journal takes nothing, nothing is written, and the hub is told', async () => {
    const device = new Lamps();
    const disk = new JournalDisk();
    disk.isFull = true;
    const { runner, finalOf } = setUp(disk, device);
    runner.receive(lamps, [metricOf({ id: 'c1' })]);
    expect(await finalOf('c1')).toMatchObject({ state: 'rejected', reason: 'disk-full' });
    expect(device.writes).toEqual([]);
  });

  test('an id is run once, and answered each time', async () => {
    const device = new Lamps();
    const { runner, finalOf, reports } = setUp(new JournalDisk(), device);
    runner.receive(lamps, [metricOf({ id: 'c1' }), metricOf({ id: 'c1' })]);
    await finalOf('c1');
    const before = reports.length;
    runner.receive(lamps, [metricOf({ id: 'c1', value: 0 })]);
    expect(reports.slice(before)).toMatchObject([{ id: 'c1', state: 'confirmed' }]);
    expect(device.writes).toHaveLength(1);
  });
});

describe('several for one point', () => {
  test('the newer of equals wins, the more urgent of all; who waits longest is beaten first', async () => {
    const device = new Lamps();
    const gate = Promise.withResolvers<void>();
    device.writing = gate.promise;
    const { runner, statesOf, finalOf, held } = setUp(new JournalDisk(), device);
    runner.receive(lamps, [metricOf({ id: 'first', value: 1 })]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    runner.receive(lamps, [metricOf({ id: 'second', value: 0 })]);
    runner.receive(lamps, [metricOf({ id: 'comfort', value: 0, priority: 'comfort' })]);
    runner.receive(lamps, [metricOf({ id: 'third', value: 0 })]);
    runner.receive(lamps, [metricOf({ id: 'fire', value: 0, priority: 'fire' })]);
    runner.receive(lamps, [metricOf({ id: 'last', value: 1 })]);
    device.obeys = false;
    gate.resolve();
    for (const id of ['first', 'second', 'third']) {
      expect(await finalOf(id), id).toMatchObject({ state: 'superseded' });
    }
    expect(await finalOf('fire')).toMatchObject({ state: 'confirmed' });
    for (const id of ['last', 'comfort']) {
      expect(await finalOf(id), id).toMatchObject({ state: 'held', reason: 'held-beneath' });
    }
    expect(held(`${lamps}/front-set`)).toBe('fire fire=0, person last=1, comfort comfort=0');
    expect(statesOf('second')).toEqual(['superseded']);
    expect(device.writes).toEqual([
      ['front-set', 1],
      ['front-set', 0],
    ]);
  });

  test('other points are not held up', async () => {
    const device = new Lamps();
    device.obeys = false;
    const { runner, finalOf, statesOf } = setUp(new JournalDisk(), device);
    runner.receive(lamps, [metricOf({ id: 'c1' }), metricOf({ id: 'c2', name: 'blackboard-set', value: 0 })]);
    await finalOf('c2');
    expect(statesOf('c1').some(isFinal)).toBe(false);
  });
});

describe('after a crash', () => {
  async function crashed(): Promise<{ disk: JournalDisk; device: Lamps }> {
    const device = new Lamps();
    device.obeys = false;
    const disk = new JournalDisk();
    const { runner, statesOf } = setUp(disk, device);
    runner.receive(lamps, [metricOf({ id: 'c1' })]);
    while (!statesOf('c1').includes('written')) await new Promise((resolve) => setTimeout(resolve, 5));
    runner.close();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(disk.entries().some(({ report }) => isFinal(report.state))).toBe(false);
    return { disk, device };
  }

  test('what was begun is read back and never written again: confirmed', async () => {
    const { disk, device } = await crashed();
    device.coils.set('front', 1);
    const { runner, finalOf } = setUp(disk, device);
    await runner.remember();
    runner.recover();
    expect(await finalOf('c1')).toMatchObject({ state: 'confirmed', readback: 1 });
    expect(device.writes).toHaveLength(1);
    runner.receive(lamps, [metricOf({ id: 'c1' })]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(device.writes).toHaveLength(1);
  });

  test('a newer command does not wait for it', async () => {
    const { disk, device } = await crashed();
    device.answers = false;
    const { runner, finalOf } = setUp(disk, device);
    await runner.remember();
    runner.recover();
    device.obeys = true;
    runner.receive(lamps, [metricOf({ id: 'c2', priority: 'person' })]);
    expect(await finalOf('c1')).toMatchObject({ state: 'superseded' });
    device.answers = true;
    expect(await finalOf('c2')).toMatchObject({ state: 'confirmed' });
  });
});
