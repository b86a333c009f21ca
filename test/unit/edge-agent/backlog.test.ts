// The backlog on its way out: oldest first, in large messages though devices are strewn, behind what is live, at the pace
// of its acknowledgements; from folders of the first version too.
import { formatPositionRanges, parsePositionRanges, RangeSet, status, wire } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { ManualClock, seededRandom, silentLog } from '@campus/runtime';
import { decodePayload, type Metric } from '@campus/sparkplug';
import { expect, test } from 'vitest';
import { AgentOutboxes } from '../../../edge-agent/outbox/agent-outboxes.ts';
import { frameHeadBytes } from '../../../edge-agent/outbox/frame.ts';
import { partOfCampus } from '../../../edge-agent/part-of-campus.ts';
import { PollPlan } from '../../../edge-agent/poll-plan.ts';
import { Backlog } from '../../../edge-agent/publishing/backlog.ts';
import { Births } from '../../../edge-agent/publishing/births.ts';
import { PointBook } from '../../../edge-agent/publishing/point-book.ts';
import { Publisher } from '../../../edge-agent/publishing/publisher.ts';
import { encodeNames } from '../../../edge-agent/sampling/name-list.ts';
import { LastSent } from '../../../edge-agent/sampling/report-by-exception.ts';
import { encodeBlock } from '../../../edge-agent/sampling/sample-block.ts';
import { SampleColumns } from '../../../edge-agent/sampling/sample-rows.ts';
import { firstFrame, firstHeader, firstRecord } from './first-outbox.ts';
import { dayOf, startMs } from './log-harness.ts';
import { PowerCutDisk } from './power-cut-disk.ts';
import { smallCampus } from './small-campus.ts';

const plan = new PollPlan(partOfCampus(smallCampus(), 'gw-t1', deviceModels));
const oldId = 'a1b2c3d4e5f60718';

/** A hub behind a wire that takes what it is sent; it acknowledges when it is told to. */
class Wire {
  readonly names = new Map<number, string>();
  readonly arrived: { key: string; value: Metric['value']; isHistorical: boolean }[] = [];
  readonly sets = new Map<string, RangeSet>();
  messages = 0;
  doubled = 0;
  isBorn = true;
  bufferedBytes = 0;

  publishNode(): boolean {
    return true;
  }

  deviceBirth(deviceId: string, metrics: readonly Metric[]): boolean {
    for (const { alias, name } of metrics)
      this.names.set(alias!, name === wire.positionsMetric ? '' : `${deviceId}/${name}`);
    return true;
  }

  deviceDeath(): boolean {
    return true;
  }

  publishEncoded(_deviceId: string | null, encode: (timestamp: number, seq: number) => Uint8Array): boolean {
    const { metrics } = decodePayload(encode(startMs, 0));
    const { outboxId, ranges, count } = parsePositionRanges(String(metrics[0]!.value))!;
    expect(metrics).toHaveLength(count + 1);
    this.messages++;
    const set = this.sets.get(outboxId) ?? new RangeSet();
    this.sets.set(outboxId, set);
    for (const [first, last] of ranges) {
      this.doubled += set.count(first, last);
      set.add(first, last);
    }
    for (const { alias, timestamp, value, isHistorical } of metrics.slice(1))
      this.arrived.push({
        key: `${this.names.get(alias!)} ${timestamp}`,
        value,
        isHistorical: isHistorical === true,
      });
    return true;
  }
}

async function setUp(disk = new PowerCutDisk(seededRandom(5)), seed = 1) {
  const clock = new ManualClock(startMs);
  const book = new PointBook(plan);
  const outboxes = new AgentOutboxes({
    folder: '/data',
    names: encodeNames(book.planned),
    clock,
    log: silentLog,
    disk,
    dayOf,
  });
  await outboxes.open();
  const node = new Wire();
  const births = new Births({
    plan,
    book,
    lastSent: new LastSent(plan.points),
    clock,
    health: () => ({ backlog: 0, dropped: 0, memoryMb: 0, devicesSilent: 0 }),
    outboxes: () => outboxes.ids,
    books: () => '',
    standing: () => '[]',
  });
  const publisher = new Publisher({ book, births, clock, node: () => node });
  const backlog = new Backlog({
    samples: outboxes.samples,
    journal: outboxes.journal,
    publisher,
    book,
    clock,
    random: seededRandom(seed),
    node: () => node,
  });
  const acknowledge = (): void => {
    for (const [id, set] of node.sets) outboxes.acknowledge(formatPositionRanges(id, set.ranges()));
  };
  return { disk, clock, outboxes, node, backlog, acknowledge };
}

/** Rounds of one sample a point, all devices mixed in one group, as report by exception leaves them. */
async function fill(outboxes: AgentOutboxes, rounds: number, from = 0): Promise<string[]> {
  const keys: string[] = [];
  for (let round = from; round < from + rounds; round++) {
    const columns = new SampleColumns();
    plan.points.forEach(({ pointId }, index) => {
      if ((index + round) % 2 === 0) return;
      columns.push(index, startMs + round, round, status.good, 0, undefined);
      keys.push(`${pointId} ${startMs + round}`);
    });
    const rows = columns.take();
    await outboxes.samples.append(encodeBlock(rows, frameHeadBytes), rows.length);
  }
  return keys;
}

/** Lets the clock run, and what waits for the disk happen. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    clock.advance(50);
    for (let i = 0; i < 8; i++) await new Promise((resolve) => setImmediate(resolve));
  }
}

test('all of it arrives once, each point in its order, in messages that hold many', async () => {
  const { clock, outboxes, node, backlog, acknowledge } = await setUp();
  const keys = await fill(outboxes, 2_000);
  backlog.restart();
  backlog.start();
  for (let i = 0; i < 200 && node.arrived.length < keys.length; i++) {
    await pass(clock, 100);
    acknowledge();
  }
  expect([...node.arrived.map(({ key }) => key)].sort()).toEqual([...keys].sort());
  expect(node.arrived.every(({ isHistorical }) => isHistorical)).toBe(true);
  expect(node.doubled).toBe(0);
  expect(node.messages).toBeLessThan(keys.length / 50);
  for (const { pointId } of plan.points) {
    const times = node.arrived.map(({ key }) => key.split(' ')).filter(([id]) => id === pointId);
    expect(times).toEqual([...times].sort((a, b) => Number(a[1]) - Number(b[1])));
  }
  acknowledge();
  expect(outboxes.samples.window.waiting).toBe(0);
  backlog.close();
});

test('a hub that does not acknowledge is sent so much and no more; one that does, ever more', async () => {
  const { clock, outboxes, node, backlog, acknowledge } = await setUp();
  await fill(outboxes, 4_000);
  backlog.restart();
  backlog.start();
  await pass(clock, 4_000);
  const first = node.arrived.length;
  expect(first).toBe(2_000);
  acknowledge();
  await pass(clock, 200);
  // late acknowledgements: it does not hurry
  expect(node.arrived.length - first).toBeLessThanOrEqual(2_000);
  for (let i = 0; i < 3; i++) {
    acknowledge();
    await pass(clock, 200);
  }
  expect(node.arrived.length - first).toBeGreaterThan(4_000);
  backlog.close();
});

test('a connection that is full, or a node that is not born, is sent nothing', async () => {
  const { clock, outboxes, node, backlog } = await setUp();
  await fill(outboxes, 100);
  node.bufferedBytes = 300_000;
  backlog.restart();
  backlog.start();
  await pass(clock, 3_000);
  node.bufferedBytes = 0;
  node.isBorn = false;
  await pass(clock, 500);
  expect(node.messages).toBe(0);
  node.isBorn = true;
  await pass(clock, 500);
  expect(node.messages).toBeGreaterThan(0);
  backlog.close();
});

test('agents that come back at one time begin at different ones, after the hub has said what it has', async () => {
  const beginnings: number[] = [];
  for (let seed = 1; seed <= 6; seed++) {
    const { clock, outboxes, node, backlog } = await setUp(undefined, seed);
    await fill(outboxes, 4);
    backlog.restart();
    backlog.start();
    for (let ms = 0; ms < 3_000 && node.messages === 0; ms += 50) {
      await pass(clock, 50);
      if (node.messages > 0) beginnings.push(ms);
    }
    backlog.close();
  }
  expect(beginnings).toHaveLength(6);
  expect(Math.min(...beginnings)).toBeGreaterThanOrEqual(250);
  expect(Math.max(...beginnings) - Math.min(...beginnings)).toBeGreaterThan(300);
});

test('positions of two runs never share a message', async () => {
  const disk = new PowerCutDisk(seededRandom(6));
  const before = await setUp(disk);
  const keys = await fill(before.outboxes, 10);
  const { clock, outboxes, node, backlog } = await setUp(disk.afterCut());
  keys.push(...(await fill(outboxes, 10, 10)));
  backlog.restart();
  backlog.start();
  await pass(clock, 3_000);
  expect(node.arrived).toHaveLength(keys.length);
  expect([...node.sets.keys()]).toEqual([...outboxes.samples.ids]);
  expect(outboxes.samples.ids).toHaveLength(2);
  backlog.close();
});

test('what a restored hub has lost is sent again, and nothing else', async () => {
  const { clock, outboxes, node, backlog, acknowledge } = await setUp();
  const keys = await fill(outboxes, 40);
  backlog.restart();
  backlog.start();
  await pass(clock, 3_000);
  acknowledge();
  expect(node.arrived).toHaveLength(keys.length);
  const [id] = outboxes.samples.ids;
  outboxes.acknowledge(`${id}@1-${Number.MAX_SAFE_INTEGER}=1-30,41-${keys.length}`);
  await pass(clock, 500);
  expect(node.doubled).toBe(10);
  expect(
    node.arrived
      .slice(keys.length)
      .map(({ key }) => key)
      .sort(),
  ).toEqual(keys.slice(30, 40).sort());
  backlog.close();
});

test('the backlog of a folder of the first version is sent under its old id, points that are gone too', async () => {
  const disk = new PowerCutDisk(seededRandom(9));
  const known = plan.points[0]!.pointId;
  const records = [
    { pointId: known, timeMs: startMs, value: 20, status: 0, ordinal: 0 },
    { pointId: 'gone/program', timeMs: startMs, value: Number.NaN, status: 0, ordinal: 0, text: 'O1' },
  ].map(firstRecord);
  records.push(Buffer.from('nonsense'));
  const name = '/data/samples/0000000000000001.segment';
  disk.put(name, Buffer.concat([firstHeader(oldId, 1), firstFrame(1, records)]));
  const { clock, node, backlog, outboxes } = await setUp(disk);
  backlog.restart();
  backlog.start();
  await pass(clock, 3_000);
  expect(node.arrived.map(({ key, value }) => [key, value])).toEqual([
    [`${known} ${startMs}`, 20],
    [`gone/program ${startMs}`, 'O1'],
  ]);
  expect(node.sets.get(oldId)!.ranges()).toEqual([[1, 2]]);
  // the record that nobody can read is lost, and not tried again
  expect(outboxes.books().days[0]).toMatchObject({ taken: 3, lost: { 'segment-damaged': 1 } });
  backlog.close();
});
