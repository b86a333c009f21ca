// The judgements of the overview: verdict, totals with coverage, comfort, and the order of alarms.
import type { Alarm, CampusView, GatewayStatus, SpaceSummary } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import {
  compareAlarms,
  compareFirst,
  countByPriority,
  mergeAll,
  mergeOpen,
  selectAlarms,
  worstOf,
} from '../../../web/panel/format/alarms.ts';
import { findDiscomfort } from '../../../web/panel/format/comfort.ts';
import { powerPoints, totalOf } from '../../../web/panel/format/totals.ts';
import { judge } from '../../../web/panel/format/verdict.ts';

function alarm(id: string, change: Partial<Alarm> = {}): Alarm {
  return {
    id,
    ruleId: 'r',
    subject: 's',
    occurrence: 1,
    name: { zh: '报警', en: 'Alarm' },
    system: 'climate',
    priority: 'medium',
    state: 'unacknowledged',
    isActive: true,
    spaceId: null,
    pointIds: [],
    value: null,
    raisedAt: 100,
    clearedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    comment: null,
    ...change,
  };
}

const gateway = (id: string, isOnline: boolean): GatewayStatus => ({
  id,
  name: { zh: id, en: id },
  buildingId: 'b',
  isOnline,
  changedAt: null,
  devicesOnline: 0,
  devices: 0,
});

describe('verdict', () => {
  const gateways = [gateway('g1', true)];

  test('good only when all is known and nothing is open', () => {
    expect(judge({ alarms: [], gateways, isLost: false }).kind).toBe('good');
    expect(judge({ alarms: undefined, gateways, isLost: false }).kind).toBe('waiting');
    expect(judge({ alarms: [], gateways, isLost: true }).kind).toBe('lost');
    expect(judge({ alarms: [], gateways: [gateway('g1', false)], isLost: false })).toMatchObject({
      kind: 'gateways',
      count: 1,
    });
  });

  test('critical before open before handled', () => {
    const handled = alarm('h', { state: 'acknowledged' });
    expect(judge({ alarms: [handled], gateways, isLost: false }).kind).toBe('handled');
    expect(judge({ alarms: [handled, alarm('a')], gateways, isLost: false })).toMatchObject({
      kind: 'open',
      count: 1,
      first: { id: 'a' },
    });
    const fire = alarm('f', { priority: 'critical' });
    expect(judge({ alarms: [fire, alarm('a')], gateways, isLost: true })).toMatchObject({
      kind: 'critical',
      count: 1,
    });
  });
});

describe('alarms', () => {
  test('order: active, urgent, waiting, newest', () => {
    const list = [
      alarm('returned', { isActive: false, priority: 'critical', state: 'returned-unacknowledged' }),
      alarm('low', { priority: 'low' }),
      alarm('handled', { priority: 'high', state: 'acknowledged' }),
      alarm('old', { priority: 'high', raisedAt: 1 }),
      alarm('new', { priority: 'high', raisedAt: 2 }),
    ];
    expect(list.sort(compareAlarms).map(({ id }) => id)).toEqual([
      'new',
      'old',
      'handled',
      'low',
      'returned',
    ]);
  });

  test('a changed alarm takes its place, a closed one leaves the open list and stays among all', () => {
    const open = mergeOpen(
      [alarm('a'), alarm('b')],
      [alarm('a', { state: 'normal', isActive: false }), alarm('c')],
    );
    expect(open.map(({ id }) => id).sort()).toEqual(['b', 'c']);
    const all = mergeAll([alarm('a'), alarm('b', { raisedAt: 50 })], [alarm('n', { raisedAt: 200 })], 2);
    expect(all.map(({ id }) => id)).toEqual(['n', 'a']);
  });

  test('counts, filters, worst', () => {
    const list = [
      alarm('a'),
      alarm('b', { priority: 'critical', isActive: false }),
      alarm('c', { system: 'fire' }),
    ];
    expect(countByPriority(list)).toEqual({ critical: 1, high: 0, medium: 2, low: 0 });
    expect(worstOf(list)).toBe('medium');
    expect(worstOf([])).toBeNull();
    expect(selectAlarms(list, { system: 'fire' }).map(({ id }) => id)).toEqual(['c']);
  });
});

const space = (id: string, kind: SpaceSummary['kind'], layers: SpaceSummary['layers']): SpaceSummary => ({
  id,
  name: { zh: id, en: id },
  kind,
  outline: [],
  seats: 0,
  responsible: null,
  layers,
});

test('a total says how much of it is known, and nothing known is no zero', () => {
  const values = new Map([['a', 5]]);
  const read = (id: string) => values.get(id) ?? null;
  expect(totalOf(['a', 'b'], read)).toEqual({ sum: 5, usable: 1, asked: 2 });
  expect(totalOf(['b'], read)).toEqual({ sum: null, usable: 0, asked: 1 });
});

test('the main meter of a building stands for its rooms', () => {
  const building = (spaces: SpaceSummary[]): CampusView['buildings'][number] => ({
    id: 'b',
    name: { zh: 'b', en: 'b' },
    outline: [],
    floors: [{ id: 'f', name: { zh: 'f', en: 'f' }, level: 1, spaces }],
  });
  const room = space('r', 'classroom', { power: 'r/power' });
  expect(powerPoints(building([room]))).toEqual(['r/power']);
  expect(powerPoints(building([room, space('p', 'plant-room', { power: 'main/power' })]))).toEqual([
    'main/power',
  ]);
});

test('comfort: rooms for people only, each once, none without a value', () => {
  const spaces = [
    space('stuffy', 'classroom', { co2: 'stuffy/co2', temperature: 'stuffy/t' }),
    space('cold', 'classroom', { temperature: 'cold/t' }),
    space('fine', 'classroom', { co2: 'fine/co2' }),
    space('unknown', 'classroom', { co2: 'unknown/co2' }),
    space('store', 'cold-store', { temperature: 'store/t' }),
  ];
  const values: Record<string, number> = {
    'stuffy/co2': 1001,
    'stuffy/t': 40,
    'cold/t': 15.9,
    'fine/co2': 1000,
    'store/t': -18,
  };
  const { outside, judged } = findDiscomfort(spaces, (id) => values[id] ?? null);
  expect(outside.map((found) => [found.space.id, found.layer])).toEqual([
    ['stuffy', 'co2'],
    ['cold', 'temperature'],
  ]);
  expect(judged).toBe(3);
});

test('of equal alarms that of the room comes before that of the panel in the plant room, whichever was raised first', () => {
  const room = alarm('detector', { priority: 'critical', spaceId: 'tr-201', raisedAt: 100 });
  const panel = alarm('panel', { priority: 'critical', spaceId: 'tr-plant', raisedAt: 130 });
  const leak = alarm('leak', { priority: 'high', spaceId: 'tr-202', raisedAt: 200 });
  const sorted = [leak, panel, room].sort(compareFirst((spaceId) => spaceId === 'tr-plant'));
  expect(sorted.map(({ id }) => id)).toEqual(['detector', 'panel', 'leak']);
});
