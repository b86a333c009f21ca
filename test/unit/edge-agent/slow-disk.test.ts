// The busiest gateway on a disk that is slow, hangs, or gives up: what is merely late is kept, the rest bounded and booked.
import { status } from '@campus/campus-model';
import { ManualClock } from '@campus/runtime';
import { expect, test } from 'vitest';
import type { AppendOutcome } from '../../../edge-agent/outbox/outbox.ts';
import { LastSent } from '../../../edge-agent/sampling/report-by-exception.ts';
import { SampleFlow } from '../../../edge-agent/sampling/sample-flow.ts';
import { smallCampus } from './small-campus.ts';

const points = [...smallCampus().points.values()];
const samplesPerSecond = 80_000;
const stepMs = 50;
/** What is waited for at most while samples go on coming (docs/nothing-lost.md). */
const mostSamplesAtDisk = 400_000;

/** A disk whose appends end when the clock says so. */
class SlowDisk {
  readonly counts: number[] = [];
  readonly #clock: ManualClock;
  readonly #syncMs: number;
  #next = 1;

  constructor(clock: ManualClock, syncMs: number) {
    this.#clock = clock;
    this.#syncMs = syncMs;
  }

  append(count: number): Promise<AppendOutcome> {
    this.counts.push(count);
    const first = this.#next;
    this.#next += count;
    const positions = { outboxId: 'abcdef', first, last: this.#next - 1 };
    return new Promise((resolve) => this.#clock.after(this.#syncMs, () => resolve({ ok: true, positions })));
  }
}

function flowOn(clock: ManualClock, append: (count: number) => Promise<AppendOutcome>) {
  let notKept = 0;
  let published = 0;
  const flow = new SampleFlow({
    points,
    lastSent: new LastSent(points),
    clock,
    dayOf: () => '2026-09-01',
    outbox: {
      append: (_frame, count) => append(count),
      notKept: (_day, samples) => {
        notKept += samples;
      },
    },
    publish: ({ from, to }) => {
      published += to - from;
    },
  });
  return { flow, notKept: () => notKept, published: () => published };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** So many seconds of the busiest gateway; each sample is news. Returns how many. */
async function feed(flow: SampleFlow, clock: ManualClock, seconds: number): Promise<number> {
  const samples = (samplesPerSecond * stepMs) / 1_000;
  const steps = (seconds * 1_000) / stepMs;
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < samples; i++)
      flow.accept(i % points.length, clock.now(), step * 100_000 + i, status.good);
    clock.advance(stepMs);
    await settle();
  }
  return samples * steps;
}

test.each([20, 250, 290, 700, 2_000])('a sync of %i ms: every sample is kept', async (syncMs) => {
  const clock = new ManualClock();
  const disk = new SlowDisk(clock, syncMs);
  const { flow, notKept, published } = flowOn(clock, (count) => disk.append(count));
  const taken = await feed(flow, clock, syncMs > 300 ? 4 : 10);
  for (let turn = 0; turn < 40; turn++) {
    clock.advance(syncMs);
    await settle();
  }
  expect(notKept()).toBe(0);
  expect(published()).toBe(taken);
  expect(disk.counts.reduce((sum, count) => sum + count, 0)).toBe(taken);
});

test('a disk that hangs is handed so many samples, the others are published and booked', async () => {
  const clock = new ManualClock();
  let handed = 0;
  const { flow, notKept, published } = flowOn(clock, (count) => {
    handed += count;
    return new Promise(() => {});
  });
  const taken = await feed(flow, clock, 10);
  await flow.close();
  expect(published()).toBe(taken);
  expect(notKept() + handed).toBe(taken);
  expect(handed).toBeLessThanOrEqual(mostSamplesAtDisk);
  expect(handed).toBeGreaterThan(0.9 * mostSamplesAtDisk);
  expect(flow.notDurable).toBe(notKept());
});

test('texts count by their length: a hanging disk is not handed more of them than memory bears', async () => {
  const clock = new ManualClock();
  let handed = 0;
  const { flow, notKept } = flowOn(clock, (count) => {
    handed += count;
    return new Promise(() => {});
  });
  const samples = 60_000;
  for (let i = 0; i < samples; i++) {
    flow.accept(i % points.length, clock.now(), Number.NaN, status.good, `${i} ${'x'.repeat(250)}`);
    if (i % 1_000 === 999) {
      clock.advance(stepMs);
      await settle();
    }
  }
  await flow.close();
  expect(handed).toBeLessThan(40_000);
  expect(notKept() + handed).toBe(samples);
});

test('a disk that comes back takes what waited in few large frames, then each group at once', async () => {
  const clock = new ManualClock();
  const hanging = Promise.withResolvers<AppendOutcome>();
  const counts: number[] = [];
  const { flow, notKept } = flowOn(clock, (count) => {
    counts.push(count);
    const positions = { outboxId: 'abcdef', first: 1, last: count };
    return counts.length === 1 ? hanging.promise : Promise.resolve({ ok: true, positions });
  });
  const taken = await feed(flow, clock, 3);
  hanging.resolve({ ok: true, positions: { outboxId: 'abcdef', first: 1, last: 1 } });
  for (let turn = 0; turn < 20; turn++) await settle();
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(taken);
  expect(counts.length).toBeLessThan(12);
  expect(notKept()).toBe(0);
  flow.accept(0, clock.now(), 1, status.good);
  await flow.flush();
  expect(counts.at(-1)).toBe(1);
});
