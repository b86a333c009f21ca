// Writes the roll-up rows of hours and days that are over, again and again where late samples have come since.
import { CampusError } from '@campus/campus-model';
import { RollUp, type RollUpRow } from '../roll-up/roll-up.ts';
import { dayMs, hourMs, type RolledTier, tierMs } from '../roll-up/tiers.ts';
import type { HistorySource } from './aggregates.ts';
import type { InfluxServer } from './influx-server.ts';
import { selectRows, selectSamples } from './influxql.ts';
import { linesOf, rowLine } from './line-protocol.ts';
import { readRows, readSamples } from './series-reader.ts';
import type { KnownPoint } from './spool-facts.ts';
import type { RollUpWork } from './unsettled.ts';

/** Points rolled up together: their rows of one hour are what is held in memory, some 5 MB. */
const pointsAtOnce = 500;
const linesAtOnce = 5_000;

export class Roller {
  readonly #source: HistorySource;
  readonly #server: InfluxServer;

  constructor(source: HistorySource, server: InfluxServer) {
    this.#source = source;
    this.#server = server;
  }

  /** Everything that is over at `untilMs` and has left the spool. Rejects where the server does not take it now. */
  async run(untilMs: number, isClosed: () => boolean): Promise<void> {
    const { spool } = this.#source;
    await spool.call('settleUntil', [untilMs]);
    for (
      let work = await spool.call('dueWork', []);
      work && !isClosed();
      work = await spool.call('dueWork', [])
    ) {
      for (const points of this.#pointsOf(work)) {
        if (work.kind === 'hour') await this.#rollHour(work, points);
        else await this.#rollDay(work, points);
      }
      await spool.call('workDone', [work]);
    }
  }

  *#pointsOf({ points }: RollUpWork): Iterable<KnownPoint[]> {
    const all = [...this.#source.points.values()];
    const wanted = points && new Set(points);
    const known = wanted ? all.filter(({ number }) => wanted.has(number)) : all;
    for (let at = 0; at < known.length; at += pointsAtOnce) yield known.slice(at, at + pointsAtOnce);
  }

  async #rollHour({ fromMs, toMs }: RollUpWork, points: readonly KnownPoint[]): Promise<void> {
    const minutes = rollUps(points, fromMs, tierMs['1min'], hourMs);
    const pointIds = points.map(({ id }) => id);
    await this.#source.query(
      selectSamples({ pointIds, fromMs, toMs }),
      readSamples(this.#source.points, (point, timeMs, _ordinal, value, status) =>
        minutes.get(point)?.addSample(timeMs, value, status),
      ),
    );
    const lines: string[] = [];
    for (const [point, rollUp] of minutes) {
      const quarters = new RollUp({ fromMs, bucketMs: tierMs['15min'], length: 4 }, point, toMs);
      const hour = new RollUp({ fromMs, bucketMs: hourMs, length: 1 }, point, toMs);
      addLines(lines, '1min', point, rollUp, (row) => quarters.addRow(row));
      addLines(lines, '15min', point, quarters, (row) => hour.addRow(row));
      addLines(lines, '1h', point, hour);
      // Written as soon as there is a batch, so that the making of lines never holds the event loop for long.
      if (lines.length >= linesAtOnce) await this.#write(lines.splice(0));
    }
    await this.#write(lines);
  }

  async #rollDay({ fromMs, toMs }: RollUpWork, points: readonly KnownPoint[]): Promise<void> {
    const days = rollUps(points, fromMs, dayMs, dayMs);
    const pointIds = points.map(({ id }) => id);
    await this.#source.query(
      selectRows('15min', { pointIds, fromMs, toMs }),
      readRows(this.#source.points, (point, row) => days.get(point)?.addRow(row)),
    );
    const lines: string[] = [];
    for (const [point, rollUp] of days) addLines(lines, '1day', point, rollUp);
    await this.#write(lines);
  }

  async #write(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    const answer = await this.#server.write(linesOf(lines).text);
    if (answer.kind !== 'written') throw new CampusError('store-unavailable', `InfluxDB: ${answer.why}`);
  }
}

function rollUps(
  points: readonly KnownPoint[],
  fromMs: number,
  bucketMs: number,
  spanMs: number,
): Map<KnownPoint, RollUp> {
  const span = { fromMs, bucketMs, length: spanMs / bucketMs };
  return new Map(points.map((point) => [point, new RollUp(span, point, Number.POSITIVE_INFINITY)]));
}

function addLines(
  lines: string[],
  tier: RolledTier,
  point: KnownPoint,
  rollUp: RollUp,
  onRow: (row: RollUpRow) => void = () => {},
): void {
  for (let at = 0; at < rollUp.length; at++) {
    const row = rollUp.row(at);
    if (!row) continue;
    lines.push(rowLine(tier, point.id, row));
    onRow(row);
  }
}
