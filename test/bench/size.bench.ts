// Bytes a sample on disk once both stores have settled.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Campus, SampleBatch } from '@campus/campus-model';
import { silentLog } from '@campus/runtime';
import { historyPoints, openDuckDbStore } from '@campus/telemetry-store';
import { Influxd } from '../harness/influxd.ts';
import { demoCampus, demoPast } from './demo-past.ts';
import { type Bench, checkCount, type Figure } from './figure.ts';
import { folderBytes } from './folder-bytes.ts';
import { batchLines, InfluxFeed, linesOf } from './influx-feed.ts';
import { untilIdle } from './process-cpu.ts';
import { syntheticBatches, syntheticCampus } from './synthetic-campus.ts';

const compactWithinMs = 300_000;
/** Influx compacts a shard fully after four hours without writes; here after seconds. */
const compactsSoon = ['cache-snapshot-write-cold-duration = "3s"', 'compact-full-write-cold-duration = "5s"'];

interface Source {
  readonly name: string;
  readonly campus: Campus;
  batches(): Iterable<SampleBatch>;
}

export const size: Bench = {
  name: 'size',
  method:
    'bytes on disk a sample, after the fold of closed days (DuckDB store) and after the full compaction of every shard (InfluxDB: one tag, one float field, no status). Samples: Parquet files of the samples beside TSM files. Whole folder: with roll-ups, point names and committed positions of ours, which InfluxDB does not have, and its series files. Two sources: the demo campus as the simulators’ physics and registers tell it, and a synthetic campus of 500 points every 10 s (0.1-step temperatures with noise, power in watts, meters, on/off). Bytes do not vary by run, so each is measured once',
  async run({ isQuick }): Promise<Figure[]> {
    const campus = await demoCampus();
    const days = isQuick ? 1 : 4;
    const points = { gateways: 1, devicesPerGateway: 50, pointsPerDevice: 10 };
    const synthetic = syntheticCampus(points);
    const sources: Source[] = [
      { name: `demo campus, ${days} days`, campus, batches: () => demoPast(campus, days) },
      {
        name: `synthetic campus, ${days} days`,
        campus: synthetic,
        batches: () => syntheticBatches(synthetic, { days, stepMs: 10_000 }),
      },
    ];
    const figures: Figure[] = [];
    for (const source of sources) figures.push(...(await compare(source)));
    return figures;
  },
};

async function compare(source: Source): Promise<Figure[]> {
  const ours = await inDuckDb(source);
  const theirs = await inInflux(source);
  checkCount('InfluxDB', theirs.samples, ours.samples);
  const figure = (what: string, oursBytes: number, theirBytes: number): Figure => ({
    bench: 'size',
    figure: `${what}, ${source.name}`,
    value: oursBytes / ours.samples,
    unit: 'B/sample',
    peer: 'InfluxDB 1.6.7',
    peerValue: theirBytes / theirs.samples,
    note: `${ours.samples.toLocaleString('en')} samples in both`,
  });
  return [
    figure('samples', ours.sampleBytes, theirs.sampleBytes),
    figure('whole folder', ours.bytes, theirs.bytes),
  ];
}

async function inDuckDb({ campus, batches }: Source) {
  const folder = mkdtempSync(join(tmpdir(), 'campus-bench-'));
  const open = () => openDuckDbStore({ folder, points: historyPoints(campus), log: silentLog });
  try {
    const store = await open();
    let sent = 0;
    for (const batch of batches()) {
      sent += batch.length;
      const range = { gatewayId: 'bench', outboxId: 'bench0001', first: sent - batch.length + 1, last: sent };
      await store.commit({ batches: [batch], ranges: [range] });
    }
    await store.settle();
    const { samples } = await store.counts();
    checkCount('history', samples, sent);
    await store.close();
    const isSamples = (name: string): boolean => name.endsWith('.parquet') && name.includes('samples');
    return { samples, bytes: folderBytes(folder), sampleBytes: folderBytes(folder, isSamples) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inInflux({ campus, batches }: Source) {
  const influxd = await Influxd.start({ data: compactsSoon });
  const feed = new InfluxFeed(influxd);
  try {
    await feed.createDatabase();
    await feed.write(linesOfBatches([...campus.points.keys()], batches()));
    const samples = await feed.count();
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    await untilIdle(influxd.pid, compactWithinMs);
    const sizeOf = (isCounted: (name: string) => boolean): number =>
      ['data', 'wal'].reduce((sum, name) => sum + folderBytes(join(influxd.folder, name), isCounted), 0);
    return { samples, bytes: sizeOf(() => true), sampleBytes: sizeOf((name) => /\.(tsm|wal)$/.test(name)) };
  } finally {
    feed.close();
    await influxd.remove();
  }
}

function* linesOfBatches(ids: readonly string[], batches: Iterable<SampleBatch>): Generator<Buffer> {
  for (const { length, point, value, timeMs } of batches) {
    for (let first = 0; first < length; first += batchLines) {
      yield linesOf(Math.min(batchLines, length - first), (i) => ({
        series: ids[point[first + i]!]!,
        value: value[first + i]!,
        timeMs: timeMs[first + i]!,
      }));
    }
  }
}
