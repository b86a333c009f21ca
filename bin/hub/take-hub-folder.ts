// The hub takes its folder; where a command is making a backup of it just then, the hub waits until that is done.
import { setTimeout } from 'node:timers/promises';
import { isBackedUpByCommand } from '../backup/staging.ts';
import { type DataFolder, FolderInUse, takeDataFolder } from '../data-folder.ts';
import { say } from '../words.ts';

const pollMs = 500;
/** A hub that ends, or a command that has just done, may still hold the folder. */
const graceMs = 5_000;
/** Of a large history onto a slow disk. */
const longestBackupMs = 3_600_000;

/** Throws CommandFailure. */
export async function takeHubFolder(path: string): Promise<DataFolder> {
  let hasSaid = false;
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    try {
      return takeDataFolder(path);
    } catch (error) {
      const isBackingUp = isBackedUpByCommand(path);
      if (!(error instanceof FolderInUse) || waitedMs >= (isBackingUp ? longestBackupMs : graceMs))
        throw error;
      if (isBackingUp && !hasSaid) sayWaiting();
      hasSaid ||= isBackingUp;
    }
    await setTimeout(pollMs);
  }
}

function sayWaiting(): void {
  say({
    zh: '正在备份此数据文件夹，备份完成后中枢即启动。',
    en: 'A backup of this data folder is under way; the hub starts when it is done.',
  });
}
