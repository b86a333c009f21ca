// An unchanged value is said again in time for its heartbeat while its device is there, and never after.
import { status } from '@campus/campus-model';
import { ManualClock } from '@campus/runtime';
import { expect, test } from 'vitest';
import { RepeatingSink } from '../../../device-drivers/repeating-sink.ts';
import { planOf, SeenSink } from './support.ts';

test('repeats while online, keeps quality and text, stops when offline or closed', () => {
  const plan = planOf('mqtt', { host: 'x' }, [{ id: 'hmd', model: 'vr-headset', address: { topic: 'h' } }]);
  const clock = new ManualClock();
  const seen = new SeenSink(plan);
  const sink = new RepeatingSink(plan, seen, clock);
  const { index, point } = plan.devices[0]!.points.find((it) => it.point.id === 'app')!;
  sink.start();
  sink.sample(index, clock.now(), Number.NaN, status.good, '焊接');
  clock.advance(point.heartbeatMs * 2);
  expect(seen.samples, 'not before the device is there').toHaveLength(1);
  sink.deviceState('hmd', true, 'good');
  clock.advance(point.heartbeatMs);
  expect(seen.samples.length).toBeGreaterThanOrEqual(2);
  expect(seen.samples.at(-1)).toMatchObject({ text: '焊接', status: status.good });
  const gaps = seen.samples
    .slice(1)
    .map((sample, i, all) => sample.timeMs - (all[i - 1]?.timeMs ?? sample.timeMs));
  expect(Math.max(...gaps)).toBeLessThan(point.heartbeatMs);
  sink.deviceState('hmd', false, 'noCommunication');
  const count = seen.samples.length;
  clock.advance(point.heartbeatMs * 3);
  expect(seen.samples).toHaveLength(count);
  sink.deviceState('hmd', true, 'good');
  sink.close();
  clock.advance(point.heartbeatMs * 3);
  expect(seen.samples).toHaveLength(count);
});
