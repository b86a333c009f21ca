// The past of the demo campus: repeatable, plausible by day, night and week, and joined to the live simulation.
import { createHash } from 'node:crypto';
import { type PointId, status } from '@campus/campus-model';
import { ManualClock } from '@campus/runtime';
import { beforeAll, describe, expect, test } from 'vitest';
import { type PastChunk, pastOf, pastSpan } from '../../../simulators/history/past-campus.ts';
import { PastDays } from '../../../simulators/history/past-days.ts';
import { reportStepMs } from '../../../simulators/history/past-reports.ts';
import { toldPoint } from '../../../simulators/history/told-value.ts';
import { Simulation } from '../../../simulators/simulation.ts';
import { SchoolClock } from '../../../simulators/world/school-clock.ts';
import { demoCampus } from './demo.ts';

const { campus } = demoCampus();
const seed = 11;
const hourMs = 3_600_000;
const zoneMs = 8 * hourMs;
/** Monday 23 November 2026, 15:00 in Weihai. */
const startMs = Date.UTC(2026, 10, 23, 7);

interface Series {
  readonly times: number[];
  readonly values: number[];
}

function chunksOf(days: number, options: { seed?: number; chunkMs?: number } = {}): PastChunk[] {
  return [...pastOf({ campus, seed, startMs, days, chunkMs: 4 * hourMs, ...options })];
}

function digestOf(chunks: readonly PastChunk[]): string {
  const columns = ['point', 'timeMs', 'value', 'status', 'ordinal'] as const;
  const hashes = columns.map((column) => {
    const hash = createHash('sha256');
    for (const { batch } of chunks) hash.update(batch[column]);
    return hash.digest('hex');
  });
  return hashes.join();
}

function seriesOf(chunks: readonly PastChunk[]): Map<PointId, Series> {
  const ids = [...campus.points.keys()];
  const all = new Map(ids.map((id) => [id, { times: [] as number[], values: [] as number[] }]));
  for (const { batch } of chunks) {
    for (let i = 0; i < batch.length; i++) {
      const series = all.get(ids[batch.point[i]!]!)!;
      series.times.push(batch.timeMs[i]!);
      series.values.push(batch.value[i]!);
    }
  }
  return all;
}

/** Values of a point whose local hour and weekday fit. */
function valuesWhen(
  { times, values }: Series,
  fits: (local: { hour: number; weekday: number; daysAgo: number }) => boolean,
): number[] {
  return values.filter((_, i) => {
    const local = new Date(times[i]! + zoneMs);
    const daysAgo = Math.floor((startMs + zoneMs) / 86_400_000) - Math.floor(local.getTime() / 86_400_000);
    const hour = local.getUTCHours() + local.getUTCMinutes() / 60;
    return fits({ hour, weekday: local.getUTCDay(), daysAgo });
  });
}

const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);

describe('repeatable', () => {
  test('the same seed and start give the same past, whatever the chunks; another seed another', () => {
    const once = digestOf(chunksOf(1));
    expect(digestOf(chunksOf(1, { chunkMs: hourMs }))).toBe(once);
    expect(digestOf(chunksOf(1, { seed: 12 }))).not.toBe(once);
  });
});

describe('the days', () => {
  test('meet the live school clock at the start and run by the site’s own clock before the day of the demo', () => {
    const days = new PastDays('Asia/Shanghai', startMs);
    const live = new SchoolClock(new ManualClock(startMs), 'Asia/Shanghai', 'school-day');
    for (const earlierMs of [0, 60_000, 9 * hourMs]) {
      expect(days.at(startMs - earlierMs)).toEqual(live.before(earlierMs));
    }
    expect(days.at(startMs - 9.5 * hourMs).minute).toBe(5.5 * 60);
    const sundayNoon = Date.UTC(2026, 10, 22, 4);
    expect(days.at(sundayNoon)).toMatchObject({ minute: 720, isSchoolDay: false });
    expect(days.at(sundayNoon - 48 * hourMs).isSchoolDay).toBe(true);
    expect(days.moment(1, 720)).toBe(sundayNoon);
  });
});

describe('nearly two weeks', () => {
  const days = 13;
  let chunks: PastChunk[];
  let series: Map<PointId, Series>;
  const of = (id: PointId): Series => series.get(id)!;

  beforeAll(() => {
    chunks = chunksOf(days);
    series = seriesOf(chunks);
  }, 120_000);

  test('cover the whole span in order, every point, good values at whole steps', () => {
    const span = pastSpan({ startMs, days });
    expect(span.toMs).toBeLessThanOrEqual(startMs - 60_000);
    expect(chunks[0]!.fromMs).toBe(span.fromMs);
    expect(chunks.at(-1)!.toMs).toBe(span.toMs);
    for (const [i, { fromMs, batch }] of chunks.entries()) {
      if (i > 0) expect(fromMs).toBe(chunks[i - 1]!.toMs);
      expect(batch.historical).toBe(true);
      expect(batch.status.every((code) => code === status.good)).toBe(true);
      expect(batch.timeMs.every((ms) => ms % reportStepMs === 0)).toBe(true);
    }
    const silent = [...series].filter(([, { times }]) => times.length < days * 24 * 5).map(([id]) => id);
    expect(silent).toEqual([]);
  });

  test('leave no gap where people look: a measured value each step', () => {
    for (const id of ['t1-101-air/temperature', 't1-101-meter/power', 'tr-101-meter/energy-import']) {
      const { times } = of(id);
      expect(times.length).toBe((chunks.at(-1)!.toMs - chunks[0]!.fromMs) / reportStepMs);
    }
  });

  test('tell values through the steps of their registers', () => {
    const isWhole = (values: readonly number[]): boolean =>
      values.every((value) => Math.abs(value - Math.round(value)) < 1e-6);
    expect(isWhole(of('t1-101-air/temperature').values.map((value) => value * 10))).toBe(true);
    expect(isWhole(of('t1-101-air/co2').values)).toBe(true);
    expect(isWhole(of('ct-water-meter/volume').values.map((value) => value * 1000))).toBe(true);
    expect(of('t1-101-meter/power').values.every((value) => Math.fround(value) === value)).toBe(true);
    expect(new Set(of('t1-101-lamps/front').values)).toEqual(new Set([0, 1]));
  });

  test('have nights, lessons and weekends', () => {
    const co2 = of('t1-101-air/co2');
    const taught = valuesWhen(co2, ({ hour, weekday }) => weekday % 6 !== 0 && hour > 8 && hour < 12);
    const sunday = valuesWhen(co2, ({ hour, weekday, daysAgo }) => weekday === 0 && hour > 12 && daysAgo > 0);
    expect(most(taught)).toBeGreaterThan(800);
    expect(most(sunday)).toBeLessThan(600);
    const occupied = valuesWhen(
      of('t1-101-presence/occupancy'),
      ({ hour, daysAgo }) => hour < 5 && daysAgo > 0,
    );
    expect(most(occupied)).toBe(0);
    const light = of('t1-101-presence/illuminance');
    expect(
      most(valuesWhen(light, ({ hour, daysAgo }) => hour > 11 && hour < 13 && daysAgo > 0)),
    ).toBeGreaterThan(100);
  });

  test('stay plausible everywhere', () => {
    const spans: Record<string, [number, number]> = {
      co2: [400, 6_000],
      humidity: [0, 100],
      voltage: [190, 245],
      frequency: [49.9, 50.1],
      illuminance: [0, 3_000],
    };
    for (const { pointId, quantity, spaceId } of campus.points.values()) {
      const { values } = of(pointId);
      const span = spans[quantity];
      if (span)
        expect([pointId, least(values) >= span[0], most(values) <= span[1]]).toEqual([pointId, true, true]);
      if (pointId.endsWith('-air/temperature') || pointId.endsWith('room-temperature')) {
        expect([spaceId, least(values) > 5, most(values) < 40]).toEqual([spaceId, true, true]);
      }
    }
  });

  test('count up into the totals that the live meters begin with', () => {
    const clock = new ManualClock(startMs);
    const live = new Simulation(campus, { seed, clock, timeline: 'school-day' });
    const counters = [...campus.points.values()].filter(({ counter }) => counter);
    expect(counters.length).toBeGreaterThan(60);
    for (const point of counters) {
      const { values } = of(point.pointId);
      const falls = values.findIndex((value, i) => i > 0 && value < values[i - 1]!);
      expect([point.pointId, falls]).toEqual([point.pointId, -1]);
      const first = Number(toldPoint(campus, live.devices, point)!.read());
      const gap = first - values.at(-1)!;
      expect([point.pointId, gap >= 0, gap < 5]).toEqual([point.pointId, true, true]);
      const isUsed = point.id === 'energy-import' && values.at(-1)! > values[0]!;
      expect([point.pointId, point.id !== 'energy-import' || isUsed]).toEqual([point.pointId, true]);
    }
  });

  test('end in rooms as the live simulation finds them', () => {
    const live = new Simulation(campus, { seed, clock: new ManualClock(startMs), timeline: 'school-day' });
    const points = [...campus.points.values()];
    const differences = (ids: (point: (typeof points)[number]) => boolean): number[] =>
      points
        .filter(ids)
        .map((point) =>
          Math.abs(Number(toldPoint(campus, live.devices, point)!.read()) - of(point.pointId).values.at(-1)!),
        )
        .sort((a, b) => a - b);
    const kelvin = differences(({ id }) => id === 'room-temperature');
    // Whether somebody left an air conditioner on is chance, in the past as in the live warm-up.
    expect(kelvin[Math.floor(kelvin.length * 0.8)]).toBeLessThan(1);
    expect(kelvin.at(-1)).toBeLessThan(7);
    expect(differences(({ quantity }) => quantity === 'co2').at(-1)).toBeLessThan(150);
  });

  test('hold what went wrong: a hot server, a heater, a leak by night, a cold store left open', () => {
    const night = (daysAgo: number) => (local: { hour: number; daysAgo: number }) =>
      local.daysAgo === daysAgo && local.hour > 1 && local.hour < 5;
    const server = of('tr-201-manager/server-temperature');
    expect(most(valuesWhen(server, ({ daysAgo }) => daysAgo === 5))).toBeGreaterThan(75);
    expect(most(valuesWhen(server, ({ daysAgo }) => daysAgo === 6))).toBeLessThan(60);
    const power = of('dm-101-meter/power');
    expect(least(valuesWhen(power, night(7)))).toBeGreaterThan(most(valuesWhen(power, night(6))) + 1_500);
    const flow = of('ct-water-meter/flow');
    expect(least(valuesWhen(flow, night(10)))).toBeGreaterThanOrEqual(1.4);
    expect(most(valuesWhen(flow, night(9)))).toBeLessThan(0.1);
    expect(most(of('ct-102-leak/leak').values)).toBe(1);
    const store = of('ct-103-probe/temperature');
    expect(most(valuesWhen(store, ({ daysAgo }) => daysAgo === 12))).toBeGreaterThan(-15);
    expect(most(valuesWhen(store, ({ daysAgo }) => daysAgo < 11))).toBeLessThan(-15);
  });
});
