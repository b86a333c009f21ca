// Standing orders: who holds a point, what a release leaves it at, holds that end, and that all of it outlasts a restart.
import { type CommandPriority, commandPriorities, type StandingOrder } from '@campus/campus-model';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  bare,
  type PriorityArray,
  placed,
  rankOf,
  released,
  settled,
  withdrawn,
} from '../../../edge-agent/commands/priority-array.ts';
import { closeRunners, JournalDisk, Lamps, lamps, metricOf, setUp } from './command-harness.ts';

afterEach(closeRunners);

const point = `${lamps}/front-set`;
const order = (id: string, priority: CommandPriority, value = 1): StandingOrder => {
  return { id, priority, value, by: 'wang', sinceMs: 1, untilMs: null };
};
const ids = (array: PriorityArray): string[] => array.map(({ id }) => id);

describe('the priority array', () => {
  test('one order a priority, the most urgent first, whatever is placed and released', () => {
    const act = fc.record({
      id: fc.uuid(),
      priority: fc.constantFrom(...commandPriorities),
      what: fc.constantFrom('placed', 'open', 'released', 'withdrawn', 'settled'),
    });
    fc.assert(
      fc.property(fc.array(act), (acts) => {
        let array: PriorityArray = [];
        for (const { id, priority, what } of acts) {
          const some = array[0]?.id ?? id;
          if (what === 'released') array = released(array, priority);
          else if (what === 'withdrawn') array = withdrawn(array, some);
          else if (what === 'settled') array = settled(array, some);
          else array = placed(array, order(id, priority), what === 'open');
          const ranks = array.map((one) => rankOf(one.priority));
          expect(ranks).toEqual([...new Set(ranks)].sort((a, b) => a - b));
        }
      }),
    );
  });

  test('an order that came to nothing leaves what stood; one that ended well does not', () => {
    const before = placed([], order('a', 'person'), false);
    const open = placed(before, order('b', 'person', 0), true);
    expect(ids(open)).toEqual(['b']);
    expect(withdrawn(open, 'b')).toEqual([order('a', 'person')]);
    expect(withdrawn(settled(open, 'b'), 'b')).toEqual([]);
    expect(bare(open[0]!)).toEqual(order('b', 'person', 0));
  });

  test('an order that never ended is nothing to go back to', () => {
    const open = placed(placed([], order('a', 'person'), true), order('b', 'person'), true);
    expect(withdrawn(open, 'b')).toEqual([]);
  });
});

describe('who holds a point', () => {
  test('a lower order waits beneath, untouched, and is written when the higher one is released', async () => {
    const device = new Lamps();
    const { runner, finalOf, held, statesOf } = setUp(new JournalDisk(), device);
    runner.receive(lamps, [metricOf({ id: 'person', value: 1 })]);
    await finalOf('person');
    runner.receive(lamps, [metricOf({ id: 'plan', value: 0, priority: 'schedule' })]);
    expect(await finalOf('plan')).toMatchObject({ state: 'held', reason: 'held-beneath' });
    expect([statesOf('plan'), device.writes.length]).toEqual([['held'], 1]);
    expect(held(point)).toBe('person person=1, schedule plan=0');
    runner.receive(lamps, [metricOf({ id: 'back', release: true })]);
    expect(await finalOf('back')).toMatchObject({ state: 'confirmed', readback: 0 });
    expect(device.writes).toEqual([
      ['front-set', 1],
      ['front-set', 0],
    ]);
    expect(held(point)).toBe('schedule plan=0');
  });

  test('a release beneath the holder, of nothing, or of the last one writes nothing', async () => {
    const device = new Lamps();
    const { runner, finalOf, held } = setUp(new JournalDisk(), device);
    runner.receive(lamps, [metricOf({ id: 'none', release: true })]);
    expect(await finalOf('none')).toMatchObject({ state: 'confirmed' });
    runner.receive(lamps, [metricOf({ id: 'low', priority: 'comfort', value: 1 })]);
    await finalOf('low');
    runner.receive(lamps, [metricOf({ id: 'high', value: 1 })]);
    await finalOf('high');
    runner.receive(lamps, [metricOf({ id: 'r-low', release: true, priority: 'comfort' })]);
    await finalOf('r-low');
    runner.receive(lamps, [metricOf({ id: 'r-high', release: true })]);
    expect(await finalOf('r-high')).toMatchObject({ state: 'confirmed' });
    expect(device.writes).toHaveLength(2);
    expect(held(point)).toBe('');
  });

  test('an order that the device refused does not stand, and what stood before it does', async () => {
    const device = new Lamps();
    const { runner, finalOf, held } = setUp(new JournalDisk(), device);
    runner.receive(lamps, [metricOf({ id: 'a', value: 1 })]);
    await finalOf('a');
    device.result = { ok: false, reason: 'command-refused-by-device', detail: 'exception 4' };
    runner.receive(lamps, [metricOf({ id: 'b', value: 0 })]);
    expect(await finalOf('b')).toMatchObject({ state: 'failed' });
    expect(held(point)).toBe('person a=1');
  });

  test('a release that comes while the order is under way waits for its end, and takes it back', async () => {
    const device = new Lamps();
    const gate = Promise.withResolvers<void>();
    const { runner, finalOf, held } = setUp(new JournalDisk(), device);
    runner.receive(lamps, [metricOf({ id: 'low', priority: 'schedule', value: 0 })]);
    await finalOf('low');
    device.writing = gate.promise;
    runner.receive(lamps, [metricOf({ id: 'a', value: 1 })]);
    while (device.writes.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    runner.receive(lamps, [metricOf({ id: 'back', release: true })]);
    gate.resolve();
    expect(await finalOf('a')).toMatchObject({ state: 'confirmed' });
    expect(await finalOf('back')).toMatchObject({ state: 'confirmed', readback: 0 });
    expect([device.coils.get('front'), held(point)]).toEqual([0, 'schedule low=0']);
  });

  test('a hold that is over by the hub clock is given back, and the hub is told by whom', async () => {
    const device = new Lamps();
    const { runner, finalOf, held, reports, hubClock } = setUp(new JournalDisk(), device);
    runner.receive(lamps, [metricOf({ id: 'low', priority: 'comfort', value: 0 })]);
    await finalOf('low');
    runner.receive(lamps, [metricOf({ id: 'a', value: 1, untilMs: Date.now() + 600 })]);
    await finalOf('a');
    expect(held(point)).toBe('person a=1, comfort low=0');
    expect(hubClock.now()).not.toBeNull();
    const end = await finalOf('made-up');
    expect(end).toMatchObject({
      state: 'confirmed',
      readback: 0,
      order: { pointId: point, isRelease: true, priority: 'person', by: 'hold-ended' },
    });
    expect(reports.filter(({ id }) => id === 'made-up').map(({ state }) => state)).toEqual([
      'accepted',
      'written',
      'confirmed',
    ]);
    expect(held(point)).toBe('comfort low=0');
  });

  test('an order whose hold is over when it comes is not run', async () => {
    const { runner, finalOf } = setUp();
    runner.receive(lamps, [metricOf({ id: 'a', untilMs: Date.now() - 1 })]);
    expect(await finalOf('a')).toMatchObject({ state: 'expired' });
  });
});

describe('after a restart', () => {
  test('what stands is what the journal tells, with the side file or without it', async () => {
    const device = new Lamps();
    const disk = new JournalDisk();
    const first = setUp(disk, device);
    first.runner.receive(lamps, [metricOf({ id: 'a', value: 1, by: 'wang' })]);
    await first.finalOf('a');
    await first.standing.save();
    expect(disk.file).toContain('"by":"wang"');
    first.runner.receive(lamps, [metricOf({ id: 'b', value: 0, priority: 'schedule' })]);
    await first.finalOf('b');
    const whole = first.held(point);
    first.runner.close();
    const later = setUp(disk, device);
    await later.runner.remember();
    expect(later.held(point)).toBe(whole);
    disk.file = 'null';
    const bare = setUp(disk, device);
    await bare.runner.remember();
    expect(bare.held(point)).toBe(whole);
    bare.runner.receive(lamps, [metricOf({ id: 'back', release: true })]);
    expect(await bare.finalOf('back')).toMatchObject({ state: 'confirmed', readback: 0 });
  });

  test('the side file outlasts the journal, and its numbers are forgotten with it', async () => {
    const disk = new JournalDisk();
    const first = setUp(disk);
    first.runner.receive(lamps, [metricOf({ id: 'a', value: 1 })]);
    await first.finalOf('a');
    await first.standing.save();
    const another = new JournalDisk();
    another.file = disk.file;
    const next = setUp(another);
    await next.runner.remember();
    expect(next.held(point)).toBe('person a=1');
    next.runner.receive(lamps, [metricOf({ id: 'b', value: 0 })]);
    await next.finalOf('b');
    const last = setUp(another);
    await last.runner.remember();
    expect(last.held(point)).toBe('person b=0');
  });

  test('a release that was begun is read back, never written again', async () => {
    const device = new Lamps();
    const disk = new JournalDisk();
    const { runner, finalOf, statesOf } = setUp(disk, device);
    runner.receive(lamps, [metricOf({ id: 'a', value: 1 })]);
    await finalOf('a');
    runner.receive(lamps, [metricOf({ id: 'low', priority: 'comfort', value: 0 })]);
    await finalOf('low');
    device.obeys = false;
    runner.receive(lamps, [metricOf({ id: 'back', release: true })]);
    while (!statesOf('back').includes('written')) await new Promise((resolve) => setTimeout(resolve, 5));
    runner.close();
    await new Promise((resolve) => setTimeout(resolve, 250));
    const next = setUp(disk, device);
    await next.runner.remember();
    device.coils.set('front', 0);
    next.runner.recover();
    expect(await next.finalOf('back')).toMatchObject({ state: 'confirmed', readback: 0 });
    expect([device.writes.length, next.held(point)]).toEqual([2, 'comfort low=0']);
  });
});
