// The books of a log, held against a plain count of every record through appends, acknowledgements, exact sets, drops,
// damage, kills and starts: taken = acknowledged + waiting + lost, to the record.
import { gatewayBooksSchema, RangeSet } from '@campus/campus-model';
import { seededRandom } from '@campus/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scanFrames } from '../../../edge-agent/outbox/frame.ts';
import { composeBooks } from '../../../edge-agent/outbox/gateway-books.ts';
import type { SegmentLog } from '../../../edge-agent/outbox/segment-log.ts';
import { append, folder, openLog, startMs, sums } from './log-harness.ts';
import { PowerCutDisk } from './power-cut-disk.ts';

const dayMs = 86_400_000;
type Fate = 'waiting' | 'acknowledged' | 'full' | 'damaged';

/** Every record by its number: whose it is, and what became of it. */
class Plain {
  readonly records = new Map<number, { id: string; day: string; fate: Fate; isThere: boolean }>();

  sums() {
    const sum = { taken: this.records.size, acknowledged: 0, waiting: 0, full: 0, damaged: 0 };
    for (const { fate } of this.records.values()) sum[fate]++;
    return sum;
  }

  gone(numbers: ReadonlySet<number>, why: 'full' | 'damaged'): void {
    for (const [number, record] of this.records) {
      if (!record.isThere || numbers.has(number)) continue;
      record.isThere = false;
      if (record.fate === 'waiting') record.fate = why;
    }
  }
}

/** Numbers whose records stand in whole frames on the disk. */
function onDisk(disk: PowerCutDisk): Set<number> {
  const numbers = new Set<number>();
  for (const path of disk.paths('.segment'))
    for (const { first, count } of scanFrames(disk.bytesOf(path), 0))
      for (let i = 0; i < count; i++) numbers.add(first + i);
  return numbers;
}

class Story {
  readonly #random: () => number;
  readonly #plain = new Plain();
  readonly disk: PowerCutDisk;
  #log!: SegmentLog;
  #nowMs = startMs;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.disk = new PowerCutDisk(this.#random);
  }

  async tell(steps: number): Promise<void> {
    await this.#start();
    for (let step = 0; step < steps; step++) {
      const dice = this.#random();
      if (dice < 0.5) await this.#append();
      else if (dice < 0.68) this.#acknowledge();
      else if (dice < 0.76) this.#obey();
      else if (dice < 0.84) await this.#log.save();
      else if (dice < 0.9) await this.#damage();
      else if (dice < 0.94) await this.#fail();
      else await this.#start();
      this.#check();
    }
  }

  /** A kill and a start: nothing is closed, and the hub says what it has of each run. */
  async #start(): Promise<void> {
    this.#log = await openLog(this.disk, { mostBytes: 34_000, segmentBytes: 3_000 }, this.#nowMs);
    this.#plain.gone(onDisk(this.disk), 'damaged');
    for (const outboxId of this.#log.ids) {
      const has = new RangeSet();
      for (const [number, { id, fate }] of this.#plain.records)
        if (id === outboxId && fate === 'acknowledged') has.add(number, number);
      this.#log.ledger.obey({ outboxId, first: 1, last: Number.MAX_SAFE_INTEGER, ranges: has.ranges() });
    }
  }

  async #append(): Promise<void> {
    this.#nowMs += Math.floor(this.#random() * dayMs * (this.#random() < 0.1 ? 1 : 0.001));
    const count = 1 + Math.floor(this.#random() * 6);
    const texts = Array.from({ length: count }, () => 'x'.repeat(Math.floor(this.#random() * 300)));
    const first = await append(this.#log, texts, this.#nowMs);
    const day = new Date(this.#nowMs).toISOString().slice(0, 10);
    for (let number = first; number < first + count; number++)
      this.#plain.records.set(number, { id: this.#log.id, day, fate: 'waiting', isThere: true });
    this.#plain.gone(onDisk(this.disk), 'full');
  }

  #acknowledge(): void {
    const run = this.#run();
    if (!run) return;
    const first = run.first + Math.floor(this.#random() * (run.last - run.first + 1));
    const last = first + Math.floor(this.#random() * 20);
    this.#log.ledger.acknowledge(run.id, [[first, last]]);
    for (let number = first; number <= last; number++) this.#isAcknowledged(run.id, number);
  }

  #obey(): void {
    const run = this.#run();
    if (!run) return;
    const has = new RangeSet();
    for (let number = run.first; number <= run.last; number++)
      if (this.#random() < 0.7) has.add(number, number);
    const last = Number.MAX_SAFE_INTEGER;
    this.#log.ledger.obey({ outboxId: run.id, first: 1, last, ranges: has.ranges() });
    for (const [number, record] of this.#plain.records) {
      if (record.id !== run.id) continue;
      if (has.has(number)) this.#isAcknowledged(run.id, number);
      else if (record.fate === 'acknowledged' && record.isThere) record.fate = 'waiting';
    }
  }

  /** Flips bytes of a file, then a start finds it. */
  async #damage(): Promise<void> {
    const paths = this.disk.paths('.segment');
    const path = paths[Math.floor(this.#random() * paths.length)];
    if (!path) return;
    // what is damaged without ever having been written down is beyond any book
    await this.#log.save();
    const at = Math.floor(this.#random() * this.disk.bytesOf(path).length);
    this.disk.damage(path, (bytes) => {
      for (let i = at; i < Math.min(bytes.length, at + 40); i++) bytes[i]! ^= 0x5a;
      return bytes;
    });
    await this.#start();
  }

  /** A write that fails takes nothing. */
  async #fail(): Promise<void> {
    this.disk.trouble = (call) => {
      if (call === 'write') throw Object.assign(new Error('EIO'), { code: 'EIO' });
    };
    await append(this.#log, ['lost', 'lost'], this.#nowMs).catch(() => {});
    this.disk.trouble = () => {};
    this.#plain.gone(onDisk(this.disk), 'full');
    // as the keeper does next: why records went is not known after a kill before it
    await this.#log.save();
  }

  #run() {
    const { runs } = this.#log.ledger;
    return runs[Math.floor(this.#random() * runs.length)];
  }

  #isAcknowledged(id: string, number: number): void {
    const record = this.#plain.records.get(number);
    if (record?.id === id) record.fate = 'acknowledged';
  }

  #check(): void {
    expect(sums(this.#log)).toEqual(this.#plain.sums());
    const books = composeBooks(this.#log.ledger, this.#log.losses);
    expect(gatewayBooksSchema.safeParse(books).success).toBe(true);
    for (const { day, taken, acknowledged, waiting, lost, ranges } of books.days) {
      expect(taken).toBe(
        acknowledged + waiting + (lost['outbox-full'] ?? 0) + (lost['segment-damaged'] ?? 0),
      );
      const own = [...this.#plain.records].filter(([, record]) => record.day === day);
      expect(taken).toBe(own.length);
      for (const [number, { id }] of own)
        expect(
          ranges.some(({ outboxId, first, last }) => outboxId === id && first <= number && number <= last),
        ).toBe(true);
    }
  }
}

test('property: the books balance and are true, whatever happens', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), (seed) => new Story(seed).tell(60)),
    { numRuns: 60 },
  );
});

test('without the side file they are counted anew from the segments', async () => {
  const disk = new PowerCutDisk(seededRandom(7));
  const log = await openLog(disk);
  for (let i = 0; i < 30; i++) await append(log, ['a'.repeat(90), 'b'], startMs + i * 6_000_000);
  const before = composeBooks(log.ledger, log.losses);
  await disk.remove(`${folder}/state.json`);
  const again = await openLog(disk);
  expect(composeBooks(again.ledger, again.losses)).toEqual(before);
});

test('closed days are forgotten after 35, unless something of them waits; a clock that runs ahead forgets none', async () => {
  const disk = new PowerCutDisk(seededRandom(8));
  const log = await openLog(disk);
  for (let day = 0; day < 60; day++) await append(log, ['a', 'b'], startMs + day * dayMs);
  await append(log, ['years ahead'], startMs + 4_000 * dayMs);
  log.ledger.acknowledge(log.id, [
    [1, 8],
    [10, 200],
  ]);
  log.forget(36);
  const { days } = composeBooks(log.ledger, log.losses);
  expect(days).toHaveLength(37);
  expect(days[0]).toMatchObject({ day: '2026-09-05', taken: 2, waiting: 1 });
  expect(sums(log)).toMatchObject({ taken: 73, waiting: 1 });
});
