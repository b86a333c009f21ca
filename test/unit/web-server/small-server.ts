// What stands around the web server in its unit tests: real operations on a file of their own, latest values, and at
// the interface a history store and an ingest that a test can move.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type AlarmTransition,
  alarmId,
  type Campus,
  type GatewayStatus,
  type HistoryBucket,
  type HistoryView,
  type Identity,
  type LegalHold,
  type Role,
  roles,
  type SampleBatch,
  SampleColumns,
  type StorageView,
  type System,
  status,
} from '@campus/campus-model';
import { Operations } from '@campus/operations';
import type { Rule } from '@campus/rules-engine';
import { type Clock, silentLog, systemClock } from '@campus/runtime';
import { type AggregateQuery, LatestValues, type StoredSample } from '@campus/telemetry-store';
import type { WebServerOptions } from '../../../web/server/services.ts';
import { smallCampus, smallModels } from './small-campus.ts';

export const identities: Record<Role, Identity> = {
  administrator: { account: 'admin', name: 'Admin', role: 'administrator', spaces: [] },
  security: { account: 'guard', name: 'Guard', role: 'security', spaces: [] },
  logistics: { account: 'works', name: 'Works', role: 'logistics', spaces: [] },
  teacher: { account: 'teacher', name: 'Teacher', role: 'teacher', spaces: ['t1-101'] },
};

export const rightPassword = 'right password';

function rule(id: string, system: System): [string, Rule] {
  const name = { zh: id, en: id };
  return [
    id,
    {
      id,
      name,
      advice: name,
      system,
      priority: 'high',
      points: { quantities: ['temperature'], onePerDevice: false },
      condition: { above: 30, hysteresis: 0, forMs: 0, clearAfterMs: 0 },
    },
  ];
}

/** The real latest values, with a count of those who listen. */
export class CountedLatest extends LatestValues {
  listeners = 0;

  override onBatch(listener: (batch: SampleBatch) => void): () => void {
    this.listeners += 1;
    const end = super.onBatch(listener);
    return () => {
      this.listeners -= 1;
      end();
    };
  }

  /** A live sample comes. */
  set(pointId: string, value: number, { timeMs = 1000, code = status.good as number, text = '' } = {}): void {
    const columns = new SampleColumns();
    columns.push(this.indexOf(pointId), timeMs, value, code, 0, text === '' ? undefined : text);
    this.apply(columns.take());
  }
}

const oneGateway: GatewayStatus = {
  id: 'gw-t1',
  name: { zh: '网关', en: 'Gateway' },
  buildingId: 't1',
  isOnline: true,
  changedAt: 1,
  devicesOnline: 3,
  devices: 3,
};

export const emptyBucket: Omit<HistoryBucket, 'fromMs'> = {
  count: 0,
  uncertain: 0,
  bad: 0,
  min: null,
  max: null,
  mean: null,
  last: null,
  timeMean: null,
  coverage: 0,
  rise: null,
};

/** A store at its interface: empty history, and the holds that it was given. */
export class SmallStore {
  readonly held: LegalHold[] = [];
  trouble: string | null = null;

  async aggregate({ pointIds, fromMs, bucketMs }: AggregateQuery): Promise<HistoryView[]> {
    const buckets = [{ ...emptyBucket, fromMs }];
    return pointIds.map((pointId) => ({ pointId, bucketMs, buckets, coverage: 0, tier: 'samples' }));
  }

  async samples(): Promise<StoredSample[]> {
    return [{ timeMs: 1, value: null, status: status.bad, ordinal: 0, text: null }];
  }

  async holds(): Promise<LegalHold[]> {
    return [...this.held];
  }

  async hold(hold: LegalHold): Promise<void> {
    this.held.push(hold);
  }

  async release(id: string): Promise<void> {
    this.held.splice(
      this.held.findIndex((hold) => hold.id === id),
      1,
    );
  }

  async view(): Promise<StorageView> {
    return {
      store: {
        kind: 'influxdb',
        trouble: this.trouble,
        isTaking: this.trouble === null,
        bytes: 4096,
        fromMs: 1000,
        waiting: 2,
        spool: { bytes: 10, mostBytes: 100 },
      },
      disk: { state: 'low', freeBytes: 5000, detail: '/var/campus', sinceMs: 1 },
      demo: null,
      holds: await this.holds(),
    };
  }
}

export interface SmallServer {
  readonly options: WebServerOptions;
  readonly campus: Campus;
  readonly operations: Operations;
  readonly latest: CountedLatest;
  readonly gateways: GatewayStatus[];
  readonly store: SmallStore;
  /** A session of each role. */
  readonly tokens: Record<Role, string>;
  /** An alarm's condition changes; its id. */
  raise(more: Partial<AlarmTransition>): Promise<string>;
  close(): Promise<void>;
}

/** Opens the neighbours of a web server; the server itself is started by the test. */
export async function smallServer(
  more: Partial<WebServerOptions> = {},
  clock: Clock = systemClock,
): Promise<SmallServer> {
  const campus = more.campus ?? smallCampus();
  const folder = mkdtempSync(path.join(tmpdir(), 'web-server-'));
  const operations = await Operations.open({
    file: path.join(folder, 'operations.db'),
    campus,
    rules: new Map([rule('hot', 'climate'), rule('fire', 'fire'), rule('leak', 'water')]),
    clock,
    log: silentLog,
    sendCommand: async () => true,
  });
  const tokens = await signInAll(operations);
  const latest = new CountedLatest(campus, clock);
  const gateways = [oneGateway];
  const store = new SmallStore();
  const neighbours = { operations, latest, store, storage: store, ingest: ingestOf(gateways) };
  return {
    options: { ...surroundings(campus, clock), ...neighbours, ...more },
    campus,
    operations,
    latest,
    gateways,
    store,
    tokens,
    raise: (transition) => raise(operations, transition),
    close: async () => {
      await operations.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function signInAll(operations: Operations): Promise<Record<Role, string>> {
  const tokens: Partial<Record<Role, string>> = {};
  for (const role of roles) {
    const identity = identities[role];
    await operations.accounts.create({ ...identity, password: rightPassword });
    tokens[role] = (await operations.accounts.signIn(identity.account, rightPassword)).token;
  }
  return tokens as Record<Role, string>;
}

async function raise(operations: Operations, more: Partial<AlarmTransition>): Promise<string> {
  const transition: AlarmTransition = {
    ruleId: 'hot',
    subject: 't1-101-air/temperature',
    occurrence: 1,
    isActive: true,
    at: 1000,
    value: 40,
    pointIds: ['t1-101-air/temperature'],
    spaceId: 't1-101',
    ...more,
  };
  await operations.alarms.apply(transition);
  return alarmId(transition.ruleId, transition.subject, transition.occurrence);
}

function ingestOf(gateways: GatewayStatus[]): WebServerOptions['ingest'] {
  return {
    gateways: () => gateways,
    stats: () => ({
      received: 5,
      stored: 4,
      duplicates: 1,
      rejected: 0,
      pending: 2,
      isTaking: true,
      trouble: null,
    }),
  };
}

function surroundings(
  campus: Campus,
  clock: Clock,
): Omit<WebServerOptions, 'operations' | 'latest' | 'ingest' | 'store' | 'storage'> {
  return {
    host: '127.0.0.1',
    port: 0,
    campus,
    models: smallModels,
    rules: [
      { id: 'hot', name: { zh: '过热', en: 'too hot' }, system: 'climate', priority: 'high', subjects: 1 },
    ],
    demoAccounts: null,
    describedAt: (deviceId) =>
      deviceId === 't1-101-air' ? { file: 'campus.yaml', line: 7, template: null } : null,
    software: '0.0.0',
    panelFolder: '/nowhere',
    clock,
    log: silentLog,
  };
}
