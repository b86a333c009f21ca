// Makes one backup of a hub's folder, in the hub itself or in a command that holds the folder: stages a consistent copy,
// has a thread pack it, and gives the archive its name once it is whole and synced.
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { HistoryStore } from '@campus/telemetry-store';
import { syncFolder } from '../disk-calls.ts';
import { historyFolder } from '../open-history.ts';
import type { Settings } from '../settings.ts';
import { productVersion } from '../version.ts';
import { CommandFailure, exitCodes } from '../words.ts';
import { checkRoomForBackup, keepFreeBytes, whyNotWritten } from './backup-room.ts';
import type { BackupStep } from './backup-worker.ts';
import { removeOldest } from './rotation.ts';
import { runWorker } from './run-worker.ts';
import { stageSettings } from './settings-copy.ts';
import { beginStaging, endStaging } from './staging.ts';

/** Says that the demo's made-up past is written, so that it is not written twice. */
const demoMark = 'demo-history.json';

export interface BackupSource {
  /** The hub's folder, held by this process. */
  readonly folder: string;
  readonly settings: Settings;
  readonly siteId: string;
  readonly store: Pick<HistoryStore, 'snapshot'>;
  /** Milliseconds UTC. */
  readonly nowMs: number;
  /** False in the running hub. */
  readonly isByCommand: boolean;
}

export interface BackupOrder {
  /** Absolute; must not be there. */
  readonly target: string;
  /** How many backups of this site stay in the folder of `target`; null for all. */
  readonly keep: number | null;
}

export interface BackupMade {
  readonly file: string;
  readonly bytes: number;
  readonly files: number;
  /** False where an outside server holds the history: its own backup has it. */
  readonly hasHistory: boolean;
  /** Older backups that `keep` has removed. */
  readonly removed: readonly string[];
}

export type TellStep = (progress: { readonly step: BackupStep; readonly share: number }) => void;

/** Rejects with CommandFailure; then, as after a kill, no half archive stands under the final name. */
export async function makeBackup(
  source: BackupSource,
  order: BackupOrder,
  tell: TellStep,
  signal: AbortSignal,
): Promise<BackupMade> {
  const { target, keep } = order;
  prepareTarget(target);
  const part = `${target}.part`;
  const staging = beginStaging(source.folder, { part, isByCommand: source.isByCommand });
  try {
    checkRoomForBackup(source.folder, historyFolder(source.settings.history), target);
    await stageAll(source, staging, tell);
    signal.throwIfAborted();
    const done = await runWorker(workOf(source, staging, part), tell, signal);
    const { size: bytes } = statSync(part);
    publish(part, target);
    const removed = keep === null ? [] : removeOldest(dirname(target), source.siteId, keep);
    return { file: target, bytes, files: done.files, hasHistory: hasHistory(source), removed };
  } catch (error) {
    throw whyNotWritten(error as Error, target);
  } finally {
    endStaging(source.folder);
  }
}

function prepareTarget(target: string): void {
  if (existsSync(target)) {
    throw new CommandFailure(
      {
        zh: `${target} 已存在，不会覆盖。请另选文件名。`,
        en: `${target} is there already and is not replaced. Choose another name.`,
      },
      exitCodes.hopeless,
    );
  }
  try {
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw whyNotWritten(error as Error, target);
  }
}

/** Everything but the database, which the thread copies. */
async function stageAll(
  { folder, settings, store }: BackupSource,
  staging: string,
  tell: TellStep,
): Promise<void> {
  const history = join(staging, 'hub', historyFolder(settings.history));
  mkdirSync(history, { recursive: true, mode: 0o700 });
  copySecrets(join(folder, 'secrets'), join(staging, 'hub/secrets'));
  stageSettings(settings, staging);
  // Before the history it speaks of: written once more is no harm, left out would be.
  const mark = join(folder, demoMark);
  if (existsSync(mark)) copyFileSync(mark, join(staging, 'hub', demoMark));
  tell({ step: 'history', share: 0 });
  await store.snapshot(history);
  tell({ step: 'history', share: 1 });
}

function copySecrets(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true, mode: 0o700 });
  const names = readdirSync(from).filter((name) => name.endsWith('.secret'));
  for (const name of names) copyFileSync(join(from, name), join(to, name));
}

function hasHistory({ settings }: BackupSource): boolean {
  return settings.history.influxdb === null;
}

function workOf(source: BackupSource, staging: string, target: string) {
  const { folder, siteId, nowMs } = source;
  return {
    staging,
    database: { from: join(folder, 'operations.sqlite'), to: join(staging, 'hub/operations.sqlite') },
    target,
    about: {
      productVersion: productVersion(),
      siteId,
      createdMs: nowMs,
      history: hasHistory(source) ? 'inside' : 'outside',
    },
    keepFreeBytes: keepFreeBytes(folder, target),
  } as const;
}

/** A link fails where the name was taken meanwhile; a disk that knows no links takes a rename. */
function publish(part: string, target: string): void {
  try {
    linkSync(part, target);
    rmSync(part);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' || existsSync(target)) throw error;
    renameSync(part, target);
  }
  syncFolder(dirname(target));
}
