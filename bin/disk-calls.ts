// What the commands ask of a disk: how much room it has, and that a folder's new names are safe.
import { closeSync, fsyncSync, openSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Below this a run would fail half way. */
export const leastFreeBytes = 100_000_000;

/** Free bytes for this user on the disk of `path`, or of the nearest folder above that is there. */
export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(existing(path));
  return bavail * bsize;
}

/** The number of the disk that `path` is or would be on. */
export function diskOf(path: string): number {
  return statSync(existing(path)).dev;
}

function existing(path: string): string {
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
  return isThere || dirname(path) === path ? path : existing(dirname(path));
}

/** Makes names in a folder survive a power cut; Windows does so by itself. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Bytes of the files below a folder whose names are wanted; 0 where there is none. */
export function bytesBelow(folder: string, isWanted: (name: string) => boolean = () => true): number {
  if (!statSync(folder, { throwIfNoEntry: false })) return 0;
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isWanted(entry.name))
    .map((entry) => statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** As people read it. */
export function inMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
