// `campus backup`: asks the running hub for a backup, or takes the folder of a stopped one and makes it here.
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Campus } from '@campus/campus-model';
import { createLog } from '@campus/runtime';
import { z } from 'zod';
import { abortOnSignals } from '../abort-on-signals.ts';
import { loadCampus } from '../campus-file.ts';
import type { ControlHandlers } from '../control/control-server.ts';
import { askHubOrTakeFolder } from '../control/hub-or-folder.ts';
import { type DataFolder, hubFolder } from '../data-folder.ts';
import { inMegabytes } from '../disk-calls.ts';
import { openHistory } from '../open-history.ts';
import type { Settings } from '../settings.ts';
import { CommandFailure, exitCodes } from '../words.ts';
import { BackupProgress } from './backup-progress.ts';
import {
  type BackupMade,
  type BackupOrder,
  type BackupSource,
  makeBackup,
  type TellStep,
} from './make-backup.ts';
import { backupName } from './rotation.ts';
import { beginStaging, endStaging } from './staging.ts';

export interface BackupRun {
  /** A file, or a folder that the backup gets a name in; by default `backups` in the data folder. */
  readonly file: string | undefined;
  readonly keep: number | undefined;
  readonly isJson: boolean;
}

const orderSchema = z.strictObject({ target: z.string(), keep: z.number().int().min(1).nullable() });
const madeSchema = z.object({
  file: z.string(),
  bytes: z.number(),
  files: z.number(),
  hasHistory: z.boolean(),
  removed: z.array(z.string()),
});

export async function runBackup(settings: Settings, run: BackupRun): Promise<void> {
  const campus = await loadCampus(settings);
  const folder = hubFolder(settings.dataFolder);
  checkIsThere(folder);
  const order = orderOf(settings, run, campus.site.id);
  const progress = new BackupProgress(run.isJson);
  const tell: TellStep = (step) => progress.tell(step);
  const signal = abortOnSignals();
  const asked = {
    folder,
    name: 'backup',
    body: order,
    signal,
    onProgress: (step: unknown) => progress.tell(step),
  };
  const answer = await askHubOrTakeFolder(asked);
  const made =
    'done' in answer
      ? madeSchema.parse(answer.done)
      : await backUpStopped({ settings, campus, taken: answer.folder, order, tell, signal });
  sayMade(progress, made);
}

/**
 * What a running hub answers to `campus backup`. One at a time: two would race for the disk. What a backup left that was
 * killed with the hub before this one is removed now.
 */
export function backupHandlers(
  source: Omit<BackupSource, 'nowMs' | 'isByCommand'>,
  now: () => number,
): ControlHandlers {
  endStaging(source.folder);
  let isUnderWay = false;
  return {
    async backup({ body, tell, signal }) {
      const order = orderSchema.parse(body);
      if (isUnderWay) throw underWay();
      isUnderWay = true;
      try {
        return await makeBackup({ ...source, nowMs: now(), isByCommand: false }, order, tell, signal);
      } finally {
        isUnderWay = false;
      }
    },
  };
}

async function backUpStopped(parts: {
  settings: Settings;
  campus: Campus;
  taken: DataFolder;
  order: BackupOrder;
  tell: TellStep;
  signal: AbortSignal;
}): Promise<BackupMade> {
  const { settings, campus, taken, order, tell, signal } = parts;
  const { path: folder } = taken;
  try {
    // At once: a hub that starts meanwhile sees why it must wait.
    beginStaging(folder, { part: `${order.target}.part`, isByCommand: true });
    const store = await openHistory(settings, campus, folder, createLog('backup'));
    try {
      const site = { siteId: campus.site.id, nowMs: Date.now() };
      return await makeBackup({ folder, settings, store, ...site, isByCommand: true }, order, tell, signal);
    } finally {
      await store.close();
    }
  } finally {
    endStaging(folder);
    taken.release();
  }
}

function orderOf(settings: Settings, { file, keep: wanted }: BackupRun, siteId: string): BackupOrder {
  const keep = wanted ?? null;
  const given = resolve(file ?? join(settings.dataFolder, 'backups'));
  const isFolder = file === undefined || statSync(given, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder && keep !== null) {
    throw new CommandFailure(
      {
        zh: '--keep 只用于文件夹：请给出一个已有的文件夹，备份会自动命名。',
        en: '--keep is for folders: name one that is there, and backups get their names by themselves.',
      },
      exitCodes.usage,
    );
  }
  return { target: isFolder ? join(given, backupName(siteId, Date.now())) : given, keep };
}

function checkIsThere(folder: string): void {
  if (existsSync(join(folder, 'operations.sqlite'))) return;
  throw new CommandFailure(
    {
      zh: `${folder} 中没有中枢的数据。请用 --data 指定中枢的数据文件夹。`,
      en: `${folder} holds no data of a hub. Name the hub's data folder with --data.`,
    },
    exitCodes.hopeless,
  );
}

function underWay(): CommandFailure {
  return new CommandFailure({
    zh: '另一个备份正在进行。请等它完成后重试。',
    en: 'Another backup is under way. Try again when it is done.',
  });
}

function sayMade(progress: BackupProgress, made: BackupMade): void {
  const { file, bytes, files, hasHistory, removed } = made;
  const size = inMegabytes(bytes);
  const outside = hasHistory
    ? { zh: '', en: '' }
    : {
        zh: '历史数据在 InfluxDB 服务器上，请在那里另行备份。',
        en: ' History is on the InfluxDB server: back it up there.',
      };
  const gone =
    removed.length === 0
      ? { zh: '', en: '' }
      : { zh: `已删除旧备份 ${removed.length} 份。`, en: ` Older ones removed: ${removed.length}.` };
  progress.done(
    {
      zh: `备份完成：${file}（${files} 个文件，${size}）。${outside.zh}${gone.zh}`,
      en: `Backup made: ${file} (${files} files, ${size}).${outside.en}${gone.en}`,
    },
    made,
  );
}
