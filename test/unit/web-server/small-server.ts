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
  type Identity,
  type Role,
  roles,
  type SampleBatch,
  SampleColumns,
  type System,
  status,
} from '@campus/campus-model';
import { Operations } from '@campus/operations';
import type { Rule } from '@campus/rules-engine';
import { type Clock, silentLog, systemClock } from '@campus/runtime';
import { LatestValues } from '@campus/telemetry-store';
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

export interface SmallServer {
  readonly options: WebServerOptions;
  readonly campus: Campus;
  readonly operations: Operations;
  readonly latest: CountedLatest;
  readonly gateways: GatewayStatus[];
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
  return {
    options: { ...surroundings(campus, clock), operations, latest, ingest: ingestOf(gateways), ...more },
    campus,
    operations,
    latest,
    gateways,
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
    stats: () => ({ received: 5, stored: 4, duplicates: 1, rejected: 0, pending: 2 }),
  };
}

function surroundings(
  campus: Campus,
  clock: Clock,
): Omit<WebServerOptions, 'operations' | 'latest' | 'ingest'> {
  return {
    host: '127.0.0.1',
    port: 0,
    campus,
    models: smallModels,
    store: {
      aggregate: async ({ pointIds, fromMs, bucketMs }) =>
        pointIds.map((pointId) => ({
          pointId,
          bucketMs,
          buckets: [{ fromMs, count: 0, min: null, max: null, mean: null, last: null }],
          coverage: 0,
        })),
      samples: async () => [{ timeMs: 1, value: null, status: status.bad, ordinal: 0, text: null }],
    },
    rules: [
      { id: 'hot', name: { zh: '过热', en: 'too hot' }, system: 'climate', priority: 'high', subjects: 1 },
    ],
    demoAccounts: null,
    panelFolder: '/nowhere',
    clock,
    log: silentLog,
  };
}
