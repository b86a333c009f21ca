// Sparkplug data messages until they are durable in DuckDB, beside InfluxDB fed with line protocol.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Influxd } from '../harness/influxd.ts';
import { type Bench, type BenchOptions, checkCount, type Figure, inTurns, median } from './figure.ts';
import { batchLines, InfluxFeed, linesOf } from './influx-feed.ts';
import { type IngestHubOrder, type IngestHubState, password } from './ingest-protocol.ts';
import { cpuSeconds, untilIdle } from './process-cpu.ts';
import { SparkplugFeed } from './sparkplug-feed.ts';
import { type CampusSize, syntheticCampus, valueAt } from './synthetic-campus.ts';

const size: CampusSize = { gateways: 4, devicesPerGateway: 100, pointsPerDevice: 100 };
const points = size.gateways * size.devicesPerGateway * size.pointsPerDevice;
const stepMs = 1_000;
/** Sent before and not counted, as either runs for months: code is compiled, series are made. */
const warmUpSteps = 60;
const settleWithinMs = 180_000;

interface Measured {
  /** Samples a CPU second of the server until the last one was confirmed, and until its background work was done. */
  readonly durable: number;
  readonly settled: number;
  /** CPU seconds of whoever fed it. */
  readonly feederS: number;
}

export const ingest: Bench = {
  name: 'ingest',
  method: `${points.toLocaleString('en')} points, each told once a step, as a synthetic campus (0.1-step temperatures with noise, power, meters, on/off). Ours: ${size.gateways} gateways send Sparkplug messages of ${size.pointsPerDevice} samples over MQTT to the hub's broker, Sparkplug host, latest values and DuckDB store in one process; durable is acknowledged. InfluxDB: line protocol, one tag, one field, batches of ${batchLines.toLocaleString('en')} awaited, its log synced at each (wal-fsync-delay 0). Both warm, after ${(warmUpSteps * points).toLocaleString('en')} samples. Samples per CPU second of the server process; counted in the store afterwards`,
  async run({ runs, isQuick }: BenchOptions): Promise<Figure[]> {
    const steps = isQuick ? 25 : 150;
    const [ours, theirs] = await inTurns(runs, [() => feedHub(steps), () => feedInflux(steps)]);
    const of = (all: readonly Measured[], pick: (one: Measured) => number): number => median(all.map(pick));
    const feeders = `fed by ${of(ours!, (it) => it.feederS).toFixed(1)} CPU s (Sparkplug), ${of(theirs!, (it) => it.feederS).toFixed(1)} CPU s (line protocol) of other processes`;
    const figure = (name: string, pick: (one: Measured) => number): Figure => ({
      bench: 'ingest',
      figure: name,
      value: of(ours!, pick),
      unit: '1/CPU s',
      peer: 'InfluxDB 1.6.7',
      peerValue: of(theirs!, pick),
      note: `${(steps * points).toLocaleString('en')} samples a run; ${feeders}`,
    });
    return [
      figure('samples made durable', (it) => it.durable),
      figure('samples durable and folded or compacted', (it) => it.settled),
    ];
  },
};

async function feedHub(steps: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'campus-bench-'));
  const hub = fork(join(import.meta.dirname, 'ingest-hub.ts'), [folder, JSON.stringify(size)]);
  try {
    const [{ port }] = (await once(hub, 'message')) as [{ port: number }];
    const fromMs = Date.now() - (warmUpSteps + steps) * stepMs;
    const campus = syntheticCampus(size);
    const feed = new SparkplugFeed({ campus, port, password: () => password, fromMs, stepMs });
    await feed.start();
    const warmUp = await feed.run(warmUpSteps);
    const before = cpuSeconds(hub.pid!);
    const feeder = process.cpuUsage();
    const sent = await feed.run(steps);
    const durableS = cpuSeconds(hub.pid!) - before;
    const feederS = secondsOf(process.cpuUsage(feeder));
    const { inStore } = await ask(hub, 'settle');
    const settledS = cpuSeconds(hub.pid!) - before;
    checkCount('history', inStore, warmUp + sent);
    await feed.close();
    await ask(hub, 'end');
    return { durable: sent / durableS, settled: sent / settledS, feederS };
  } finally {
    hub.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ask(hub: ChildProcess, order: IngestHubOrder): Promise<IngestHubState> {
  hub.send(order);
  const [state] = (await once(hub, 'message')) as [IngestHubState];
  return state;
}

async function feedInflux(steps: number): Promise<Measured> {
  const influxd = await Influxd.start();
  const feed = new InfluxFeed(influxd);
  try {
    await feed.createDatabase();
    const ids = [...syntheticCampus(size).points.keys()];
    const fromMs = Date.now() - (warmUpSteps + steps) * stepMs;
    await feed.write(batchesOf(ids, { from: 0, to: warmUpSteps }, fromMs));
    const before = cpuSeconds(influxd.pid);
    const feeder = process.cpuUsage();
    await feed.write(batchesOf(ids, { from: warmUpSteps, to: warmUpSteps + steps }, fromMs));
    const durableS = cpuSeconds(influxd.pid) - before;
    const feederS = secondsOf(process.cpuUsage(feeder));
    await untilIdle(influxd.pid, settleWithinMs);
    const settledS = cpuSeconds(influxd.pid) - before;
    const sent = steps * ids.length;
    checkCount('InfluxDB', await feed.count(), warmUpSteps * ids.length + sent);
    return { durable: sent / durableS, settled: sent / settledS, feederS };
  } finally {
    feed.close();
    await influxd.remove();
  }
}

/** The samples in the order of the gateways' messages: all points of a step, then the next. */
function* batchesOf(
  ids: readonly string[],
  steps: { readonly from: number; readonly to: number },
  fromMs: number,
): Generator<Buffer> {
  const total = steps.to * ids.length;
  for (let first = steps.from * ids.length; first < total; first += batchLines) {
    yield linesOf(Math.min(batchLines, total - first), (i) => {
      const point = (first + i) % ids.length;
      const step = Math.floor((first + i) / ids.length);
      return { series: ids[point]!, value: valueAt(point, step), timeMs: fromMs + step * stepMs };
    });
  }
}

function secondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6;
}
