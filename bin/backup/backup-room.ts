// Whether there is room for a backup, and one clear sentence where it could not be written.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { CampusError } from '@campus/campus-model';
import { bytesBelow, diskOf, freeBytes, inMegabytes, leastFreeBytes } from '../disk-calls.ts';
import { CommandFailure, exitCodes } from '../words.ts';

/** On the hub's own disk a backup leaves the room that the hub needs to go on. */
export function keepFreeBytes(folder: string, target: string): number {
  return diskOf(folder) === diskOf(target) ? leastFreeBytes : 0;
}

/**
 * Throws CommandFailure where the archive or the copies it is made from have no room. The archive is judged by what goes
 * in: how far it can be compressed is known only afterwards.
 */
export function checkRoomForBackup(folder: string, history: string, target: string): void {
  const isSameDisk = diskOf(folder) === diskOf(target);
  const copied = copiedBytes(folder, history);
  const archived = bytesBelow(join(folder, history)) + sizeOf(join(folder, 'operations.sqlite'));
  const onOurs = copied + leastFreeBytes + (isSameDisk ? archived : 0);
  const missing = Math.max(onOurs - freeBytes(folder), isSameDisk ? 0 : archived - freeBytes(target));
  if (missing > 0) throw noRoom(onOurs > freeBytes(folder) ? folder : target, missing);
}

/** The database, and the files of history that are still written to; finished ones (Parquet) are linked. */
function copiedBytes(folder: string, history: string): number {
  const finished = bytesBelow(join(folder, history), (name) => name.endsWith('.parquet'));
  const database = sizeOf(join(folder, 'operations.sqlite')) + sizeOf(join(folder, 'operations.sqlite-wal'));
  return database + bytesBelow(join(folder, history)) - finished;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

export function noRoom(path: string, missingBytes: number): CommandFailure {
  const missing = inMegabytes(missingBytes);
  return new CommandFailure(
    {
      zh: `${path} 所在磁盘空间不足，还差 ${missing}。请腾出空间，或把备份写到另一块磁盘。`,
      en: `The disk of ${path} has no room for the backup: ${missing} more are needed. Make room, or write the backup to another disk.`,
    },
    exitCodes.hopeless,
  );
}

function filledUp(target: string): CommandFailure {
  return new CommandFailure(
    {
      zh: `写 ${target} 时磁盘已满，备份未完成。请腾出空间后重试。`,
      en: `The disk filled up while ${target} was written; there is no backup. Make room and try again.`,
    },
    exitCodes.hopeless,
  );
}

/** What people can mend is said in a sentence; anything else passes as the fault it is. */
export function whyNotWritten(error: Error, target: string): Error {
  if (error instanceof CommandFailure) return error;
  const { code, name } = error as NodeJS.ErrnoException;
  if (name === 'AbortError')
    return new CommandFailure({ zh: '备份已中断。', en: 'The backup was broken off.' });
  if (code === 'ENOSPC' || code === 'EDQUOT') return filledUp(target);
  const why = error instanceof CampusError ? (error.detail ?? error.code) : code;
  if (!why) return error;
  return new CommandFailure({
    zh: `备份未能写成（${why}：${error.message}）。请检查 ${target} 的路径与权限。`,
    en: `The backup could not be made (${why}: ${error.message}). Check the path and rights of ${target}.`,
  });
}
