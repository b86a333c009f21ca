// The InfluxDB history store as the hub sees it: commits go into the spool on this machine's disk, queries to the server
// and the spool; draining, roll-ups and retention go on behind them.
import { mkdirSync, readdirSync } from 'node:fs';
import { CampusError, type HistoryView, type LegalHold, type StoreState } from '@campus/campus-model';
import { type Clock, type Log, systemClock, TroubleLog, WorkerClient } from '@campus/runtime';
import {
  type AggregateQuery,
  type CommitGroup,
  checkAggregateQuery,
  checkSamplesQuery,
  defaultRetention,
  type HistoryPart,
  type HistoryPoint,
  type HistoryStore,
  type OutboxEntry,
  type Retention,
  type SamplesQuery,
  type StoredSample,
} from '../history-store.ts';
import { minuteMs, standardOffsetMs } from '../roll-up/tiers.ts';
import { type HistorySource, readAggregates } from './aggregates.ts';
import type { SeriesRows } from './answer-reader.ts';
import { buffersOf, joinColumns } from './columns.ts';
import { Drainer } from './drainer.ts';
import { InfluxServer, type InfluxServerSettings } from './influx-server.ts';
import { countSamples, selectPart } from './influxql.ts';
import { latestMs } from './line-protocol.ts';
import { removalsOf } from './retention.ts';
import { Roller } from './roller.ts';
import { setAsidePath } from './set-aside.ts';
import type { SpoolSettings } from './spool.ts';
import type { KnownPoint } from './spool-facts.ts';
import type { SpoolMethods } from './spool-worker.ts';
import { earliest, readPart, readStoredSamples } from './stored-samples.ts';

export interface InfluxDbOptions {
  /** Holds the spool; made if missing. */
  readonly folder: string;
  readonly points: readonly HistoryPoint[];
  readonly log: Log;
  readonly clock?: Clock;
  /** Of the site: whose days the 1day tier has. */
  readonly timeZone?: string;
  readonly retention?: Retention;
  readonly server: InfluxServerSettings;
  /** Of history that waits for the server; some days of a campus. */
  readonly mostSpoolBytes?: number;
  /** How long the server may say nothing. */
  readonly answerWithinMs?: number;
}

type OpenOptions = InfluxDbOptions & { readonly clock: Clock; readonly timeZone: string };

const defaultSpoolBytes = 2_000_000_000;
/** Hours are rolled up so long after they are over: most samples of their last seconds have come by then. */
const graceMs = 2 * minuteMs;
const rollUpEveryMs = minuteMs;
const retentionEveryMs = 6 * 60 * minuteMs;

/**
 * Opens (or makes) the spool in `folder`; the server may be away. Rejects with CampusError('store-unavailable') whose
 * detail says what to do: in use by another process, written by a newer program, damaged.
 */
export async function openInfluxDbStore(options: InfluxDbOptions): Promise<HistoryStore> {
  const { folder, points, log, clock = systemClock, timeZone = 'Asia/Shanghai' } = options;
  const settings: SpoolSettings = {
    folder,
    points,
    mostBytes: options.mostSpoolBytes ?? defaultSpoolBytes,
    timeZone,
    nowMs: clock.now(),
    server: [options.server.url, options.server.database, options.server.bucket, options.server.org].join(
      ' ',
    ),
  };
  const spool = new WorkerClient<SpoolMethods>(
    new URL('./spool-worker.ts', import.meta.url),
    settings,
    (error) => log.error({ error: error.message }, 'the spool worker has ended'),
  );
  const opened = await spool.call('open', []);
  if (typeof opened === 'string') {
    await spool.close();
    throw new CampusError('store-unavailable', opened);
  }
  return new InfluxDbStore({ ...options, clock, timeZone }, spool, opened.points);
}

class InfluxDbStore implements HistoryStore {
  readonly #options: OpenOptions;
  readonly #spool: WorkerClient<SpoolMethods>;
  readonly #server: InfluxServer;
  readonly #points: Map<string, KnownPoint>;
  readonly #source: HistorySource;
  readonly #drainer: Drainer;
  readonly #roller: Roller;
  readonly #trouble: TroubleLog;
  readonly #mostSpoolBytes: number;
  readonly #cancels: (() => void)[] = [];
  #background: Promise<void> = Promise.resolve();
  #isClosed = false;
  #spoolTrouble: string | null = null;
  #isFullTold = false;
  #isRolling = false;
  #nextRetentionMs = 0;

  constructor(options: OpenOptions, spool: WorkerClient<SpoolMethods>, points: readonly KnownPoint[]) {
    const { clock, log, server, answerWithinMs } = options;
    this.#options = options;
    this.#mostSpoolBytes = options.mostSpoolBytes ?? defaultSpoolBytes;
    this.#spool = spool;
    this.#trouble = new TroubleLog(log);
    this.#points = new Map(points.map((point) => [point.id, point]));
    this.#server = new InfluxServer(server, clock, answerWithinMs);
    this.#source = {
      spool,
      points: this.#points,
      query: (influxQl, onRows) => this.#query(influxQl, onRows),
    };
    this.#roller = new Roller(this.#source, this.#server);
    const introduce = (): Promise<void> => this.#introduce();
    this.#drainer = new Drainer({ server: this.#server, spool, clock, log, introduce });
    this.#drainer.start();
    this.#cancels.push(clock.every(rollUpEveryMs, () => this.#tick()));
  }

  async setPoints(points: readonly HistoryPoint[]): Promise<void> {
    for (const point of await this.#spool.call('setPoints', [points])) this.#points.set(point.id, point);
  }

  async commit({ batches, ranges, tallies = [] }: CommitGroup): Promise<void> {
    const columns = joinColumns(batches);
    const rows = columns.length;
    try {
      const now = this.#options.clock.now();
      await this.#spool.call('commit', [columns, ranges, tallies, now], buffersOf(columns));
      this.#spoolTrouble = null;
      this.#trouble.back('spool');
    } catch (error) {
      this.#spoolTrouble = (error as Error).message;
      this.#isFullTold = /^the spool is full/.test(this.#spoolTrouble);
      if (!this.#isClosed) this.#trouble.lost('spool', this.#spoolTrouble);
      throw unavailable(error as Error);
    }
    this.#drainer.notice(rows);
  }

  async committedRanges(gatewayId: string): Promise<Map<string, readonly (readonly [number, number])[]>> {
    const outboxes = await this.outboxes(gatewayId);
    return new Map(outboxes.map(({ outboxId, committed }) => [outboxId, committed]));
  }

  async outboxes(gatewayId: string): Promise<readonly OutboxEntry[]> {
    return this.#spool.call('outboxes', [gatewayId]).catch(refuse);
  }

  async aggregate(query: AggregateQuery): Promise<HistoryView[]> {
    checkAggregateQuery(query);
    const points = [...new Set(query.pointIds)].map((id) => this.#pointOf(id));
    if (points.length === 0) return [];
    const views = await readAggregates(this.#source, points, query, this.#options.clock.now()).catch(refuse);
    const found = new Map(views.map((view) => [view.pointId, view]));
    return query.pointIds.map((id) => found.get(id)!);
  }

  async samples(query: SamplesQuery): Promise<StoredSample[]> {
    checkSamplesQuery(query);
    return readStoredSamples(this.#source, this.#pointOf(query.pointId), query).catch(refuse);
  }

  /** Bytes are those of the spool: the server keeps its own. */
  async counts(): Promise<{ samples: number; bytes: number }> {
    return this.#drainer
      .between(async () => {
        const { rows, rowsAgain, bytesOnDisk } = await this.#spool.call('state', []);
        let samples = rows - rowsAgain;
        for (const kind of ['samples', 'texts'] as const)
          await this.#query(countSamples(kind), ({ values: [row] }) => {
            samples += Number(row?.[1] ?? 0);
          });
        return { samples, bytes: bytesOnDisk };
      })
      .catch(refuse);
  }

  async part(span: { fromMs: number; toMs: number }, from: string | null): Promise<HistoryPart> {
    return readPart(this.#source, span, from).catch(refuse);
  }

  async state(): Promise<StoreState> {
    const state = await this.#spool.call('state', []).catch(refuse);
    if (this.#isFullTold && !state.isFull) this.#spoolTrouble = null;
    return {
      kind: 'influxdb',
      trouble: this.#spoolTrouble ?? this.#serverTrouble() ?? this.#setAsideTrouble(state.setAside),
      isTaking: !state.isFull && this.#spoolTrouble === null,
      bytes: state.bytesOnDisk,
      fromMs: state.fromMs,
      waiting: state.groups,
      spool: { bytes: state.bytes, mostBytes: this.#mostSpoolBytes },
    };
  }

  async holds(): Promise<readonly LegalHold[]> {
    return this.#spool.call('holds', []).catch(refuse);
  }

  async hold(hold: LegalHold): Promise<void> {
    await this.#spool.call('hold', [hold]).catch(refuse);
  }

  async release(holdId: string): Promise<void> {
    await this.#spool.call('release', [holdId]).catch(refuse);
  }

  async settle(nowMs = this.#options.clock.now()): Promise<void> {
    await this.#inBackground(async () => {
      await this.#drainer.flush();
      await this.#roller.run(nowMs, () => this.#isClosed);
      await this.#retain(nowMs);
    }).catch(refuse);
  }

  /** Copies the spool alone: what the server has is backed up with the server's own means. */
  async snapshot(folder: string): Promise<void> {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length > 0)
      throw new CampusError('input-invalid', `${folder} is not empty; name an empty folder.`);
    await this.#spool.call('snapshot', [folder]).catch(refuse);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const cancel of this.#cancels) cancel();
    this.#server.close();
    await this.#drainer.close();
    await this.#background.catch(() => {});
    await this.#spool.close().catch(() => {});
  }

  #pointOf(pointId: string): KnownPoint {
    const point = this.#points.get(pointId);
    if (!point) throw new CampusError('not-found', `No history of point ${pointId}.`);
    return point;
  }

  /** A database that is not there yet holds nothing. */
  async #query(influxQl: string, onRows: (rows: SeriesRows) => void): Promise<void> {
    try {
      await this.#server.query(influxQl, onRows);
    } catch (error) {
      if (!this.#server.mayCreate || !isNoDatabase(error)) throw error;
    }
  }

  /** Asks once what the server had before this spool wrote to it, so that its roll-up rows are written too. */
  async #introduce(): Promise<void> {
    await this.#server
      .query(selectPart('samples', { fromMs: 0, toMs: 1 }, 1), () => {})
      .catch(async (error: unknown) => {
        if (!this.#server.mayCreate || !isNoDatabase(error)) throw error;
        await this.#server.createDatabase();
      });
    const span = { fromMs: 0, toMs: this.#options.clock.now() };
    await this.#spool.call('adopt', [await earliest(this.#source, span, false), span.toMs]);
  }

  /** One background work at a time. */
  #inBackground(run: () => Promise<void>): Promise<void> {
    const work = this.#background.catch(() => {}).then(run);
    this.#background = work;
    return work;
  }

  #tick(): void {
    if (this.#isRolling || this.#drainer.trouble !== null) return;
    this.#isRolling = true;
    this.#inBackground(() => this.#keepUp())
      .catch((error: Error) => {
        if (!this.#isClosed) this.#trouble.lost('roll-ups', error.message);
      })
      .finally(() => {
        this.#isRolling = false;
      });
  }

  async #keepUp(): Promise<void> {
    const now = this.#options.clock.now();
    await this.#roller.run(now - graceMs, () => this.#isClosed);
    if (now >= this.#nextRetentionMs) await this.#retain(now);
    this.#trouble.back('roll-ups');
  }

  async #retain(nowMs: number): Promise<void> {
    const { retention = defaultRetention, timeZone, clock } = this.#options;
    this.#nextRetentionMs = clock.now() + retentionEveryMs;
    const offsetMs = standardOffsetMs(timeZone, new Date(nowMs).getUTCFullYear());
    const holds = await this.#spool.call('holds', []);
    for (const { tier, untilMs, statements } of removalsOf(retention, holds, nowMs, offsetMs)) {
      if (tier === 'samples') await this.#spool.call('removed', [untilMs]);
      for (const statement of statements) await this.#remove(statement);
      if (tier === 'samples') await this.#beginAt(untilMs);
    }
  }

  /** Not every server removes by InfluxQL (3.x does not): retention is then to be set there. */
  async #remove(statement: string): Promise<void> {
    try {
      await this.#server.query(statement, () => {}, true);
      this.#trouble.back('retention');
    } catch (error) {
      if (!this.#isClosed) this.#trouble.lost('retention', (error as Error).message);
    }
  }

  async #beginAt(untilMs: number): Promise<void> {
    const { fromMs } = await this.#spool.call('state', []);
    if (fromMs === null || fromMs >= untilMs) return;
    const first = await earliest(this.#source, { fromMs: 0, toMs: latestMs }, false);
    if (first !== null) await this.#spool.call('began', [first]);
  }

  #serverTrouble(): string | null {
    const { trouble } = this.#drainer;
    return trouble === null ? null : `${trouble}; history waits in the spool`;
  }

  #setAsideTrouble(lines: number): string | null {
    if (lines === 0) return null;
    return `${lines} samples were refused by InfluxDB: see ${setAsidePath(this.#options.folder)}, and move it away.`;
  }
}

function isNoDatabase(error: unknown): boolean {
  return error instanceof CampusError && /database not found/i.test(error.detail ?? '');
}

function unavailable(error: Error): CampusError {
  return error instanceof CampusError ? error : new CampusError('store-unavailable', error.message);
}

function refuse(error: Error): never {
  throw unavailable(error);
}
