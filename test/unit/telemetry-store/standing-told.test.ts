// What a gateway says of its standing orders: all at a birth, changes after it, and nothing that is not of the agreed form.
import type { Standing } from '@campus/campus-model';
import { silentLog } from '@campus/runtime';
import { dataType, type Metric } from '@campus/sparkplug';
import { expect, test } from 'vitest';
import { commandMetric } from '../../../telemetry-store/ingest/command-metric.ts';
import {
  GatewaySayings,
  type GatewaySayingsOptions,
} from '../../../telemetry-store/ingest/gateway-sayings.ts';

const order = { id: 'c1', priority: 'person', value: 1, by: 'wang', sinceMs: 5, untilMs: null } as const;
const standing: Standing[] = [{ pointId: 'lamps/front-set', orders: [order] }];

function hear() {
  const told: unknown[] = [];
  const sayings = new GatewaySayings({
    delivery: {} as GatewaySayingsOptions['delivery'],
    send: () => {},
    onBooks: () => {},
    onStanding: (...said) => told.push(said),
    log: silentLog,
  });
  const metric = (value: string | null): Metric[] => [
    { name: 'campus/standing', dataType: dataType.String, value },
  ];
  return { told, sayings, metric };
}

test('a birth tells all, data what has changed', () => {
  const { told, sayings, metric } = hear();
  sayings.birth('gw-1', metric(JSON.stringify(standing)));
  expect(sayings.data('gw-1', metric(JSON.stringify(standing)))).toBe(true);
  expect(sayings.data('gw-1', [{ name: 'else', dataType: dataType.Double, value: 1 }])).toBe(false);
  expect(told).toEqual([
    ['gw-1', standing, true],
    ['gw-1', standing, false],
  ]);
});

test.each([
  ['no JSON', 'x'],
  ['no list', '{}'],
  [
    'no priority that there is',
    JSON.stringify([{ ...standing[0], orders: [{ ...order, priority: 'urgent' }] }]),
  ],
  ['nothing', null],
])('%s is passed over', (_, value) => {
  const { told, sayings, metric } = hear();
  expect(sayings.data('gw-1', metric(value))).toBe(true);
  expect(told).toEqual([]);
});

test('a release goes out without a value, a hold with its end', () => {
  const command = {
    ...{ id: 'c1', pointId: 'lamps/front-set', value: null, isRelease: true, state: 'requested' as const },
    ...{ priority: 'person' as const, by: 'wang', requestedAt: 1, changedAt: 1, ttlMs: 10_000 },
  };
  const release = commandMetric('front-set', command);
  expect(release.value).toBeNull();
  expect(release.properties?.['campus/release']).toEqual({ type: dataType.Boolean, value: true });
  const hold = commandMetric('front-set', { ...command, value: 1, isRelease: false, untilMs: 99 });
  expect(hold.properties?.['campus/until']?.value).toBe(99);
  expect(hold.properties).not.toHaveProperty('campus/release');
});
