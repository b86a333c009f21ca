// A process of its own for the query bench: latest values and the DuckDB store, filled, and then asked while it goes on
// taking samples. Measures inside, where rules, reports and the live stream ask; latest values are answered over HTTP too.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type SampleBatch, SampleColumns, status } from '@campus/campus-model';
import { silentLog, systemClock } from '@campus/runtime';
import { historyPoints, LatestValues, openDuckDbStore } from '@campus/telemetry-store';
import { closedUntilMs, type DataSize, queryCampus, queryData } from './query-data.ts';
import type { QueryAnswer, QueryOrder, QueryStart } from './query-protocol.ts';
import { valueAt } from './synthetic-campus.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

const [folder, size, nowMs] = [
  process.argv[2]!,
  JSON.parse(process.argv[3]!) as DataSize,
  Number(process.argv[4]),
];
const campus = queryCampus(size);
const ids = [...campus.points.keys()];
const latest = new LatestValues(campus, systemClock);
const store = await openDuckDbStore({ folder, points: historyPoints(campus), log: silentLog });
let committed = 0;

async function commit(batch: SampleBatch): Promise<void> {
  committed += batch.length;
  const range = {
    gatewayId: 'bench',
    outboxId: 'bench0001',
    first: committed - batch.length + 1,
    last: committed,
  };
  await store.commit({ batches: [batch], ranges: [range] });
}

for (const { batch } of queryData(size, nowMs)) {
  latest.apply({ ...batch, historical: false });
  await commit(batch);
}
await store.settle();
const { samples } = await store.counts();

const latestFrom = size.dayPoints + size.yearPoints;
const latestIndexes = Array.from({ length: size.latestPoints }, (_, i) => latestFrom + i);

/** Samples of every second while queries run. */
function keepTaking(samplesPerSecond: number): () => void {
  let step = 0;
  return systemClock.every(1_000, () => {
    const columns = new SampleColumns(samplesPerSecond);
    for (let i = 0; i < samplesPerSecond; i++) {
      const point = latestFrom + (i % size.latestPoints);
      columns.push(point, Date.now(), valueAt(point, step), status.good, Math.floor(i / size.latestPoints));
    }
    step++;
    const batch = columns.take();
    latest.apply(batch);
    void commit(batch);
  });
}

async function timed(ask: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await ask();
  return performance.now() - startedAt;
}

const http = createServer((_request, answer) => {
  answer.setHeader('content-type', 'application/json');
  const { atMs, values, agesMs, statuses } = latest.columns(latestIndexes);
  answer.end(JSON.stringify({ atMs, values: [...values], agesMs: [...agesMs], statuses: [...statuses] }));
});

function readDay(day: number): Promise<unknown> {
  const toMs = closedUntilMs(nowMs) - day * dayMs;
  const pointIds = ids.slice(0, size.dayPoints);
  return store.aggregate({ pointIds, fromMs: toMs - dayMs, toMs, bucketMs: minuteMs });
}

function readYear(point: number): Promise<unknown> {
  const toMs = closedUntilMs(nowMs);
  const pointIds = [ids[size.dayPoints + point]!];
  return store.aggregate({ pointIds, fromMs: toMs - size.yearDays * dayMs, toMs, bucketMs: hourMs });
}

const asked: Record<QueryOrder['what'], (n: number) => Promise<number>> = {
  latest: () => timed(() => latest.columns(latestIndexes)),
  day: (n) => timed(() => readDay(n % size.days)),
  year: (n) => timed(() => readYear(n % size.yearPoints)),
};

const stop = keepTaking(Number(process.argv[5]));
process.on('message', async ({ what, n }: QueryOrder) => {
  process.send!({ ms: await asked[what](n) } satisfies QueryAnswer);
});
process.on('disconnect', async () => {
  stop();
  http.close();
  await store.close();
  process.exit(0);
});
http.listen(0, '127.0.0.1', () => {
  process.send!({ samples, port: (http.address() as AddressInfo).port } satisfies QueryStart);
});
