// The live picture: order of times, staleness, deaths.
import { describe, expect, test } from 'vitest';
import { type SampleBatch, SampleColumns, status } from '../../../campus-model/index.ts';
import { ManualClock } from '../../../runtime/index.ts';
import { LatestValues } from '../../../telemetry-store/index.ts';
import { pointIds, smallCampus } from './small-campus.ts';

function setUp() {
  const clock = new ManualClock();
  const latest = new LatestValues(smallCampus, clock);
  const heard: SampleBatch[] = [];
  latest.onBatch((batch) => heard.push(batch));
  const apply = (
    point: number,
    timeMs: number,
    value: number,
    rest: { code?: number; text?: string; late?: boolean } = {},
  ) => {
    const columns = new SampleColumns();
    columns.push(point, timeMs, value, rest.code ?? status.good, 0, rest.text);
    latest.apply(columns.take(rest.late));
  };
  return { clock, latest, heard, apply };
}

describe('latest values', () => {
  test('before the first value a point waits for it; an unknown point is null', () => {
    const { latest } = setUp();
    expect(latest.get('meter-1/power')).toMatchObject({
      value: Number.NaN,
      status: status.waitingForInitialData,
      timeMs: Number.NaN,
    });
    expect(latest.get('meter-1/none')).toBeNull();
    expect(latest.indexOf('meter-1/none')).toBe(-1);
    expect(latest.pointIds).toEqual(pointIds);
  });

  test('the campus changes: values stay in their places, new points wait, what left is unknown, what came back begins anew', () => {
    const { clock, latest, apply } = setUp();
    const now = clock.now();
    apply(0, now, 5);
    apply(1, now, 6);
    const [first, second] = pointIds as [string, string];
    const added = { ...smallCampus.points.get(first)!, pointId: 'meter-9/power', deviceId: 'meter-9' };
    const without = [...smallCampus.points].filter(([id]) => id !== second);
    const changed = { ...smallCampus, points: new Map([...without, [added.pointId, added]]) };
    latest.follow(changed, [...pointIds, added.pointId]);
    expect(latest.indexOf(first)).toBe(0);
    expect(latest.at(0)).toMatchObject({ value: 5 });
    expect(latest.get(added.pointId)).toMatchObject({ status: status.waitingForInitialData });
    expect(latest.get(second)).toBeNull();
    apply(pointIds.length, now, 7);
    expect(latest.get(added.pointId)).toMatchObject({ value: 7 });
    latest.markDevice('meter-9', status.noCommunication);
    expect(latest.get(added.pointId)).toMatchObject({ value: Number.NaN, status: status.noCommunication });
    latest.follow(smallCampus, latest.pointIds);
    expect(latest.get(second)).toMatchObject({ value: Number.NaN, status: status.waitingForInitialData });
  });

  test('a later value replaces an earlier one, never the other way; listeners hear what changed', () => {
    const { clock, latest, heard, apply } = setUp();
    const now = clock.now();
    apply(0, now - 10, 1);
    apply(0, now - 20, 2);
    apply(0, now - 10, 3);
    expect(latest.at(0)).toMatchObject({ value: 3, timeMs: now - 10, receivedMs: now });
    expect(heard.map((batch) => batch.value[0])).toEqual([1, 3]);
  });

  test('in columns: in the order asked for, with ages and texts, and NaN for what is missing or unknown', () => {
    const { clock, latest, apply } = setUp();
    const text = latest.indexOf('vr-1/app');
    apply(0, clock.now() - 250, 21.5, { code: status.outOfRange });
    expect(latest.columns([1, 0, -1])).toEqual({
      atMs: clock.now(),
      values: Float64Array.of(Number.NaN, 21.5, Number.NaN),
      agesMs: Float64Array.of(Number.NaN, 250, Number.NaN),
      statuses: Uint32Array.of(status.waitingForInitialData, status.outOfRange, status.waitingForInitialData),
    });
    apply(text, clock.now(), Number.NaN, { text: '焊接' });
    clock.advance(86_400_000);
    const { values, statuses, texts } = latest.columns([0, text]);
    expect([...values]).toEqual([21.5, Number.NaN]);
    expect([...statuses]).toEqual([status.lastUsableValue, status.lastUsableValue]);
    expect(texts).toEqual(new Map([[1, '焊接']]));
  });

  test('a historical batch changes nothing', () => {
    const { clock, latest, heard, apply } = setUp();
    apply(0, clock.now(), 1, { late: true });
    expect(latest.at(0)!.value).toBeNaN();
    expect(heard).toEqual([]);
  });

  test('of a batch only the rows that are news reach the listeners', () => {
    const { clock, latest, heard, apply } = setUp();
    apply(0, clock.now(), 1);
    const columns = new SampleColumns();
    columns.push(0, clock.now() - 1, 5, status.good);
    columns.push(2, clock.now(), Number.NaN, status.good, 0, 'Anatomy');
    latest.apply(columns.take());
    expect(heard[1]).toMatchObject({ length: 1, texts: new Map([[0, 'Anatomy']]) });
    expect(latest.get('vr-1/app')).toMatchObject({ text: 'Anatomy', status: status.good });
  });

  test('silence makes a value stale, and it is good again with the next', () => {
    const { clock, latest, apply } = setUp();
    apply(0, clock.now(), 7);
    clock.advance(30_000);
    expect(latest.at(0)!.status).toBe(status.good);
    clock.advance(1);
    expect(latest.at(0)).toMatchObject({ value: 7, status: status.lastUsableValue });
    apply(0, clock.now(), 7);
    expect(latest.at(0)!.status).toBe(status.good);
  });

  test('a bad value keeps its own reason however old', () => {
    const { clock, latest, apply } = setUp();
    apply(0, clock.now(), Number.NaN, { code: status.sensorFailure });
    clock.advance(100_000);
    expect(latest.at(0)!.status).toBe(status.sensorFailure);
  });

  test('a death takes the values of its device, once, and any sample brings them back', () => {
    const { clock, latest, heard, apply } = setUp();
    const now = clock.now();
    apply(0, now, 7);
    clock.advance(1_000);
    latest.markDevice('meter-1', status.noCommunication);
    latest.markDevice('meter-1', status.noCommunication);
    expect(heard).toHaveLength(2);
    expect(heard[1]!.length).toBe(2);
    expect(latest.at(0)).toMatchObject({ value: Number.NaN, status: status.noCommunication });
    expect(latest.get('vr-1/app')!.status).toBe(status.waitingForInitialData);
    apply(0, now, 7);
    expect(latest.at(0)).toMatchObject({ value: 7, status: status.good, timeMs: now });
  });

  test('a clock that ran ahead and was set right does not keep its point still', () => {
    const { clock, latest, apply } = setUp();
    apply(0, clock.now() + 3_600_000, 1);
    clock.advance(1_000);
    apply(0, clock.now(), 2);
    expect(latest.at(0)!.value).toBe(2);
  });

  test('staleness goes by each point’s own deadline, and no jump of the wall clock makes it false', () => {
    const { clock, latest, apply } = setUp();
    const year = 365 * 86_400_000;
    apply(0, clock.now(), 7);
    for (const jump of [year, -2 * year, 3_600_000, -3_600_000]) {
      clock.jump(jump);
      expect(latest.at(0)!.status).toBe(status.good);
    }
    clock.advance(30_001);
    clock.jump(-year);
    expect(latest.at(0)!.status).toBe(status.lastUsableValue);
    apply(0, clock.now(), 8);
    expect(latest.at(0)).toMatchObject({ value: 8, status: status.good });
  });

  test('a source whose clock is set back goes on at once; one that is merely overtaken proves that it lives', () => {
    const { clock, latest, heard, apply } = setUp();
    apply(0, clock.now(), 1);
    clock.advance(20_000);
    apply(0, clock.now() - 50_000, 2);
    expect(latest.at(0)).toMatchObject({ value: 1, status: status.good });
    clock.advance(20_000);
    expect(latest.at(0)!.status).toBe(status.good);
    apply(0, clock.now() - 3_600_000, 3);
    expect(latest.at(0)).toMatchObject({ value: 3, timeMs: clock.now() - 3_600_000 });
    expect(heard.map((batch) => batch.length)).toEqual([1, 1]);
  });

  test('who stops listening hears no more', () => {
    const { clock, latest, apply } = setUp();
    let count = 0;
    const stop = latest.onBatch(() => count++);
    apply(0, clock.now(), 1);
    stop();
    apply(0, clock.now(), 2);
    expect(count).toBe(1);
  });
});
