// What differs between two states of a campus.
import { compareCampus } from '@campus/campus-model';
import { expect, test } from 'vitest';
import { smallCampus } from '../edge-agent/small-campus.ts';

const nothing = { added: [], changed: [], removed: [] };

test('the same description, expanded twice, does not differ', () => {
  expect(compareCampus(smallCampus(), smallCampus())).toEqual({
    gateways: nothing,
    endpoints: nothing,
    spaces: nothing,
    devices: nothing,
    points: nothing,
    touchedGateways: [],
    isEmpty: true,
  });
});

test('a device that goes takes its points along and touches its gateway', () => {
  const after = smallCampus();
  const devices = new Map([...after.devices].filter(([id]) => id !== 't1-101-lamps'));
  const points = new Map([...after.points].filter(([, { deviceId }]) => deviceId !== 't1-101-lamps'));
  const change = compareCampus(smallCampus(), { ...after, devices, points });
  expect(change.devices).toEqual({ ...nothing, removed: ['t1-101-lamps'] });
  expect(change.points.removed.length).toBeGreaterThan(0);
  expect(change.points.removed.every((id) => id.startsWith('t1-101-lamps/'))).toBe(true);
  expect(change.touchedGateways).toEqual(['gw-t1']);
  expect(compareCampus({ ...after, devices, points }, after).points.added).toEqual(change.points.removed);
});

test('an endpoint that listens elsewhere is changed; a name alone is a change without things', () => {
  expect(compareCampus(smallCampus(1), smallCampus(2))).toMatchObject({
    endpoints: { ...nothing, changed: ['bus-1'] },
    devices: nothing,
    touchedGateways: ['gw-t1'],
    isEmpty: false,
  });
  const renamed = { ...smallCampus(), site: { ...smallCampus().site, name: { zh: '新名', en: 'new name' } } };
  expect(compareCampus(smallCampus(), renamed)).toMatchObject({
    points: nothing,
    touchedGateways: [],
    isEmpty: false,
  });
});
