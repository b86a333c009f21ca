// The folder beside a hub's data in which a backup is gathered, and what a killed one left behind.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** In the hub's folder, so that files of history can be linked and need not be copied. */
const stagingName = 'backup';
const noteName = 'under-way.json';

/** What is under way: the half-written archive, and whether a command makes it (a hub that starts then waits). */
export interface BackupNote {
  readonly part: string;
  readonly isByCommand: boolean;
}

/** Removes what a killed backup left, notes the new one, and returns an empty folder to fill. */
export function beginStaging(hubFolder: string, note: BackupNote): string {
  endStaging(hubFolder);
  const folder = join(hubFolder, stagingName);
  const staged = join(folder, 'staged');
  mkdirSync(staged, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, noteName), JSON.stringify(note));
  return staged;
}

/** Whether a command says so; it is true only while the folder is held. */
export function isBackedUpByCommand(hubFolder: string): boolean {
  return readNote(hubFolder).isByCommand === true;
}

/** Removes all that is no finished backup. */
export function endStaging(hubFolder: string): void {
  const { part } = readNote(hubFolder);
  if (typeof part === 'string' && part.endsWith('.part')) rmSync(part, { force: true });
  rmSync(join(hubFolder, stagingName), { recursive: true, force: true });
}

/** Nothing where there is none, or it is damaged. */
function readNote(hubFolder: string): { readonly part?: unknown; readonly isByCommand?: unknown } {
  try {
    const note: unknown = JSON.parse(readFileSync(join(hubFolder, stagingName, noteName), 'utf8'));
    return note !== null && typeof note === 'object' ? note : {};
  } catch {
    return {};
  }
}
