// `campus hub`: wires broker, telemetry store, rules, operations and web into one process.
import { join } from 'node:path';
import { type BrokerAccount, hashBrokerPassword, type RunningBroker, startBroker } from '@campus/broker';
import { type Campus, type Command, qualityOf, wire } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { Operations } from '@campus/operations';
import { createLog, endWithParent, type Log, systemClock } from '@campus/runtime';
import { type HistoryStore, Ingest, LatestValues, openDuckDbStore } from '@campus/telemetry-store';
import { startWebServer, type WebServerOptions } from '@campus/web-server';
import { loadCampus, loadRules } from '../campus-file.ts';
import { hubFolder, secretIn, takeDataFolder } from '../data-folder.ts';
import { announce } from '../ready.ts';
import { productFolder, type Settings } from '../settings.ts';
import { exitCodes } from '../words.ts';
import { demoAccounts, makeFirstAccounts } from './demo-accounts.ts';
import { RuleRunner } from './rule-runner.ts';
import { ruleViews } from './rule-views.ts';

export async function runHub(settings: Settings): Promise<void> {
  const log = createLog('hub');
  const campus = await loadCampus(settings);
  const loaded = loadRules(settings.rules, campus);
  const folder = takeDataFolder(hubFolder(settings.dataFolder));
  const closers: (() => Promise<void> | void)[] = [() => folder.release()];
  endWithParent(async () => {
    for (const close of closers.reverse()) await close();
  });

  // Operations send commands through ingest, ingest reports to operations: ingest is the later of the two.
  let ingest: Ingest | null = null;
  const sendCommand = async (command: Command): Promise<boolean> =>
    (await ingest?.sendCommand(command)) ?? false;
  const [broker, operations, store] = await Promise.all([
    openBroker(settings, campus, folder.path, log),
    openOperations({ campus, rules: loaded.rules, folder: folder.path, log, sendCommand }),
    openDuckDbStore({ folder: join(folder.path, 'history'), pointIds: [...campus.points.keys()], log }),
  ]);
  closers.push(
    () => broker.close(),
    () => store.close(),
    () => operations.close(),
  );
  const adminPassword = await makeFirstAccounts(campus, operations);
  const latest = new LatestValues(campus, systemClock);
  const rules = await RuleRunner.start({
    compiled: loaded.compiled,
    operations,
    latest,
    clock: systemClock,
    log,
  });
  closers.push(() => rules.close());
  const telemetry = openIngest({ campus, broker, operations, latest, store, folder: folder.path, log });
  ingest = telemetry;
  closers.push(() => telemetry.close());
  await telemetry.start();
  const server = await openPanel(
    settings,
    loaded,
    { campus, operations, ingest: telemetry, latest, store },
    log,
  );
  closers.push(() => server.close());
  announce({
    ready: 'hub',
    panelPort: server.port,
    brokerPort: broker.port,
    ...(adminPassword ? { adminPassword } : {}),
  });
  const stop = latest.onBatch(({ status }) => {
    if (!status.some((code) => qualityOf(code) === 'good')) return;
    stop();
    announce({ live: 'hub' });
  });
}

/** The HTTP API, the live stream and the page. */
function openPanel(
  settings: Settings,
  loaded: ReturnType<typeof loadRules>,
  parts: Pick<WebServerOptions, 'campus' | 'operations' | 'ingest' | 'latest' | 'store'>,
  log: Log,
): ReturnType<typeof startWebServer> {
  return startWebServer({
    ...parts,
    host: settings.panelHost,
    port: settings.panelPort,
    models: deviceModels,
    rules: ruleViews(loaded),
    demoAccounts: parts.campus.isDemo ? demoAccounts : null,
    panelFolder: join(productFolder, 'web/panel/dist'),
    clock: systemClock,
    log,
  });
}

async function openBroker(
  settings: Settings,
  campus: Campus,
  folder: string,
  log: Log,
): Promise<RunningBroker> {
  const account = async (username: string, kind: BrokerAccount['kind']): Promise<BrokerAccount> => ({
    username,
    passwordHash: await hashBrokerPassword(secretIn(folder, username)),
    kind,
  });
  const accounts = await Promise.all([
    account(wire.hostId, 'host'),
    account('reader', 'reader'),
    ...[...campus.gateways.keys()].map((id) => account(id, 'gateway')),
  ]);
  const { brokerHost: host, brokerPort: port } = settings;
  const options = { host, port, siteId: campus.site.id, hostId: wire.hostId, accounts: () => accounts };
  return startBroker({ ...options, clock: systemClock, log });
}

function openOperations(parts: {
  campus: Campus;
  rules: ReturnType<typeof loadRules>['rules'];
  folder: string;
  log: Log;
  sendCommand(command: Command): Promise<boolean>;
}): Promise<Operations> {
  const { campus, rules, folder, log, sendCommand } = parts;
  return Operations.open({
    file: join(folder, 'operations.sqlite'),
    campus,
    rules: new Map(rules.map((rule) => [rule.id, rule])),
    clock: systemClock,
    log,
    sendCommand,
    onLost: (error) => {
      log.fatal({ error: error.message }, 'the operations database is lost');
      process.exit(exitCodes.failed);
    },
  });
}

function openIngest(parts: {
  campus: Campus;
  broker: RunningBroker;
  operations: Operations;
  latest: LatestValues;
  store: HistoryStore;
  folder: string;
  log: Log;
}): Ingest {
  const { campus, broker, operations, latest, store, folder, log } = parts;
  return new Ingest({
    campus,
    broker: {
      url: `mqtt://127.0.0.1:${broker.port}`,
      username: wire.hostId,
      password: secretIn(folder, wire.hostId),
      clientId: `campus-${wire.hostId}`,
    },
    latest,
    store,
    listener: {
      onCommandReport: (gatewayId, report) => operations.commands.report(gatewayId, report),
      onAlarm: async (_gatewayId, transition) => {
        await operations.alarms.apply(transition);
      },
      onGateways: () => {},
    },
    clock: systemClock,
    log,
  });
}
