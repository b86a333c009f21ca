// Power cuts at any call: what was said to be durable survives, nothing comes twice under one position, the log opens.
import { RangeSet } from '@campus/campus-model';
import { seededRandom } from '@campus/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SegmentLog } from '../../../edge-agent/outbox/segment-log.ts';
import { append, contents, openLog, sums } from './log-harness.ts';
import { PowerCutDisk } from './power-cut-disk.ts';

/** What the world outside knows: texts that were promised, by position, and what it acknowledged. */
class World {
  readonly promised = new Map<string, string>();
  /** Texts of groups whose write failed: they may turn up, as what they are. */
  readonly tried = new Map<string, string[]>();
  readonly acknowledged = new Map<string, RangeSet>();

  check(found: ReadonlyMap<number, { id: string; text: string }>): void {
    for (const [number, { id, text }] of found) {
      const said = this.promised.get(`${id} ${number}`);
      if (said !== undefined) expect(text).toBe(said);
      else expect(this.tried.get(id)).toContain(text);
    }
  }

  /** Every promise is kept, unless the world has it or room had to be made. */
  checkKept(log: SegmentLog, found: ReadonlyMap<number, { id: string; text: string }>): void {
    for (const position of this.promised.keys()) {
      const [id, number] = position.split(' ') as [string, string];
      if (found.get(Number(number))?.id === id) continue;
      if (this.acknowledged.get(id)?.has(Number(number))) continue;
      expect(log.ledger.isAbsent(Number(number))).toBe(true);
    }
  }
}

async function live(log: SegmentLog, world: World, disk: PowerCutDisk, random: () => number): Promise<void> {
  for (let step = 0; step < 40 && !disk.isOff; step++) {
    const dice = random();
    if (dice < 0.7) await appendSome(log, world, random);
    else if (dice < 0.9) acknowledgeSome(log, world, random);
    else await log.save().catch(() => {});
  }
}

async function appendSome(log: SegmentLog, world: World, random: () => number): Promise<void> {
  const texts = Array.from({ length: 1 + Math.floor(random() * 5) }, () =>
    `${random()}`.repeat(1 + Math.floor(random() * 30)),
  );
  try {
    const first = await append(log, texts);
    texts.forEach((text, i) => {
      const position = `${log.id} ${first + i}`;
      expect(world.promised.has(position)).toBe(false);
      world.promised.set(position, text);
    });
  } catch {
    world.tried.set(log.id, [...(world.tried.get(log.id) ?? []), ...texts]);
  }
}

function acknowledgeSome(log: SegmentLog, world: World, random: () => number): void {
  if (log.last < 1) return;
  const run = log.ledger.runs[Math.floor(random() * log.ledger.runs.length)];
  if (!run) return;
  const set = world.acknowledged.get(run.id) ?? new RangeSet();
  world.acknowledged.set(run.id, set);
  const first = run.first + Math.floor(random() * (run.last - run.first + 1));
  for (let number = first; number <= Math.min(run.last, first + 10); number++)
    if (world.promised.has(`${run.id} ${number}`)) set.add(number, number);
  log.ledger.acknowledge(run.id, set.ranges());
}

/** Opens the log and holds what it finds against the world; null where the power goes meanwhile. */
async function openAndCheck(
  disk: PowerCutDisk,
  world: World,
  mostBytes: number,
  isRestored: boolean,
): Promise<SegmentLog | null> {
  try {
    const log = await openLog(disk, { mostBytes });
    const found = await contents(log);
    world.check(found);
    if (!isRestored) world.checkKept(log, found);
    const { taken, acknowledged, waiting, full, damaged } = sums(log);
    expect(taken).toBe(acknowledged + waiting + full + damaged);
    expect(damaged).toBe(0);
    return log;
  } catch (error) {
    if (!disk.isOff) throw error;
    return null;
  }
}

test('property: lives of a log, each ended by a power cut at any call', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.constantFrom(9_000, 1_000_000), async (seed, mostBytes) => {
      const random = seededRandom(seed);
      const world = new World();
      let disk = new PowerCutDisk(random);
      for (let life = 0; life < 6; life++) {
        if (random() < 0.3) disk.callsLeft = 1 + Math.floor(random() * 30);
        const log = await openAndCheck(disk, world, mostBytes, false);
        disk.callsLeft = Math.min(disk.callsLeft, 1 + Math.floor(random() * 120));
        if (log) await live(log, world, disk, random);
        disk = disk.afterCut();
      }
    }),
    { numRuns: 80 },
  );
});

test('property: whatever older copy of the folder comes back, no position is given twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = seededRandom(seed);
      const world = new World();
      let disk = new PowerCutDisk(random);
      const copies = [disk.copy()];
      for (let life = 0; life < 5; life++) {
        const log = await openAndCheck(disk, world, 1_000_000, true);
        if (log) await live(log, world, disk, random);
        copies.push(disk.copy());
        disk = copies[Math.floor(random() * copies.length)]!.copy();
      }
    }),
    { numRuns: 30 },
  );
});
