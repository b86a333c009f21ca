// `campus hub`: wires broker, telemetry store, rules, operations and web into one process.
import { join } from 'node:path';
import { type Command, qualityOf, type StorageView, type StoreState } from '@campus/campus-model';
import { Operations } from '@campus/operations';
import type { CompiledRules, Rule } from '@campus/rules-engine';
import { createLog, endWithParent, type Log, systemClock } from '@campus/runtime';
import { type HistoryStore, type Ingest, LatestValues } from '@campus/telemetry-store';
import { loadCampus, loadRules } from '../campus-file.ts';
import { hubFolder } from '../data-folder.ts';
import { makeFirstBoards } from '../first-boards.ts';
import { openHistory } from '../open-history.ts';
import { announce } from '../ready.ts';
import type { Settings } from '../settings.ts';
import { exitCodes } from '../words.ts';
import type { Described } from './campus-follower.ts';
import { makeFirstAccounts } from './demo-accounts.ts';
import { type RunningDemoHistory, startDemoHistory } from './demo-history.ts';
import { diskOfFolder } from './disk.ts';
import { DiskGuard } from './disk-guard.ts';
import { CampusAccounts, openBroker } from './open-broker.ts';
import { openDoors } from './open-doors.ts';
import { type IngestParts, openIngest } from './open-ingest.ts';
import { RuleRunner } from './rule-runner.ts';
import { ruleViews } from './rule-views.ts';
import { takeHubFolder } from './take-hub-folder.ts';

/** `seed` is the simulators': the demo's made-up history ends where their meters begin. */
export async function runHub(settings: Settings, seed: number): Promise<void> {
  const log = createLog('hub');
  const { described, compiled } = await describe(settings);
  const { campus } = described;
  const { path: folder, release } = await takeHubFolder(hubFolder(settings.dataFolder));
  const closers: (() => Promise<void> | void)[] = [release];
  endWithParent(async () => {
    for (const close of closers.reverse()) await close();
  });
  const disk = await DiskGuard.start({ disk: diskOfFolder(folder), clock: systemClock, log });

  // Operations send commands through ingest, ingest reports to operations: ingest is the later of the two.
  let ingest: Ingest | null = null;
  const sendCommand = async (command: Command): Promise<boolean> =>
    (await ingest?.sendCommand(command)) ?? false;
  const accounts = new CampusAccounts(folder);
  const [broker, operations, store] = await Promise.all([
    openBroker(settings, campus, accounts, log),
    openOperations({ ...described, folder, log, disk, sendCommand }),
    openHistory(settings, campus, folder, log),
  ]);
  closers.push(
    () => broker.close(),
    () => store.close(),
    () => operations.close(),
    () => disk.close(),
  );
  disk.keepSpareRoom(() => operations.keepSpareRoom());
  const adminPassword = await makeFirstAccounts(campus, operations);
  await makeFirstBoards(settings, campus, operations, log);
  const latest = new LatestValues(campus, systemClock);
  const rules = await RuleRunner.start({ compiled, operations, latest, clock: systemClock, log });
  closers.push(() => rules.close());
  const witnesses = await operations.watchWitnesses(latest);
  closers.push(() => witnesses.close());
  const mayStore = (): boolean => disk.mayStore();
  const telemetry = openIngest({ campus, broker, operations, latest, store, rules, folder, log, mayStore });
  ingest = telemetry.ingest;
  closers.push(() => telemetry.ingest.close(), telemetry.close);
  await ingest.start();
  const demo = openDemoHistory(settings, seed, { campus, store, folder, ingest, mayStore, log });
  closers.push(async () => demo?.close());
  const kind = settings.history.influxdb ? 'influxdb' : 'duckdb';
  const storage = { view: () => storageView(kind, store, disk, demo) };
  const parts = { campus, operations, ingest, latest, store, storage };
  const doors = await openDoors({ ...parts, settings, described, accounts, runner: rules, folder, log });
  closers.push(() => doors.close());
  announce({
    ready: 'hub',
    panelPort: doors.panelPort,
    brokerPort: broker.port,
    ...(adminPassword ? { adminPassword } : {}),
  });
  announceFirstValue(latest);
}

/** Throws FileMistakes. */
async function describe(settings: Settings): Promise<{ described: Described; compiled: CompiledRules }> {
  const campus = await loadCampus(settings);
  const loaded = loadRules(settings.rules, campus);
  const rules = new Map(loaded.rules.map((rule) => [rule.id, rule]));
  return { described: { campus, rules, ruleViews: ruleViews(loaded) }, compiled: loaded.compiled };
}

/** Null where the settings want none. */
function openDemoHistory(
  settings: Settings,
  seed: number,
  parts: Pick<IngestParts, 'campus' | 'store' | 'folder' | 'mayStore' | 'log'> & { ingest: Ingest },
): RunningDemoHistory | null {
  if (!settings.history.hasDemo) return null;
  const { ingest, ...own } = parts;
  return startDemoHistory({
    ...own,
    seed,
    clock: systemClock,
    pendingSamples: () => ingest.stats().pending,
    onProgress: ({ share }) => {
      if (share === 0 || share === 1) announce({ demoHistory: share });
    },
  });
}

/** Answers also while the store does not: a failing disk is just when people look. */
async function storageView(
  kind: StoreState['kind'],
  store: HistoryStore,
  disk: DiskGuard,
  demo: RunningDemoHistory | null,
): Promise<StorageView> {
  const isAway = (error: Error): StoreState => ({
    kind,
    trouble: error.message,
    isTaking: false,
    bytes: 0,
    fromMs: null,
    waiting: 0,
    spool: null,
  });
  const [state, holds] = await Promise.all([store.state().catch(isAway), store.holds().catch(() => [])]);
  return { store: state, disk: disk.view(), demo: demo?.view() ?? null, holds: [...holds] };
}

function announceFirstValue(latest: LatestValues): void {
  const stop = latest.onBatch(({ status }) => {
    if (!status.some((code) => qualityOf(code) === 'good')) return;
    stop();
    announce({ live: 'hub' });
  });
}

function openOperations(
  parts: Pick<Parameters<typeof Operations.open>[0], 'campus' | 'sendCommand'> & {
    rules: ReadonlyMap<string, Rule>;
    folder: string;
    disk: DiskGuard;
    log: Log;
  },
): Promise<Operations> {
  const { campus, rules, folder, log, disk, sendCommand } = parts;
  return Operations.open({
    file: join(folder, 'operations.sqlite'),
    campus,
    rules,
    clock: systemClock,
    log,
    sendCommand,
    makeRoom: () => disk.giveUpReserve(),
    onLost: (error) => {
      log.fatal({ error: error.message }, 'the operations database is lost');
      process.exit(exitCodes.failed);
    },
  });
}
