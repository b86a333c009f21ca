// The commissioning page's list and the judgement of what is shown live.
import type { CommissioningOverview, CommissioningPoint, Progress } from '@campus/campus-model';
import { status } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import { addressLine, judgeLive, listRows, scopeOf, sumOf } from '../../../web/panel/format/commissioning.ts';
import { commissioningSearch } from '../../../web/panel/format/deep-links.ts';

const progress = (more: Partial<Progress> = {}): Progress => ({
  points: 4,
  seen: 4,
  accepted: 0,
  rejected: 0,
  notApplicable: 0,
  trouble: 0,
  ...more,
});

const text = (en: string) => ({ zh: `中${en}`, en });

const device = (id: string, endpointId: string, gatewayId: string, more: Partial<Progress> = {}) => ({
  id,
  name: text(id),
  modelName: text('model'),
  kind: 'lamps' as const,
  gatewayId,
  spaceId: 'room',
  endpointId,
  progress: progress(more),
});

const overview: CommissioningOverview = {
  gateways: [
    { id: 'gw-a', name: text('A'), buildingId: 'a' },
    { id: 'gw-b', name: text('B'), buildingId: 'b' },
  ],
  endpoints: [
    { id: 'bus-1', gatewayId: 'gw-a', protocol: 'modbus', where: '10.0.0.9:502' },
    { id: 'bus-2', gatewayId: 'gw-a', protocol: 'modbus', where: '10.0.0.10:502' },
    { id: 'bus-3', gatewayId: 'gw-b', protocol: 'mqtt', where: '10.0.0.11:1883' },
  ],
  devices: [
    device('lamp', 'bus-1', 'gw-a', { accepted: 4 }),
    device('meter', 'bus-1', 'gw-a', { accepted: 1, trouble: 2 }),
    device('door', 'bus-3', 'gw-b', { accepted: 3, rejected: 1 }),
  ],
};

const rowsOf = (more: Partial<Parameters<typeof listRows>[1]> = {}) =>
  listRows(overview, {
    show: undefined,
    words: '',
    folded: new Set(),
    wordsOf: ({ id, name }) => `${id} ${name.zh}`,
    ...more,
  }).map(({ kind, id }) => `${kind} ${id}`);

describe('the list', () => {
  test('goes from gateway to connection to device, and leaves out what is empty', () => {
    expect(rowsOf()).toEqual([
      'gateway gw-a',
      'endpoint bus-1',
      'device lamp',
      'device meter',
      'gateway gw-b',
      'endpoint bus-3',
      'device door',
    ]);
  });
  test('shows what is still open or in trouble', () => {
    expect(rowsOf({ show: 'open' })).toEqual(['gateway gw-a', 'endpoint bus-1', 'device meter']);
    expect(rowsOf({ show: 'trouble' }).filter((row) => row.startsWith('device'))).toEqual([
      'device meter',
      'device door',
    ]);
  });
  test('folds, but not while one searches', () => {
    expect(rowsOf({ folded: new Set(['gw-a']) })).toEqual([
      'gateway gw-a',
      'gateway gw-b',
      'endpoint bus-3',
      'device door',
    ]);
    expect(rowsOf({ folded: new Set(['gw-a']), words: ' LAMP ' })).toEqual([
      'gateway gw-a',
      'endpoint bus-1',
      'device lamp',
    ]);
    expect(rowsOf({ words: '中door' })).toContain('device door');
    expect(rowsOf({ words: 'nothing' })).toEqual([]);
  });
  test('sums what its devices are', () => {
    expect(sumOf(overview.devices)).toEqual({
      points: 12,
      seen: 12,
      accepted: 8,
      rejected: 1,
      notApplicable: 0,
      trouble: 2,
    });
  });
});

test('an address means a device, a space or a gateway, and only what may be an id', () => {
  expect(commissioningSearch({ device: 't1-101-air', show: 'open', space: '' })).toEqual({
    device: 't1-101-air',
    space: undefined,
    gateway: undefined,
    show: 'open',
  });
  expect(scopeOf({ device: 'a', space: 'b' })).toEqual({ device: 'a' });
  expect(scopeOf({ gateway: 'g' })).toEqual({ gateway: 'g' });
  expect(scopeOf({})).toBeNull();
});

const point = {
  point: {
    pointId: 'air/temperature',
    quantity: 'temperature',
    kind: 'sensor',
    unit: '°C',
    decimals: 1,
    range: { min: -40, max: 80 },
    states: null,
    counter: false,
    write: null,
    mayCommand: false,
  },
  coding: null,
  wrapsAt: null,
  seen: { value: 21, text: null, timeMs: 1, status: status.good },
  memory: { sinceMs: 0, changedMs: null, jump: null, fall: null, usualStep: 0 },
  order: null,
  trialFindings: [],
} as unknown as CommissioningPoint;

const live = (value: number) => ({ value, text: null, timeMs: 1, status: status.good, arrivedAt: 0 });
const hour = 3_600_000;

describe('a live value', () => {
  test('is judged as it is shown', () => {
    expect(judgeLive(point, live(21.5), false, 1000).plausibility).toBe('plausible');
    expect(judgeLive(point, live(6553.5), false, 1000).findings[0]?.code).toBe('not-a-value');
    expect(judgeLive(point, live(21), true, 1000).findings[0]?.code).toBe('stale');
  });
  test('before it is there, what the hub saw stands', () => {
    expect(judgeLive(point, undefined, false, 1000).plausibility).toBe('plausible');
  });
  test('that has changed since the hub was asked has not stood still', () => {
    expect(judgeLive(point, live(21), false, hour).findings[0]?.code).toBe('unchanged');
    expect(judgeLive(point, live(21.1), false, hour).findings).toEqual([]);
  });
});

test('the line of the campus file is YAML: figures stay figures, digits that are names stay in quotes', () => {
  const line = (fields: Record<string, string | number>) =>
    addressLine(Object.entries(fields).map(([key, value]) => ({ key, value })));
  expect(line({ unit: 12, topic: 'zigbee2mqtt/a' })).toBe('address: { unit: 12, topic: zigbee2mqtt/a }');
  expect(line({ address: '000012345678' })).toBe('address: { address: "000012345678" }');
  expect(line({ root: 'ns=1;s=CNC1' })).toBe('address: { root: "ns=1;s=CNC1" }');
});
