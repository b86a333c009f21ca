// The data folder of one process: taken by one run at a time, with room on its disk, and its secrets.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { freeBytes, leastFreeBytes, syncFolder } from './disk-calls.ts';
import { CommandFailure, exitCodes } from './words.ts';

export interface DataFolder {
  readonly path: string;
  release(): void;
}

/** Another run holds the folder. */
export class FolderInUse extends CommandFailure {
  constructor(path: string) {
    super(
      {
        zh: `数据文件夹 ${path} 正被另一个运行中的程序使用。请先结束它，或用 --data 另选一个文件夹。`,
        en: `The data folder ${path} is in use by another run. End that run first, or choose another folder with --data.`,
      },
      exitCodes.hopeless,
    );
  }
}

/**
 * Takes the folder for this process. A folder that was never used must have room on its disk; one that was is taken on a
 * full disk too, for alarms and commands have room of their own. Throws CommandFailure with one sentence.
 */
export function takeDataFolder(path: string): DataFolder {
  makeFolder(path);
  if (!isUsed(path)) checkRoom(path);
  return takeLock(path);
}

const lockName = 'lock.sqlite';

/** True where anything but a lock is in the folder. */
function isUsed(path: string): boolean {
  return readdirSync(path).some((name) => name !== lockName);
}

/**
 * The lock is one of the operating system's (an exclusive SQLite transaction), so it is gone with the process, however
 * that ends. Throws CommandFailure.
 */
export function takeLock(path: string): DataFolder {
  const lock = openLock(path);
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw /locked|busy/i.test(String(error)) ? new FolderInUse(path) : notWritable(path, error);
  }
  return { path, release: () => lock.close() };
}

function openLock(path: string): DatabaseSync {
  try {
    return new DatabaseSync(join(path, lockName), { timeout: 0 });
  } catch (error) {
    throw notWritable(path, error);
  }
}

function notWritable(path: string, error: unknown): CommandFailure {
  const why = error instanceof Error ? error.message : String(error);
  return new CommandFailure(
    {
      zh: `数据文件夹 ${path} 无法写入（${why}）。请检查权限，以及磁盘是否只读或已满。`,
      en: `The data folder ${path} cannot be written (${why}). Check its rights, and whether its disk is read-only or full.`,
    },
    exitCodes.hopeless,
  );
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
  const free = freeBytes(path);
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
  return readSecret(path) ?? makeSecret(path);
}

/** Null where there is none; an empty file is what a power cut may leave of one. */
function readSecret(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() || null : null;
}

/** Outlasts a power cut once returned: agents in the field hold a copy. Of two processes that make it the first wins. */
function makeSecret(path: string): string {
  const fresh = `${path}.${process.pid}.new`;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (existsSync(path)) rmSync(path);
  const file = openSync(fresh, 'w', 0o600);
  try {
    writeSync(file, randomBytes(24).toString('base64url'));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(fresh, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(fresh);
  }
  syncFolder(dirname(path));
  syncFolder(dirname(dirname(path)));
  return readFileSync(path, 'utf8').trim();
}

export function hubFolder(dataFolder: string): string {
  return join(dataFolder, 'hub');
}

export function agentFolder(dataFolder: string, gatewayId: string): string {
  return join(dataFolder, 'agents', gatewayId);
}
