// How long an answer takes while samples come in: latest values, a day by minute, a year by hour.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Influxd } from '../harness/influxd.ts';
import { type Bench, checkCount, type Figure, median, percentile } from './figure.ts';
import { batchLines, InfluxFeed, linesOf } from './influx-feed.ts';
import { untilIdle } from './process-cpu.ts';
import { closedUntilMs, type DataSize, dataSize, queryCampus, queryData } from './query-data.ts';
import type { QueryAnswer, QueryOrder, QueryStart } from './query-protocol.ts';
import { valueAt } from './synthetic-campus.ts';

const samplesPerSecond = 5_000;
const compactWithinMs = 300_000;
const dayMs = 86_400_000;
const compactsSoon = ['cache-snapshot-write-cold-duration = "3s"', 'compact-full-write-cold-duration = "5s"'];

/** `latest-json` is asked over HTTP and parsed, as InfluxDB is. */
type Asked = QueryOrder['what'] | 'latest-json';
type Times = Record<Asked, number[]>;

export const query: Bench = {
  name: 'query',
  method: `milliseconds until the answer is in the hands of the program that asked, while ${samplesPerSecond.toLocaleString('en')} samples a second come in: for ours that program is the hub's own process, for InfluxDB a client that has read and parsed its JSON (latest values are given both ways: value, age and status of each in the hub, and the same as JSON over HTTP, parsed). Each aggregate: count, min, max, mean, last; ours also coverage, time-weighted mean and quality. Synthetic campus: 100 points every 10 s, 10 points every minute for a year, 10,000 points lately; both settled before. In turns, round by round; samples counted in both stores. Ratio: times faster`,
  async run({ runs, isQuick }): Promise<Figure[]> {
    const size = dataSize(isQuick);
    const nowMs = Date.now();
    const folder = mkdtempSync(join(tmpdir(), 'campus-bench-'));
    const args = [folder, JSON.stringify(size), String(nowMs), String(samplesPerSecond)];
    const store = fork(join(import.meta.dirname, 'query-store.ts'), args);
    const influxd = await Influxd.start({ data: compactsSoon });
    const feed = new InfluxFeed(influxd);
    try {
      const [{ samples, port }] = (await once(store, 'message')) as [QueryStart];
      await fillInflux(influxd, feed, size, nowMs);
      checkCount('InfluxDB', await feed.count(), samples);
      const stop = keepTaking(feed, size);
      const [ours, theirs] = await askInTurns({ store, port, influxd, size, nowMs }, runs);
      await stop();
      return figures(ours, theirs);
    } finally {
      store.disconnect();
      await once(store, 'exit');
      feed.close();
      await influxd.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function figures(ours: Times, theirs: Times): Figure[] {
  const figure = (name: string, value: number, peerValue: number): Figure => ({
    bench: 'query',
    figure: name,
    value,
    unit: 'ms',
    peer: 'InfluxDB 1.6.7',
    peerValue,
    ratio: peerValue / value,
  });
  const p99 = (times: readonly number[]): number => percentile(times, 0.99);
  return [
    figure('latest of 10,000 points, p99, in the hub', p99(ours.latest), p99(theirs.latest)),
    figure('latest of 10,000 points, p99, as JSON', p99(ours['latest-json']), p99(theirs.latest)),
    figure('a day of 100 points by minute, median', median(ours.day), median(theirs.day)),
    figure('a year of a point by hour, median', median(ours.year), median(theirs.year)),
  ];
}

interface Stores {
  readonly store: ChildProcess;
  readonly port: number;
  readonly influxd: Influxd;
  readonly size: DataSize;
  readonly nowMs: number;
}

/** How often each is asked in a round: what takes InfluxDB seconds less often. */
const timesARound: Record<Asked, number> = { latest: 40, 'latest-json': 40, day: 3, year: 10 };
/** Asked before, for both to have what they keep ready, and for what is asked all day to be compiled. */
const warmUps = 30;

async function askInTurns(stores: Stores, rounds: number): Promise<[Times, Times]> {
  const empty = (): Times => ({ latest: [], 'latest-json': [], day: [], year: [] });
  const [ours, theirs] = [empty(), empty()];
  for (let n = 0; n < warmUps; n++) {
    await askOurs(stores, 'latest', n);
    await askOurs(stores, 'latest-json', n);
    await askInflux(stores, 'latest', n);
  }
  for (let round = 0; round < rounds; round++) {
    for (const [what, times] of Object.entries(timesARound) as [Asked, number][]) {
      for (let n = 0; n < times; n++) ours[what].push(await askOurs(stores, what, n));
      if (what === 'latest-json') continue;
      for (let n = 0; n < times; n++) theirs[what].push(await askInflux(stores, what, n));
    }
  }
  return [ours, theirs];
}

async function askOurs({ store, port, size }: Stores, what: Asked, n: number): Promise<number> {
  if (what === 'latest-json') return askLatest(port, size.latestPoints);
  store.send({ what, n } satisfies QueryOrder);
  const [{ ms }] = (await once(store, 'message')) as [QueryAnswer];
  return ms;
}

async function askLatest(port: number, points: number): Promise<number> {
  const startedAt = performance.now();
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  const { values } = (await answer.json()) as { values: (number | null)[] };
  const took = performance.now() - startedAt;
  checkCount('our answer', values.filter((value) => value !== null).length, points);
  return took;
}

async function askInflux({ influxd, size, nowMs }: Stores, what: Asked, n: number): Promise<number> {
  const figuresOf = 'SELECT count(v), min(v), max(v), mean(v), last(v)';
  const endMs = closedUntilMs(nowMs);
  const between = (fromMs: number, toMs: number): string => `time >= ${fromMs}ms AND time < ${toMs}ms`;
  const dayEndMs = endMs - (n % size.days) * dayMs;
  const point = [...queryCampus(size).points.keys()][size.dayPoints + (n % size.yearPoints)]!;
  const ql =
    what === 'day'
      ? `${figuresOf} FROM d WHERE ${between(dayEndMs - dayMs, dayEndMs)} GROUP BY time(1m), p`
      : what === 'year'
        ? `${figuresOf} FROM y WHERE p = '${point}' AND ${between(endMs - size.yearDays * dayMs, endMs)} GROUP BY time(1h)`
        : `SELECT last(v) FROM l WHERE time > ${nowMs - 60_000}ms GROUP BY p`;
  const startedAt = performance.now();
  const series = await influxd.query('bench', ql);
  const took = performance.now() - startedAt;
  const expected = what === 'day' ? size.dayPoints : what === 'year' ? 1 : size.latestPoints;
  checkCount(`InfluxDB's answer (series)`, series.length, expected);
  return took;
}

async function fillInflux(influxd: Influxd, feed: InfluxFeed, size: DataSize, nowMs: number): Promise<void> {
  await feed.createDatabase();
  await feed.write(linesOfData([...queryCampus(size).points.keys()], size, nowMs));
  await untilIdle(influxd.pid, compactWithinMs);
}

function* linesOfData(ids: readonly string[], size: DataSize, nowMs: number): Generator<Buffer> {
  for (const { measurement, batch } of queryData(size, nowMs)) {
    for (let first = 0; first < batch.length; first += batchLines) {
      const at = (i: number) => ({
        series: ids[batch.point[first + i]!]!,
        value: batch.value[first + i]!,
        timeMs: batch.timeMs[first + i]!,
      });
      yield linesOf(Math.min(batchLines, batch.length - first), at, measurement);
    }
  }
}

/** The same samples a second as the other store takes; the returned function ends it. */
function keepTaking(feed: InfluxFeed, size: DataSize): () => Promise<void> {
  const ids = [...queryCampus(size).points.keys()].slice(size.dayPoints + size.yearPoints);
  let step = 0;
  let writing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    const timeMs = Date.now();
    const at = (i: number) => ({ series: ids[i]!, value: valueAt(i, step), timeMs });
    step++;
    const batch = linesOf(samplesPerSecond, at, 'l');
    writing = writing.then(() => feed.write([batch]));
  }, 1_000);
  return async () => {
    clearInterval(timer);
    await writing;
  };
}
