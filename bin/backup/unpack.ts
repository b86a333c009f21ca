// Unpacks an archive beside its target and moves it into place when all of it is right and synced.
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DataFolder, takeLock } from '../data-folder.ts';
import { diskOf, freeBytes, inMegabytes, leastFreeBytes, syncFolder } from '../disk-calls.ts';
import { CommandFailure, exitCodes } from '../words.ts';
import { type ArchivedFile, type Manifest, totalBytes } from './archive-form.ts';
import type { ArchiveSink } from './read-archive.ts';

const stagingName = '.campus-restoring';

/** A disk that is mounted on the target itself has this folder in it from the start. */
const allowedInside = new Set(['lost+found', stagingName]);

/** Throws CommandFailure where the target is no empty folder. */
export function checkTarget(target: string): void {
  const found = statSync(target, { throwIfNoEntry: false });
  if (!found) return;
  const isEmpty = found.isDirectory() && readdirSync(target).every((name) => allowedInside.has(name));
  if (isEmpty) return;
  throw new CommandFailure(
    {
      zh: `${target} 不是空文件夹。恢复只写入空文件夹：请用 --data 另选一个。`,
      en: `${target} is no empty folder. A restore only goes into an empty one: choose another with --data.`,
    },
    exitCodes.hopeless,
  );
}

export interface Unpacking {
  readonly sink: ArchiveSink;
  /** Moves what was unpacked into place. */
  place(): void;
  /** Removes what is not in place. */
  end(): void;
}

/** What a killed restore left of the same target is removed first; one that still runs is left to run, and refused. */
export function beginUnpacking(target: string, signal: AbortSignal): Unpacking {
  const staging = stagingOf(target);
  mkdirSync(staging, { recursive: true, mode: 0o700 });
  const lock = takeLock(staging);
  const root = join(staging, 'data');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { mode: 0o700 });
  return {
    sink: {
      async begin(manifest) {
        checkRoom(staging, manifest);
      },
      file: (file, content) => writeFile(root, file, content, signal),
    },
    place: () => place(root, target),
    end: () => remove(staging, lock),
  };
}

/** Beside the target; inside it where it is a disk of its own, for a rename cannot leave a disk. */
function stagingOf(target: string): string {
  const isOwnDisk = existsSync(target) && diskOf(target) !== diskOf(dirname(target));
  return isOwnDisk ? join(target, stagingName) : `${target}${stagingName}`;
}

function checkRoom(folder: string, manifest: Manifest): void {
  const missing = totalBytes(manifest) + leastFreeBytes - freeBytes(folder);
  if (missing <= 0) return;
  throw new CommandFailure(
    {
      zh: `恢复所需空间不足，还差 ${inMegabytes(missing)}。请腾出空间，或用 --data 选另一块磁盘。没有改动任何数据。`,
      en: `There is no room for this backup: ${inMegabytes(missing)} more are needed. Make room, or choose another disk with --data. Nothing was changed.`,
    },
    exitCodes.hopeless,
  );
}

async function writeFile(
  root: string,
  { path }: ArchivedFile,
  content: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<void> {
  const target = join(root, path);
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  const file = await open(target, 'wx', 0o600);
  try {
    for await (const part of content) {
      signal.throwIfAborted();
      await file.writeFile(part);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** One rename where the target is no disk of its own; else one a folder, the hub's last: it is what makes it a data folder. */
function place(root: string, target: string): void {
  for (const folder of foldersBelow(root)) syncFolder(folder);
  if (existsSync(target) && diskOf(target) !== diskOf(dirname(target))) {
    for (const name of readdirSync(root).sort().reverse()) renameSync(join(root, name), join(target, name));
    syncFolder(target);
  } else {
    checkTarget(target);
    if (existsSync(target)) rmdirSync(target);
    renameSync(root, target);
    syncFolder(dirname(target));
  }
}

function foldersBelow(root: string): string[] {
  const below = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  return [root, ...below.map((entry) => join(entry.parentPath, entry.name))];
}

function remove(staging: string, lock: DataFolder): void {
  lock.release();
  rmSync(staging, { recursive: true, force: true });
}
