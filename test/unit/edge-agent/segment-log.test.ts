// The log on disk: held against a model while it is torn, damaged and filled up.
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { realDisk } from '../../../edge-agent/outbox/disk.ts';
import {
  frameAt,
  frameHeadBytes,
  packRecords,
  scanFrames,
  sealFrame,
  unpackRecords,
} from '../../../edge-agent/outbox/frame.ts';
import type { SegmentLog, SegmentLogOptions } from '../../../edge-agent/outbox/segment-log.ts';
import { append, contents, framed, openLog, startMs, sums, texts } from './log-harness.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'campus-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (more: Partial<SegmentLogOptions> = {}, nowMs = startMs): Promise<SegmentLog> =>
  openLog(realDisk, { folder, ...more }, nowMs);

const segmentFiles = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.segment'))
    .sort()
    .map((name) => join(folder, name));

function sealed(first: number, records: readonly string[]): Buffer {
  const frame = framed(records);
  sealFrame(frame, { first, count: records.length, skipped: 0, atMs: startMs });
  return frame;
}

test('the newest records are read across files and runs', async () => {
  let log = await open();
  for (let i = 0; i < 40; i++) await append(log, [`${i} ${'x'.repeat(180)}`]);
  log = await open();
  await append(log, ['40 after the crash']);
  const newest = async (mostBytes: number) =>
    (await log.readNewest(mostBytes))
      .flatMap(({ content }) => unpackRecords(content)!)
      .map((bytes) => Number.parseInt(Buffer.from(bytes).toString(), 10));
  const all = Array.from({ length: 41 }, (_, i) => i);
  expect(await newest(100_000)).toEqual(all);
  const some = await newest(3_000);
  expect(some.length).toBeGreaterThan(5);
  expect(some.length).toBeLessThan(30);
  expect(some).toEqual(all.slice(-some.length));
});

test('an empty log has no newest records', async () => {
  expect(await (await open()).readNewest(1_000)).toEqual([]);
});

describe('frames', () => {
  test('property: packing and framing lose nothing; a cut or damaged frame is none', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 9 }), fc.nat(), (records, cut) => {
        const packed = packRecords(records);
        expect(unpackRecords(packed)!.map((bytes) => [...bytes])).toEqual(records.map((bytes) => [...bytes]));
        const frame = Buffer.concat([Buffer.alloc(frameHeadBytes), packed]);
        const head = { first: 7, count: records.length, skipped: 3, atMs: startMs };
        sealFrame(frame, head);
        expect(frameAt(frame, 0)).toMatchObject(head);
        expect([...scanFrames(frame.subarray(0, cut % frame.length), 0)]).toEqual([]);
        const damaged = Buffer.from(frame);
        damaged[cut % frame.length]! ^= 0x10;
        expect([...scanFrames(damaged, 0)]).toEqual([]);
      }),
    );
  });

  test('property: random bytes between good frames cost no good frame', () => {
    const garbage = fc.uint8Array({ maxLength: 90 });
    fc.assert(
      fc.property(fc.array(garbage, { minLength: 1, maxLength: 6 }), (between) => {
        const parts = between.flatMap((bytes, i) => [Buffer.from(bytes), sealed(1 + i * 2, ['a', 'b'])]);
        const found = [...scanFrames(Buffer.concat(parts), 0)].map(({ first }) => first);
        expect(found).toEqual(between.map((_, i) => 1 + i * 2));
      }),
    );
  });
});

describe('crashes', () => {
  test('property: after any cut of the tail the rest is whole, and no position is given twice', async () => {
    const groups = fc.array(fc.array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 12 }), {
      minLength: 1,
      maxLength: 15,
    });
    const lives = fc.array(fc.tuple(groups, fc.nat(3_000)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(lives, async (walk) => {
        rmSync(folder, { recursive: true, force: true });
        let model = new Map<number, { id: string; text: string }>();
        const given = new Set<string>();
        for (const [life, cut] of walk) {
          const log = await open();
          const found = await contents(log);
          for (const [number, record] of found) expect(model.get(number)).toEqual(record);
          // what is lost is lost from the end: the rest is a prefix
          expect([...found.keys()]).toEqual([...model.keys()].slice(0, found.size));
          model = found;
          for (const group of life) {
            const first = await append(log, group);
            group.forEach((text, i) => {
              expect(given.has(`${log.id} ${first + i}`)).toBe(false);
              given.add(`${log.id} ${first + i}`);
              model.set(first + i, { id: log.id, text });
            });
          }
          expect(await contents(log)).toEqual(model);
          // no close: a crash, and then a disk that loses what it said was durable
          const last = segmentFiles().at(-1)!;
          truncateSync(last, Math.max(0, statSync(last).size - cut));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('half a frame at the end is cut off, all before it stays; the next run has an id of its own', async () => {
    const log = await open();
    await append(log, ['a', 'b']);
    const file = segmentFiles().at(-1)!;
    const whole = statSync(file).size;
    const frame = sealed(3, ['c']);
    appendFileSync(file, frame.subarray(0, frame.length - 1));
    const again = await open();
    expect(statSync(file).size).toBe(whole);
    expect([...(await texts(again))]).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
    expect(again.id).not.toBe(log.id);
    expect(await append(again, ['d'])).toBe(3);
    expect((await contents(again)).get(3)).toEqual({ id: again.id, text: 'd' });
    expect(again.ids).toEqual([log.id, again.id]);
  });

  test('random bytes in place of a segment or of the side file are put aside', async () => {
    const log = await open();
    await append(log, ['a']);
    log.ledger.acknowledge(log.id, [[1, 1]]);
    await log.close();
    const stray = `${'9'.repeat(16)}.segment`;
    writeFileSync(join(folder, stray), 'nonsense');
    writeFileSync(join(folder, 'state.json'), '{"version":2,');
    const again = await open();
    expect([...(await texts(again)).values()]).toEqual(['a']);
    expect(again.ledger.isDelivered(1, 1)).toBe(false);
    expect(readdirSync(folder)).toContain(`${stray}.damaged`);
    expect(again.troubles.join()).toContain('set aside');
    await again.close();
  });

  test('what was delivered is remembered, of its run only', async () => {
    const log = await open();
    await append(log, ['a', 'b', 'c']);
    const { news } = log.ledger.acknowledge(log.id, [
      [1, 1],
      [3, 900],
    ]);
    expect(news).toEqual([
      [1, 1],
      [3, 3],
    ]);
    await log.close();
    const again = await open();
    expect([1, 2, 3].map((number) => again.ledger.isDelivered(number, number))).toEqual([true, false, true]);
    await append(again, ['d']);
    expect(again.ledger.acknowledge(log.id, [[1, 900]]).news).toEqual([[2, 2]]);
    expect(again.ledger.isDelivered(4, 4)).toBe(false);
    await again.close();
  });

  test('a folder that lost its files begins anew, past all numbers that were given', async () => {
    const log = await open();
    await append(log, ['a', 'b', 'c']);
    log.ledger.acknowledge(log.id, [[1, 1]]);
    await log.close();
    for (const file of segmentFiles()) rmSync(file);
    const fresh = await open();
    expect(await append(fresh, ['x'])).toBe(4);
    expect(sums(fresh)).toEqual({ taken: 4, acknowledged: 1, waiting: 1, full: 0, damaged: 2 });
    await fresh.close();
  });
});

describe('damage', () => {
  const damage = (file: string, at: number, bytes = 5): void => {
    const content = readFileSync(file);
    for (let i = at; i < at + bytes; i++) content[i]! ^= 0xa5;
    writeFileSync(file, content);
  };

  test('in the middle of a file: stepped over, counted to the record, told as a gap; the rest is read', async () => {
    const log = await open({ segmentBytes: 100_000 });
    for (let i = 0; i < 10; i++) await append(log, [`a${i}`, `b${i}`, `c${i}`], startMs + i * 1_000);
    await log.save();
    const [file] = segmentFiles();
    const third = [...scanFrames(readFileSync(file!), 0)][3]!;
    damage(file!, third.start + frameHeadBytes + 2);
    const again = await open();
    const found = await texts(again);
    expect([...found.keys()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, ...range(13, 30)]);
    expect(sums(again)).toEqual({ taken: 30, acknowledged: 0, waiting: 27, full: 0, damaged: 3 });
    expect(again.losses.gaps).toEqual([
      expect.objectContaining({ samples: 3, why: 'segment-damaged', fromMs: startMs }),
    ]);
    expect(again.troubles.join('\n')).toContain('3 records (10 to 12) are lost');
    // told once: the next opening knows it
    expect((await open()).losses.gaps).toHaveLength(1);
  });

  test('in the header: the name of the file says the same', async () => {
    const log = await open();
    await append(log, ['a', 'b']);
    damage(segmentFiles()[0]!, 12);
    const again = await open();
    expect((await contents(again)).get(2)).toEqual({ id: log.id, text: 'b' });
    expect(sums(again).damaged).toBe(0);
  });

  test('found when it is read: lost, counted, and what stands behind it is read on', async () => {
    const log = await open({ segmentBytes: 100_000 });
    for (let i = 0; i < 6; i++) await append(log, [`a${i}`, `b${i}`]);
    const [file] = segmentFiles();
    const second = [...scanFrames(readFileSync(file!), 0)][1]!;
    damage(file!, second.end - 3, 2);
    expect([...(await texts(log)).keys()]).toEqual([1, 2, ...range(5, 12)]);
    expect(sums(log)).toMatchObject({ taken: 12, waiting: 10, damaged: 2 });
  });

  test('what the hub says it has after all is not lost', async () => {
    const log = await open();
    await append(log, ['a', 'b', 'c']);
    await log.save();
    const [file] = segmentFiles();
    truncateSync(file!, 60);
    const again = await open();
    expect(sums(again)).toMatchObject({ taken: 3, damaged: 3 });
    again.ledger.acknowledge(log.id, [[1, 2]]);
    expect(sums(again)).toEqual({ taken: 3, acknowledged: 2, waiting: 0, full: 0, damaged: 1 });
  });
});

describe('bounds', () => {
  const groups = async (log: SegmentLog, count: number): Promise<void> => {
    for (let i = 0; i < count; i++)
      await append(log, ['x'.repeat(800), 'y'.repeat(800)], startMs + i * 1_000);
  };
  const bounded = { mostBytes: 40_000, segmentBytes: 4_000 };

  test('the oldest is dropped and counted exactly, what was delivered not', async () => {
    const log = await open(bounded);
    await groups(log, 40);
    const before = sums(log).full;
    expect(before).toBe(log.oldest - 1);
    expect(log.losses.gaps).toEqual([
      expect.objectContaining({ why: 'outbox-full', samples: before, fromMs: startMs }),
    ]);
    log.ledger.acknowledge(log.id, [[1, log.oldest + 2]]);
    await groups(log, 6);
    const { taken, acknowledged, waiting, full } = sums(log);
    expect(log.oldest).toBeGreaterThan(before + 1);
    // acknowledged after they were dropped: not lost after all
    expect(full).toBe(log.oldest - 1 - acknowledged);
    expect(taken).toBe(log.last);
    expect(waiting).toBe(log.last - log.oldest + 1);
    const bytes = segmentFiles().reduce((sum, file) => sum + statSync(file).size, 0);
    expect(bytes).toBeLessThanOrEqual(40_000);
    expect((await texts(log, log.oldest)).size).toBe(log.last - log.oldest + 1);
    await log.close();
  });

  test('a delivered segment goes before an older one that was not', async () => {
    const log = await open(bounded);
    await groups(log, 16);
    log.ledger.acknowledge(log.id, [[12, log.last]]);
    await groups(log, 5);
    expect(sums(log).full).toBe(0);
    expect((await texts(log, 1, 8)).size).toBe(8);
    await log.close();
  });

  test('a log that may not drop refuses when it is full, and takes again once there is room', async () => {
    const log = await open({ ...bounded, whenFull: 'refuse' });
    await expect(groups(log, 60)).rejects.toThrow(/full/);
    expect((await texts(log)).size).toBe(log.last);
    log.ledger.acknowledge(log.id, [[1, log.last]]);
    await groups(log, 15);
    await expect(groups(log, 60)).rejects.toThrow(/full/);
    await log.close();
  });
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
