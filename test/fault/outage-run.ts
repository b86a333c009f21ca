// An outage: the agent's outbox fills while the hub is away, then the hub comes back while live samples run.
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ValueView } from '@campus/campus-model';
import { silentLog } from '@campus/runtime';
import { readLedger } from '@campus/simulators';
import { historyPoints, openDuckDbStore } from '@campus/telemetry-store';
import { ApiClient } from '../harness/api.ts';
import { until } from '../harness/campus-run.ts';
import { readMetric } from '../harness/metrics.ts';
import { isFound, pause } from './comparison.ts';
import { readHistory } from './history-reading.ts';
import { describeFindings, judgeLedger } from './judge.ts';
import { fillOutbox, type Outage, type OutageSize } from './outage-fill.ts';
import { gatewayIds, makeProofCampus, type ProofCampus } from './proof-campus.ts';
import { isDrained, ProofProcesses } from './proof-processes.ts';
import type { Proof } from './seed.ts';

/** 39 × 13 points and a lamp: just over 500. */
const campusSize = { metersAGateway: 39, sensorsAGateway: 0 };
const beforeNowMs = 30_000;
const lookEveryMs = 250;
const watchedPoints = 20;
const hourMs = 3_600_000;
const pointsAtOnce = 50;
/** What the live points of this campus take from one value to the next. */
const livePeriodMs = 1_000;

export interface OutageFigures {
  readonly samples: number;
  /** Of the whole outbox, had the outage its full length. */
  readonly outboxBytes: number;
  readonly fillS: number;
  readonly drainS: number;
  /** Samples a second from the first to the last that history took. */
  readonly drainPerSecond: number;
  /** How much older than its period the newest value on the panel's API was while the backlog drained. */
  readonly liveDelayMs: { readonly median: number; readonly most: number };
}

export async function runOutage(
  proof: Proof,
  size: OutageSize,
  fullSamples: number,
  drainDeadlineMs: number,
): Promise<OutageFigures> {
  const campus = await makeProofCampus(proof.folder, campusSize);
  const processes = await ProofProcesses.make(proof.folder, campus, { isNodeOnly: true });
  const agentFolder = processes.folders.agents[0]!;
  mkdirSync(agentFolder, { recursive: true });
  try {
    const filledAt = performance.now();
    const outage = await fillOutbox(
      agentFolder,
      campus.campus,
      gatewayIds[0],
      size,
      Date.now() - beforeNowMs,
    );
    const fillS = (performance.now() - filledAt) / 1000;
    const outboxBytes = scaledBytes(join(agentFolder, 'outbox'), size.rounds * size.points, fullSamples);
    proof.note(`filled: ${outboxBytes} bytes in ${fillS.toFixed(1)} s`);
    const drain = await drainWhileLive(processes, campus, size, drainDeadlineMs);
    await endAll(processes, drainDeadlineMs);
    await compareOutage(processes, campus, outage);
    return { samples: size.rounds * size.points, outboxBytes, fillS, ...drain };
  } finally {
    await processes.close();
  }
}

async function drainWhileLive(
  processes: ProofProcesses,
  campus: ProofCampus,
  { rounds, points }: OutageSize,
  deadlineMs: number,
): Promise<Pick<OutageFigures, 'drainS' | 'drainPerSecond' | 'liveDelayMs'>> {
  const address = `http://127.0.0.1:${campus.ports.panel}`;
  processes.simulators.start();
  await processes.simulators.ready();
  await processes.startHub();
  processes.agents[0]!.start();
  const stored = (): Promise<number> => readMetric(address, 'campus_ingest_stored_total');
  await until(async () => (await stored()) > 0, deadlineMs);
  const startedAt = performance.now();
  const delays: number[] = [];
  const api = new ApiClient(address);
  await api.signIn('admin');
  const watched = [...campus.campus.points.keys()].slice(0, watchedPoints);
  await until(
    async () => {
      await pause(lookEveryMs);
      delays.push(await liveDelay(api, watched));
      return (await stored()) >= rounds * points;
    },
    deadlineMs,
    () => `not drained; ${processes.faults.join('\n')}`,
  );
  const drainS = (performance.now() - startedAt) / 1000;
  const sorted = delays.filter((delay) => Number.isFinite(delay)).sort((a, b) => a - b);
  const liveDelayMs = { median: sorted[sorted.length >> 1] ?? 0, most: sorted.at(-1) ?? 0 };
  return { drainS, drainPerSecond: (rounds * points) / drainS, liveDelayMs };
}

/** Beyond its own period, of the point that is furthest behind; infinite before each has a first value. */
async function liveDelay(api: ApiClient, watched: readonly string[]): Promise<number> {
  const values = await api.get<ValueView[]>(`/values?points=${watched.join(',')}`);
  const oldest = Math.min(...values.map(({ timeMs }) => timeMs ?? Number.NEGATIVE_INFINITY));
  return Math.max(0, Date.now() - oldest - livePeriodMs);
}

async function endAll(processes: ProofProcesses, deadlineMs: number): Promise<void> {
  await processes.simulators.end();
  const stoppedAt = Date.now();
  await until(() => isDrained(processes.witnesses[0]!, stoppedAt), deadlineMs);
  await processes.agents[0]!.end();
  await processes.hub.end();
  isFound('processes', processes.faults);
}

/** Every hour of every point has exactly its samples with exactly their sum, and what came live is there too. */
async function compareOutage(processes: ProofProcesses, campus: ProofCampus, outage: Outage): Promise<void> {
  const toMs = outage.fromMs + outage.rounds * outage.periodMs;
  const wrong = await wrongPoints(processes, campus, outage, toMs);
  isFound('points of the outage', wrong);
  const { rows } = await readHistory(processes.folders.hub, campus.campus, toMs);
  const live = judgeLedger(readLedger(processes.ledgerFile), rows);
  isFound(
    'live samples',
    [describeFindings('ledger', live)].filter((text) => text !== null),
  );
  if (live.stored === 0) throw new Error('nothing came live');
}

async function wrongPoints(
  processes: ProofProcesses,
  campus: ProofCampus,
  { fromMs, rounds, periodMs, pointIds, sums }: Outage,
  toMs: number,
): Promise<string[]> {
  const store = await openDuckDbStore({
    folder: join(processes.folders.hub, 'history'),
    points: historyPoints(campus.campus),
    log: silentLog,
  });
  const wrong: string[] = [];
  for (let at = 0; at < pointIds.length; at += pointsAtOnce) {
    const some = pointIds.slice(at, at + pointsAtOnce);
    const views = await store.aggregate({ pointIds: some, fromMs, toMs, bucketMs: hourMs });
    views.forEach(({ pointId, buckets }, i) => {
      const count = buckets.reduce((total, bucket) => total + bucket.count, 0);
      const sum = buckets.reduce((total, bucket) => total + bucket.count * (bucket.mean ?? 0), 0);
      const isEven = buckets.every(
        (bucket, hour) => bucket.count === Math.min(hourMs / periodMs, rounds - (hour * hourMs) / periodMs),
      );
      const expected = sums[at + i]!;
      const isSum = Math.abs(sum - expected) <= Math.abs(expected) * 1e-9;
      if (!isEven || !isSum)
        wrong.push(`${pointId}: ${count} of ${rounds} samples, sum ${sum} of ${expected}`);
    });
  }
  await store.close();
  return wrong;
}

/** Bytes of an outbox when it holds `samples`, by one that holds `filled`: its reserve and journal do not grow. */
export function scaledBytes(outboxFolder: string, filled: number, samples: number): number {
  const growing = bytesOf(join(outboxFolder, 'samples'));
  return bytesOf(outboxFolder) - growing + (growing * samples) / filled;
}

/** All files of a folder. */
function bytesOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
