// The log on disk: held against a model while it is torn, damaged, filled up and served by a failing disk.
import fs, {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Disk, realDisk } from '../../../edge-agent/outbox/disk.ts';
import { encodeFrame, packRecords, scanFrames, unpackRecords } from '../../../edge-agent/outbox/frame.ts';
import { LogKeeper } from '../../../edge-agent/outbox/log-keeper.ts';
import { SegmentLog } from '../../../edge-agent/outbox/segment-log.ts';

let folder: string;
let ids = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'campus-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const settings = (more: Partial<ConstructorParameters<typeof SegmentLog>[0]> = {}) => ({
  folder,
  segmentBytes: 2_000,
  mostBytes: 1_000_000,
  whenFull: 'drop-oldest' as const,
  newId: () => `log${String(++ids).padStart(13, '0')}`,
  ...more,
});

const record = (text: string): Uint8Array => new TextEncoder().encode(text);
const append = (log: SegmentLog, texts: readonly string[]): number =>
  log.append(texts.length, packRecords(texts.map(record)));

function contents(log: SegmentLog, first = 1, last = log.last): Map<number, string> {
  const all = new Map<number, string>();
  for (let next = first; next <= last; ) {
    const runs = log.read(next, last, 700);
    if (runs.length === 0) break;
    for (const run of runs) {
      unpackRecords(run.packed)!.forEach((bytes, i) => {
        all.set(run.first + i, new TextDecoder().decode(bytes));
      });
      next = run.first + run.count;
    }
  }
  return all;
}

const segmentFiles = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.segment'))
    .sort()
    .map((name) => join(folder, name));

test('the newest records are read across files and over the numbers that a crash left out', () => {
  let log = new SegmentLog(settings(), realDisk);
  for (let i = 0; i < 40; i++) append(log, [`${i} ${'x'.repeat(180)}`]);
  log = new SegmentLog(settings(), realDisk);
  append(log, ['40 after the crash']);
  const newest = (mostBytes: number) =>
    log
      .readNewest(mostBytes)
      .flatMap(({ packed }) => unpackRecords(packed)!)
      .map((bytes) => Number.parseInt(new TextDecoder().decode(bytes), 10));
  const all = Array.from({ length: 41 }, (_, i) => i);
  expect(newest(100_000)).toEqual(all);
  const some = newest(3_000);
  expect(some.length).toBeGreaterThan(9);
  expect(some.length).toBeLessThan(30);
  expect(some).toEqual(all.slice(-some.length));
});

test('an empty log has no newest records', () => {
  expect(new SegmentLog(settings(), realDisk).readNewest(1_000)).toEqual([]);
});

describe('frames', () => {
  test('property: packing and framing lose nothing; a cut frame is none', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 9 }), fc.nat(), (records, cut) => {
        const packed = packRecords(records);
        expect(unpackRecords(packed)!.map((bytes) => [...bytes])).toEqual(records.map((bytes) => [...bytes]));
        const frame = encodeFrame(7, records.length, packed);
        expect([...scanFrames(frame, 0)].length).toBe(1);
        expect([...scanFrames(frame.subarray(0, cut % frame.length), 0)]).toEqual([]);
        const damaged = Buffer.from(frame);
        damaged[cut % frame.length]! ^= 0x10;
        expect([...scanFrames(damaged, 0)]).toEqual([]);
      }),
    );
  });
});

describe('crashes', () => {
  test('property: after any cut of the tail the rest is whole, and no number is given twice', () => {
    const groups = fc.array(fc.array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 12 }), {
      minLength: 1,
      maxLength: 15,
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(groups, fc.nat(3_000)), { minLength: 1, maxLength: 4 }), (lives) => {
        rmSync(folder, { recursive: true, force: true });
        let model = new Map<number, string>();
        let highest = 0;
        let id = '';
        for (const [life, cut] of lives) {
          const log = new SegmentLog(settings(), realDisk);
          const found = contents(log);
          // nothing at all is left: a log of a new id, whose numbers start anew
          if (log.id !== id) highest = 0;
          id = log.id;
          for (const [number, text] of found) expect(model.get(number)).toBe(text);
          // what is lost is lost from the end: the rest is a prefix
          expect([...found.keys()]).toEqual([...model.keys()].slice(0, found.size));
          model = found;
          for (const texts of life) {
            const first = append(log, texts);
            expect(first).toBeGreaterThan(highest);
            texts.forEach((text, i) => {
              model.set(first + i, text);
            });
            highest = first + texts.length - 1;
          }
          expect(contents(log)).toEqual(model);
          // no close: a crash, and then a disk that loses what it said was durable
          const last = segmentFiles().at(-1)!;
          truncateSync(last, Math.max(0, statSync(last).size - cut));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('half a frame at the end is cut off, all before it stays', () => {
    const log = new SegmentLog(settings(), realDisk);
    append(log, ['a', 'b']);
    const frame = encodeFrame(3, 1, packRecords([record('c')]));
    appendFileSync(segmentFiles().at(-1)!, frame.subarray(0, frame.length - 1));
    const again = new SegmentLog(settings(), realDisk);
    expect(contents(again)).toEqual(
      new Map([
        [1, 'a'],
        [2, 'b'],
      ]),
    );
    expect(again.id).toBe(log.id);
    expect(append(again, ['d'])).toBeGreaterThan(3);
  });

  test('a log that was closed in order goes on with the next number', () => {
    const log = new SegmentLog(settings(), realDisk);
    append(log, ['a', 'b']);
    log.close();
    const again = new SegmentLog(settings(), realDisk);
    expect(append(again, ['c'])).toBe(3);
    again.close();
  });

  test('random bytes in place of a segment or of the side file are put aside', () => {
    const log = new SegmentLog(settings(), realDisk);
    append(log, ['a']);
    log.deliver([[1, 1]]);
    log.save();
    log.close();
    writeFileSync(join(folder, `${'9'.repeat(16)}.segment`), 'nonsense');
    writeFileSync(join(folder, 'delivered.json'), '{"version":1,');
    const again = new SegmentLog(settings(), realDisk);
    expect(contents(again)).toEqual(new Map([[1, 'a']]));
    expect(again.delivered.has(1)).toBe(false);
    again.close();
  });

  test('what was delivered is remembered, of this log only', () => {
    const log = new SegmentLog(settings(), realDisk);
    append(log, ['a', 'b', 'c']);
    log.deliver([
      [1, 1],
      [3, 900],
    ]);
    log.save();
    log.close();
    const again = new SegmentLog(settings(), realDisk);
    expect(again.delivered.ranges()).toEqual([
      [1, 1],
      [3, 3],
    ]);
    again.close();
    for (const file of segmentFiles()) rmSync(file);
    const fresh = new SegmentLog(settings(), realDisk);
    expect(fresh.id).not.toBe(log.id);
    expect(fresh.delivered.isEmpty).toBe(true);
    expect(append(fresh, ['x'])).toBe(1);
    fresh.close();
  });
});

describe('bounds', () => {
  const groups = (log: SegmentLog, count: number): void => {
    for (let i = 0; i < count; i++) append(log, ['x'.repeat(200), 'y'.repeat(200)]);
  };

  test('the oldest is dropped and counted exactly, what was delivered not', () => {
    const log = new SegmentLog(settings({ mostBytes: 10_000 }), realDisk);
    groups(log, 20);
    const before = log.dropped;
    expect(before).toBe(log.oldest - 1);
    log.deliver([[1, log.oldest + 2]]);
    groups(log, 3);
    expect(log.oldest).toBeGreaterThan(before + 1);
    expect(log.dropped).toBe(log.oldest - 1 - 3);
    expect(log.delivered.covers(1, log.oldest - 1)).toBe(true);
    const bytes = segmentFiles().reduce((sum, file) => sum + statSync(file).size, 0);
    expect(bytes).toBeLessThanOrEqual(10_000);
    expect(contents(log, log.oldest).size).toBe(log.last - log.oldest + 1);
    log.close();
  });

  test('a delivered segment goes before an older one that was not', () => {
    const log = new SegmentLog(settings({ mostBytes: 10_000 }), realDisk);
    groups(log, 16);
    log.deliver([[12, log.last]]);
    groups(log, 5);
    expect(log.dropped).toBe(0);
    expect(contents(log, 1, 8).size).toBe(8);
    log.close();
  });

  test('a log that may not drop refuses when it is full, and takes again once there is room', () => {
    const log = new SegmentLog(settings({ mostBytes: 10_000, whenFull: 'refuse' }), realDisk);
    expect(() => groups(log, 40)).toThrow(/full/);
    expect(contents(log).size).toBe(log.last);
    log.deliver([[1, log.last]]);
    groups(log, 15);
    expect(() => groups(log, 40)).toThrow(/full/);
    log.close();
  });
});

describe('a failing disk', () => {
  function failing(when: { write?: () => boolean; sync?: () => boolean; cut?: () => boolean }): Disk {
    const fail = (code: string): never => {
      throw Object.assign(new Error(code), { code });
    };
    return {
      ...realDisk,
      writeSync: ((fd: number, bytes: Uint8Array, offset: number, length: number, position: number) => {
        if (when.write?.()) {
          fs.writeSync(fd, bytes, offset, Math.floor(length / 2), position);
          return fail('ENOSPC');
        }
        return fs.writeSync(fd, bytes, offset, Math.min(length, 100), position);
      }) as Disk['writeSync'],
      fdatasyncSync: (fd) => (when.sync?.() ? fail('EIO') : fs.fdatasyncSync(fd)),
      ftruncateSync: (fd, length) => (when.cut?.() ? fail('EIO') : fs.ftruncateSync(fd, length)),
    };
  }

  test.each([
    ['writing', { write: true }],
    ['syncing', { sync: true }],
    ['writing, and cutting back', { write: true, cut: true }],
  ] as [string, { write?: boolean; sync?: boolean; cut?: boolean }][])(
    '%s: what was durable stays, what failed is no record, numbers are not reused',
    (_what, parts) => {
      let isBroken = false;
      const when = {
        write: () => isBroken && parts.write === true,
        sync: () => isBroken && parts.sync === true,
        cut: () => isBroken && parts.cut === true,
      };
      const log = new SegmentLog(settings(), failing(when));
      append(log, ['a', 'b']);
      isBroken = true;
      expect(() => append(log, ['lost', 'lost'])).toThrow();
      expect(() => append(log, ['lost'])).toThrow();
      isBroken = false;
      const first = append(log, ['c']);
      expect(first).toBeGreaterThan(4);
      const expected = new Map([
        [1, 'a'],
        [2, 'b'],
        [first, 'c'],
      ]);
      const seen = new Map([...contents(log, 1, 2), ...contents(log, first)]);
      expect(seen).toEqual(expected);
      log.close();
      const again = new SegmentLog(settings(), realDisk);
      expect(new Map([...contents(again, 1, 2), ...contents(again, first)])).toEqual(expected);
      expect(again.delivered.covers(3, first - 1)).toBe(true);
      again.close();
    },
  );

  test('a full disk is answered as such, and delivered segments make room', () => {
    let isFull = false;
    const disk = failing({ write: () => isFull });
    disk.rmSync = (path, options) => {
      if (String(path).endsWith('.segment')) isFull = false;
      fs.rmSync(path, options);
    };
    let nowMs = 0;
    const keeper = new LogKeeper(settings(), () => nowMs, disk);
    const packed = packRecords([record('x'.repeat(1_500))]);
    for (let i = 0; i < 4; i++) expect(keeper.append(1, packed)).toMatchObject({ ok: true, first: i + 1 });
    isFull = true;
    expect(keeper.append(1, packed)).toMatchObject({ ok: false, reason: 'disk-full' });
    keeper.deliver([[1, 2]]);
    isFull = true;
    expect(keeper.append(1, packed)).toMatchObject({ ok: true, dropped: 0 });
    nowMs += 10_000;
    keeper.close();
  });

  test('a folder that cannot be made is tried again later', () => {
    let isBroken = true;
    const disk: Disk = {
      ...realDisk,
      mkdirSync: ((path: string, options: object) => {
        if (isBroken) throw Object.assign(new Error('read-only file system'), { code: 'EROFS' });
        return fs.mkdirSync(path, options);
      }) as Disk['mkdirSync'],
    };
    let nowMs = 0;
    const keeper = new LogKeeper(settings(), () => nowMs, disk);
    expect(keeper.open()).toMatchObject({ ok: false, reason: 'disk-error' });
    isBroken = false;
    expect(keeper.append(1, packRecords([record('a')]))).toMatchObject({ ok: false });
    nowMs = 5_000;
    expect(keeper.append(1, packRecords([record('a')]))).toMatchObject({ ok: true, first: 1 });
    keeper.close();
  });
});
