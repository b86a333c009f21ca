// Ingest over a real broker into a real store: live at once, stored once, acknowledged only when durable.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type AlarmTransition,
  type Command,
  type CommandReport,
  type GatewayStatus,
  status,
} from '../../../campus-model/index.ts';
import { silentLog, systemClock } from '../../../runtime/index.ts';
import { dataType, type Metric } from '../../../sparkplug/index.ts';
import {
  type CommitGroup,
  type HistoryStore,
  historyPoints,
  Ingest,
  LatestValues,
  openDuckDbStore,
} from '../../../telemetry-store/index.ts';
import { until } from '../sparkplug/heard.ts';
import { password, startOwnBroker, type TestBroker } from '../sparkplug/test-brokers.ts';
import { smallCampus } from './small-campus.ts';
import { Agent, journal, outbox, power } from './test-agent.ts';

describe('ingest', () => {
  let broker: TestBroker;
  let folder: string;
  let store: HistoryStore;
  let latest: LatestValues;
  let ingest: Ingest;
  let reports: CommandReport[];
  let alarms: AlarmTransition[];
  let gateways: GatewayStatus[];
  let whenReport: () => Promise<void>;
  const agents: Agent[] = [];

  beforeEach(async () => {
    broker = await startOwnBroker();
    folder = await mkdtemp(join(tmpdir(), 'campus-ingest-'));
    store = await openDuckDbStore({ folder, points: historyPoints(smallCampus), log: silentLog });
    reports = [];
    alarms = [];
    whenReport = async () => {};
    await startIngest();
  });

  afterEach(async () => {
    await Promise.all(agents.splice(0).map(({ edge }) => edge.close()));
    await ingest.close();
    await store.close();
    await broker.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function startIngest(use: HistoryStore = store) {
    latest = new LatestValues(smallCampus, systemClock);
    ingest = new Ingest({
      campus: smallCampus,
      broker: { url: broker.url, username: 'hub', password, clientId: 'hub' },
      latest,
      store: use,
      listener: {
        onCommandReport: async (_, report) => {
          reports.push(report);
          await whenReport();
        },
        onAlarm: (_, transition) => {
          alarms.push(transition);
        },
        onBooks: () => {},
        onGateways: (all) => {
          gateways = all;
        },
      },
      clock: systemClock,
      log: silentLog,
    });
    await ingest.start();
  }

  async function agent(
    id = 'gw-1',
    devices: Record<string, Metric[]> = { 'meter-1': [power(1)], 'vr-1': [] },
  ) {
    const made = new Agent(broker.url, id, devices);
    agents.push(made);
    const count = Object.keys(devices).length;
    await until(
      () => ingest.gateways().find((one) => one.id === id)?.devicesOnline === count,
      `${id} online`,
    );
    return made;
  }

  const stored = (pointId: string, from = store) =>
    from.samples({ pointId, fromMs: 0, toMs: Date.now() + 1e9, limit: 1_000 });

  test('samples are live at once, stored, and then acknowledged', async () => {
    const one = await agent();
    const now = Date.now();
    one.send('meter-1', 1, [power(5, now - 1), power(6, now), { ...power(7, now), name: 'energy' }]);
    await until(() => latest.get('meter-1/power')!.value === 6, 'the live value');
    await until(() => one.hasAcknowledged(1, 3), 'the acknowledgement');
    expect((await stored('meter-1/power')).map(({ value }) => value)).toEqual([5, 6]);
    expect(ingest.stats()).toEqual({
      ...{ received: 3, stored: 3, duplicates: 0, rejected: 0, pending: 0 },
      ...{ isTaking: true, trouble: null },
    });
  });

  test('what the agent has not kept yet is live, and stored once: when it comes again with its positions', async () => {
    const one = await agent();
    const now = Date.now();
    one.edge.publishDevice('meter-1', [power(5, now, { isTransient: true })]);
    one.edge.publishDevice('meter-1', [power(6, now + 1)]);
    await until(() => latest.get('meter-1/power')!.value === 6, 'the live value');
    one.send('meter-1', 1, [power(5, now, { isHistorical: true })]);
    await until(() => one.hasAcknowledged(1, 1), 'the acknowledgement');
    expect((await stored('meter-1/power')).map(({ value }) => value)).toEqual([5, 6]);
  });

  test('a birth is the live picture, never history', async () => {
    await agent('gw-1', {
      'meter-1': [power(44), { name: 'energy', dataType: dataType.Double, value: null }],
    });
    expect(latest.get('meter-1/power')).toMatchObject({ value: 44, status: status.good });
    expect(latest.get('meter-1/energy')!.status).toBe(status.waitingForInitialData);
    expect(await stored('meter-1/power')).toEqual([]);
  });

  test('what is sent twice is stored once and acknowledged each time, also over a restart of the hub', async () => {
    const one = await agent();
    const rows = [power(1, Date.now() - 2), power(2, Date.now() - 1)];
    one.send('meter-1', 1, rows);
    one.send('meter-1', 1, rows);
    await until(() => one.hasAcknowledged(1, 2), 'the acknowledgement');
    one.acknowledged.clear();
    one.send('meter-1', 2, [rows[1]!, power(3)]);
    await until(() => one.hasAcknowledged(2, 3), 'the second acknowledgement');
    expect(ingest.stats()).toMatchObject({ received: 6, stored: 3, duplicates: 3 });

    await ingest.close();
    await store.close();
    store = await openDuckDbStore({ folder, points: historyPoints(smallCampus), log: silentLog });
    await startIngest();
    await until(() => one.edge.isBorn && ingest.gateways()[0]!.isOnline, 'the gateway back');
    one.acknowledged.clear();
    one.send('meter-1', 1, [...rows, power(3)]);
    await until(() => one.hasAcknowledged(1, 3), 'the third acknowledgement');
    expect((await stored('meter-1/power')).map(({ value }) => value)).toEqual([1, 2, 3]);
  });

  test('a backlog is stored but not live', async () => {
    const one = await agent();
    one.send('meter-1', 1, [power(900, Date.now() - 60_000, { isHistorical: true })]);
    await until(() => one.hasAcknowledged(1, 1), 'the acknowledgement');
    expect(latest.get('meter-1/power')!.value).toBe(1);
    expect(await stored('meter-1/power')).toHaveLength(1);
  });

  test('another gateway’s device, unknown names and wrong types: rejected, counted, acknowledged, not stored', async () => {
    const one = await agent('gw-1', { 'meter-1': [], 'vr-1': [] });
    one.edge.deviceBirth('lamps-1', [{ name: 'front', alias: 77, dataType: dataType.Double, value: 1 }]);
    one.send('lamps-1', 1, [{ ...power(1), name: 'front' }]);
    one.send('meter-1', 2, [
      { ...power(1), name: 'nothing' },
      { ...power(null), value: 'x', dataType: dataType.String },
    ]);
    await until(() => one.hasAcknowledged(1, 3), 'the acknowledgement');
    expect(ingest.stats()).toMatchObject({ received: 3, stored: 0, rejected: 3 });
    expect(latest.get('lamps-1/front')!.status).toBe(status.waitingForInitialData);
    expect((await store.counts()).samples).toBe(0);
  });

  test('positions that do not fit their message are neither stored nor acknowledged', async () => {
    const one = await agent();
    const positions = (value: string): Metric => ({
      name: 'campus/positions',
      dataType: dataType.String,
      value,
    });
    for (const value of [`${outbox}:1-9`, `${outbox}:2-1`, 'nonsense', ''])
      one.edge.publishDevice('meter-1', [positions(value), power(1)]);
    one.send('meter-1', 20, [power(2)]);
    await until(() => one.hasAcknowledged(20, 20), 'the acknowledgement of the good one');
    expect(one.acknowledged.get(outbox)!.ranges()).toEqual([[20, 20]]);
    expect(ingest.stats()).toMatchObject({ rejected: 4, stored: 1 });
  });

  test('what the store did not take is not acknowledged; sent again, it is stored once', async () => {
    await ingest.close();
    let isBroken = true;
    const flaky: HistoryStore = Object.assign(Object.create(store) as HistoryStore, {
      commit: (group: CommitGroup) =>
        isBroken ? Promise.reject(new Error('disk full')) : store.commit(group),
      committedRanges: (id: string) => store.committedRanges(id),
    });
    await startIngest(flaky);
    const one = await agent();
    const rows = [power(8, Date.now())];
    one.send('meter-1', 1, rows);
    await until(() => latest.get('meter-1/power')!.value === 8, 'the live value');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(one.hasAcknowledged(1, 1)).toBe(false);
    isBroken = false;
    one.send('meter-1', 1, rows);
    await until(() => one.hasAcknowledged(1, 1), 'the acknowledgement');
    expect(await stored('meter-1/power')).toHaveLength(1);
  });

  test('deaths take the values; gateways tell who is there', async () => {
    const one = await agent();
    await until(() => gateways?.[0]?.devicesOnline === 2, 'the notice');
    expect(gateways[0]).toMatchObject({ id: 'gw-1', isOnline: true, devices: 2, devicesOnline: 2 });
    expect(gateways[1]).toMatchObject({ id: 'gw-2', isOnline: false, changedAt: null });
    one.edge.deviceDeath('vr-1');
    await until(() => latest.get('vr-1/app')!.status === status.noCommunication, 'the device death');
    expect(latest.get('meter-1/power')).toMatchObject({ value: 1, status: status.good });
    await one.edge.close();
    await until(() => latest.get('meter-1/power')!.status === status.noCommunication, 'the gateway death');
    await until(() => gateways[0]!.isOnline === false && gateways[0]!.devicesOnline === 0, 'the notice');
    expect(latest.get('lamps-1/front')!.status).toBe(status.waitingForInitialData);
  });

  test('the journal is acknowledged once its receiver has made it durable', async () => {
    const one = await agent();
    const report = (id: string): Metric => ({
      name: 'campus/command',
      dataType: dataType.String,
      value: JSON.stringify({ id, state: 'confirmed', at: 5, readback: 1 }),
    });
    let finish = (_: Error | null): void => {};
    whenReport = () =>
      new Promise((resolve, reject) => {
        finish = (error) => (error ? reject(error) : resolve());
      });
    one.send(null, 1, [report('c-1')], journal);
    await until(() => reports.length === 1, 'the report');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(one.hasAcknowledged(1, 1, journal)).toBe(false);
    finish(new Error('operations database full'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    one.send(null, 1, [report('c-1')], journal);
    await until(() => reports.length === 2, 'the report again');
    finish(null);
    await until(() => one.hasAcknowledged(1, 1, journal), 'the acknowledgement');
    one.send(null, 1, [report('c-1')], journal);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(reports).toHaveLength(2);

    whenReport = async () => {};
    const transition = {
      ruleId: 'r',
      subject: 's',
      occurrence: 1,
      isActive: true,
      at: 1,
      value: 2,
      pointIds: ['a/b'],
      spaceId: null,
    };
    const alarm = (content: unknown): Metric => ({
      name: 'campus/alarm',
      dataType: dataType.String,
      value: JSON.stringify(content),
    });
    one.send(null, 2, [alarm(transition), alarm({ ruleId: 5 }), { ...report('x'), value: '{' }], journal);
    await until(() => one.hasAcknowledged(2, 4, journal), 'the acknowledgement of all');
    expect(alarms).toEqual([transition]);
    expect(ingest.stats().rejected).toBe(2);
  });

  test('a command goes to its device with its terms; to a silent gateway it does not go', async () => {
    const command: Command = {
      id: 'c-1',
      pointId: 'lamps-1/front-set',
      value: 1,
      state: 'requested',
      priority: 'person',
      by: 'teacher',
      requestedAt: 1_790_000_000_000,
      changedAt: 1_790_000_000_000,
      ttlMs: 10_000,
    };
    expect(await ingest.sendCommand(command)).toBe(false);
    const one = await agent('gw-2', { 'lamps-1': [] });
    expect(await ingest.sendCommand(command)).toBe(true);
    expect(await ingest.sendCommand({ ...command, pointId: 'no/thing' })).toBe(false);
    await until(() => one.commands.length === 1, 'the command');
    expect(one.commands[0]).toMatchObject({
      name: 'front-set',
      value: 1,
      properties: {
        'campus/id': { value: 'c-1' },
        'campus/ttl': { type: dataType.UInt32, value: 10_000 },
        'campus/sent-at': { value: 1_790_000_000_000 },
        'campus/priority': { value: 'person' },
        'campus/by': { value: 'teacher' },
      },
    });
  });

  test('a gateway that is not in the campus is not heard', async () => {
    const one = new Agent(broker.url, 'gw-foreign', { 'meter-1': [power(666)] });
    agents.push(one);
    await until(() => one.edge.isBorn, 'its birth');
    one.send('meter-1', 1, [power(667)]);
    const good = await agent();
    good.send('meter-1', 1, [power(2)]);
    await until(() => good.hasAcknowledged(1, 1), 'the acknowledgement');
    expect((await stored('meter-1/power')).map(({ value }) => value)).toEqual([2]);
    expect(one.acknowledged.size).toBe(0);
  });
});
