// Merging DuckDB's log into its file, under our own rules: never as part of a commit, whose outcome would be unclear if it
// failed, and only where there is surely room, since a merge that fails leaves the file to be opened anew.
import { statfsSync, statSync } from 'node:fs';
import { type HistoryFile, historyPath } from './history-file.ts';

/**
 * Bytes of the log that are merged at once: a merge holds up the commits behind it, a start reads what is left, and till
 * then its rows stand in memory uncompressed, beside what DuckDB may take.
 */
const mostLogBytes = 16 * 2 ** 20;
/** Room beyond twice the log that a merge finds or is not begun. */
const spareBytes = 16 * 2 ** 20;

export function logBytes(folder: string): number {
  return statSync(`${historyPath(folder)}.wal`, { throwIfNoEntry: false })?.size ?? 0;
}

export function isLogLong(folder: string): boolean {
  return logBytes(folder) >= mostLogBytes;
}

/**
 * True where the log is merged. False where it must wait: no room, or a transaction that is under way. Rejects where the
 * merge failed in the middle: then the file must be closed and opened anew before anything else.
 */
export async function mergeLog({ writing, folder }: HistoryFile): Promise<boolean> {
  if (!hasRoom(folder)) return false;
  try {
    await writing.run('CHECKPOINT');
    return true;
  } catch (error) {
    if (/other (write )?transactions|active transactions/i.test((error as Error).message)) return false;
    throw error;
  }
}

function hasRoom(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= 2 * logBytes(folder) + spareBytes;
}
