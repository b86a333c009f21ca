// A folder of the first version opens: its backlog is there under its old id, what was delivered stays delivered.
import { seededRandom } from '@campus/runtime';
import { expect, test } from 'vitest';
import { decodeFirstRecord } from '../../../edge-agent/sampling/first-record.ts';
import { firstDelivered, firstFrame, firstHeader, firstRecord } from './first-outbox.ts';
import { append, contents, folder, openLog, sums } from './log-harness.ts';
import { PowerCutDisk } from './power-cut-disk.ts';

const oldId = 'a1b2c3d4e5f60718';
const hole = 1_000_000_000;
const record = (text: string): Buffer => Buffer.from(text);

/** Numbers 1–6, a start after a crash, and the numbers behind its hole; 1, 2, 5 and the hole count as delivered. */
function firstFolder(): PowerCutDisk {
  const disk = new PowerCutDisk(seededRandom(1));
  const segment = Buffer.concat([
    firstHeader(oldId, 1),
    firstFrame(1, [record('a'), record('b')]),
    firstFrame(3, [record('c'), record('d'), record('e'), record('f')]),
    firstFrame(hole + 7, [record('g')]),
    firstFrame(hole + 8, [record('torn')]).subarray(0, -2),
  ]);
  disk.put(`${folder}/0000000000000001.segment`, segment);
  const delivered = firstDelivered(oldId, [
    [1, 2],
    [5, 5],
    [7, hole + 6],
  ]);
  disk.put(`${folder}/delivered.json`, Buffer.from(delivered));
  return disk;
}

test('its records are read under their old id, its backlog is what it was, and it is booked as taken now', async () => {
  const log = await openLog(firstFolder());
  const found = await contents(log);
  expect([...found].map(([number, { id, text }]) => `${id} ${number} ${text}`)).toEqual(
    ['1 a', '2 b', '3 c', '4 d', '5 e', '6 f', `${hole + 7} g`].map((one) => `${oldId} ${one}`),
  );
  const done = log.ledger.done();
  expect(done.missing(1, log.last)).toEqual([
    [3, 4],
    [6, 6],
    [hole + 7, hole + 7],
  ]);
  expect(sums(log)).toEqual({ taken: 4, acknowledged: 0, waiting: 4, full: 0, damaged: 0 });
  expect(log.ids).toEqual([oldId]);
});

test('the next run goes on with the numbers under an id of its own, and remembers what was delivered', async () => {
  const disk = firstFolder();
  const log = await openLog(disk);
  expect(await append(log, ['new'])).toBe(hole + 8);
  log.ledger.acknowledge(oldId, [[3, 4]]);
  await log.close();
  expect(disk.paths('delivered.json')).toEqual([]);
  const again = await openLog(disk);
  expect(again.ids).toEqual([oldId, log.id]);
  expect(again.ledger.done().missing(1, again.last)).toEqual([
    [6, 6],
    [hole + 7, hole + 8],
  ]);
  expect(sums(again)).toEqual({ taken: 5, acknowledged: 2, waiting: 3, full: 0, damaged: 0 });
});

test('a hub that was restored is sent its delivered records again', async () => {
  const log = await openLog(firstFolder());
  const { again } = log.ledger.obey({
    outboxId: oldId,
    first: 1,
    last: Number.MAX_SAFE_INTEGER,
    ranges: [[1, 1]],
  });
  expect(again).toEqual([
    [2, 2],
    [5, 5],
  ]);
});

test('a damaged frame costs its records, not those behind it', async () => {
  const disk = firstFolder();
  disk.damage(`${folder}/0000000000000001.segment`, (bytes) => {
    bytes[36 + 20 + 3]! ^= 1;
    return bytes;
  });
  const log = await openLog(disk);
  expect([...(await contents(log)).values()].map(({ text }) => text)).toEqual(['c', 'd', 'e', 'f', 'g']);
});

test('its samples are read; other bytes are none', () => {
  const sample = {
    pointId: 't1-101-air/temperature',
    timeMs: 1_800_000_000_123,
    value: 21.5,
    status: 0x40940000,
    ordinal: 3,
  };
  expect(decodeFirstRecord(firstRecord(sample))).toEqual(sample);
  const text = { ...sample, value: Number.NaN, text: '程序 O1' };
  expect(decodeFirstRecord(firstRecord(text))).toEqual(text);
  for (const bytes of [[], [2], [1, 2, 3], [0x81, ...new Array(22).fill(0), 9]])
    expect(decodeFirstRecord(Buffer.from(bytes))).toBeNull();
});
