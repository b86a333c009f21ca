// The demo's past through the real store: killed and resumed it is neither doubled nor left out, and a running demo
// campus shows it.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryView, StorageView } from '@campus/campus-model';
import { silentLog } from '@campus/runtime';
import { type HistoryStore, historyPoints, openDuckDbStore } from '@campus/telemetry-store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCampus } from '../../bin/campus-file.ts';
import { resolveSettings } from '../../bin/settings.ts';
import { ApiClient } from '../harness/api.ts';
import { CampusProcess, campusArguments, freePorts, temporaryFolder, until } from '../harness/campus-run.ts';

const stepMs = 90_000;
const hourMs = 3_600_000;
const days = 4;
const deadlineMs = 110_000;

/** A run of the fixture in a folder. */
class Run {
  readonly child: ChildProcess;
  output = '';
  readonly ended: Promise<number | null>;

  constructor(folder: string) {
    const file = join(import.meta.dirname, 'fixtures/demo-history-run.ts');
    this.child = spawn(process.execPath, [file, folder, String(days)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.child.stdout!.on('data', (bytes) => {
      this.output += bytes;
    });
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  get share(): number {
    return Number(/share (\S+)\n(?!.*share)/s.exec(this.output)?.[1] ?? -1);
  }

  async killAfter(share: number): Promise<void> {
    await until(
      () => this.share >= share,
      deadlineMs,
      () => `share ${this.share}`,
    );
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

describe('a hub that is killed while it writes the past', () => {
  const folder = temporaryFolder('demo-history');
  let store: HistoryStore;
  const campusReady = loadCampus(resolveSettings({}));

  beforeAll(async () => {
    await new Run(folder).killAfter(0.05);
    await new Run(folder).killAfter(0.5);
    expect(await new Run(folder).ended).toBe(0);
    const points = historyPoints(await campusReady);
    store = await openDuckDbStore({ folder: join(folder, 'history'), points, log: silentLog });
  }, 4 * deadlineMs);

  afterAll(async () => {
    await store?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const mark = (): { startMs: number; fromMs: number; toMs: number; isFinished: boolean } =>
    JSON.parse(readFileSync(join(folder, 'demo-history.json'), 'utf8'));

  test('ends with every step once', async () => {
    const { fromMs, toMs, isFinished } = mark();
    expect(isFinished).toBe(true);
    const [view] = await store.aggregate({
      pointIds: ['t1-101-air/temperature'],
      fromMs,
      toMs,
      bucketMs: hourMs,
    });
    const counts = view!.buckets.map(({ count }) => count);
    expect(counts.slice(0, -1).every((count) => count === hourMs / stepMs)).toBe(true);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe((toMs - fromMs) / stepMs);
  });

  test('has as many rows as positions', async () => {
    const [outbox, ...others] = await store.outboxes('demo-history');
    expect(others).toEqual([]);
    const positions = outbox!.committed.reduce((sum, [first, last]) => sum + last - first + 1, 0);
    expect(positions).toBeGreaterThan(1_000_000);
    expect((await store.counts()).samples).toBe(positions);
  });

  test(
    'is left alone once it is finished, and counters never fell',
    async () => {
      const before = (await store.counts()).samples;
      await store.close();
      const run = new Run(folder);
      expect(await run.ended).toBe(0);
      expect(run.output).toBe(
        `view ${JSON.stringify({ fromMs: mark().fromMs, toMs: mark().toMs, share: 1 })}\n`,
      );
      const points = historyPoints(await campusReady);
      store = await openDuckDbStore({ folder: join(folder, 'history'), points, log: silentLog });
      expect((await store.counts()).samples).toBe(before);
      const samples = await store.samples({
        pointId: 't1-101-meter/energy-import',
        fromMs: mark().fromMs,
        toMs: mark().toMs,
        limit: 10_000,
      });
      expect(samples.findIndex(({ value }, i) => i > 0 && value! < samples[i - 1]!.value!)).toBe(-1);
    },
    deadlineMs,
  );
});

test('a mark that cannot be read is no reason to write a past twice', async () => {
  const folder = temporaryFolder('demo-history');
  writeFileSync(join(folder, 'demo-history.json'), '{"version":1');
  const run = new Run(folder);
  expect(await run.ended).toBe(0);
  expect(run.output).toBe('view null\n');
  rmSync(folder, { recursive: true, force: true });
});

describe('a demo campus that starts', () => {
  const data = temporaryFolder('up');
  let up: CampusProcess;
  let address: string;
  let client: ApiClient;

  beforeAll(async () => {
    const ports = await freePorts();
    const args = campusArguments(ports, data).filter((argument) => argument !== '--no-history');
    up = new CampusProcess(['up', ...args, '--control-port', String(ports.control)]);
    address = `http://127.0.0.1:${ports.panel}`;
    await up.said(/Ctrl-C ends it/, deadlineMs);
    client = new ApiClient(address);
    await client.signIn('admin');
  }, 2 * deadlineMs);

  afterAll(async () => {
    await up.end();
    rmSync(data, { recursive: true, force: true });
  });

  test(
    'is live while its past is written, tells how far it is, and then shows thirty days',
    async () => {
      const storage = (): Promise<StorageView> => client.get<StorageView>('/storage');
      const early = await storage();
      expect(early.demo === null || early.demo.share < 1).toBe(true);
      await up.said(/demo history: 30 days/, 3 * deadlineMs);
      const { demo } = await storage();
      expect(demo!.share).toBe(1);
      expect(demo!.toMs - demo!.fromMs).toBeGreaterThan(29.9 * 24 * hourMs);
      const span = `from=${demo!.fromMs}&to=${demo!.toMs}&buckets=30`;
      const [meter] = await client.get<HistoryView[]>(`/history?points=t1-101-meter/energy-import&${span}`);
      expect(meter!.buckets.every(({ count }) => count > 0)).toBe(true);
      const firstLive = await client.get<{ value: number }[]>('/values?points=t1-101-meter/energy-import');
      const lastPast = meter!.buckets.at(-1)!.last!;
      expect(firstLive[0]!.value).toBeGreaterThanOrEqual(lastPast);
      expect(firstLive[0]!.value - lastPast).toBeLessThan(5);
    },
    4 * deadlineMs,
  );
});
