// The data folder of one process: taken by one run at a time, with room on its disk, and its secrets.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CommandFailure, exitCodes } from './words.ts';

/** Below this a run would fail half way. */
const leastFreeBytes = 100_000_000;

export interface DataFolder {
  readonly path: string;
  release(): void;
}

/**
 * Takes the folder for this process. The lock is one of the operating system's (an exclusive SQLite
 * transaction), so it is gone with the process, however that ends. Throws CommandFailure with one sentence.
 */
export function takeDataFolder(path: string): DataFolder {
  makeFolder(path);
  checkRoom(path);
  const lock = new DatabaseSync(join(path, 'lock.sqlite'), { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!/locked|busy/i.test(String(error))) throw error;
    throw new CommandFailure(
      {
        zh: `数据文件夹 ${path} 正被另一个运行中的程序使用。请先结束它，或用 --data 另选一个文件夹。`,
        en: `The data folder ${path} is in use by another run. End that run first, or choose another folder with --data.`,
      },
      exitCodes.hopeless,
    );
  }
  return { path, release: () => lock.close() };
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new CommandFailure(
      {
        zh: `无法建立数据文件夹 ${path}（${why}）。请检查权限，或用 --data 另选一个文件夹。`,
        en: `The data folder ${path} cannot be made (${why}). Check its rights, or choose another folder with --data.`,
      },
      exitCodes.hopeless,
    );
  }
}

function checkRoom(path: string): void {
  const { bavail, bsize } = statfsSync(path);
  const free = bavail * bsize;
  if (free >= leastFreeBytes) return;
  const [found, needed] = [Math.floor(free / 1e6), leastFreeBytes / 1e6];
  throw new CommandFailure(
    {
      zh: `${path} 所在磁盘只剩 ${found} MB，至少需要 ${needed} MB。请腾出空间，或用 --data 另选一个文件夹。`,
      en: `The disk of ${path} has ${found} MB left; at least ${needed} MB are needed. Make room, or choose another folder with --data.`,
    },
    exitCodes.hopeless,
  );
}

/** A secret kept in a file that only its owner may read; made at random where there is none yet. */
export function secretIn(folder: string, name: string): string {
  const path = join(folder, 'secrets', `${name}.secret`);
  if (!existsSync(path)) {
    mkdirSync(join(folder, 'secrets'), { recursive: true, mode: 0o700 });
    writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
  }
  return readFileSync(path, 'utf8').trim();
}

export function hubFolder(dataFolder: string): string {
  return join(dataFolder, 'hub');
}

export function agentFolder(dataFolder: string, gatewayId: string): string {
  return join(dataFolder, 'agents', gatewayId);
}
