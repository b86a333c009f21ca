// Replaces a text file in one step that outlasts a power cut, and keeps what was there beside it.
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export type Replaced =
  | { readonly ok: true; readonly backup: string }
  /** Somebody else has written it since it was read; nothing was changed. */
  | { readonly ok: false; readonly why: 'changed' };

/**
 * Writes `text` in the place of `former`, which is kept as `<name>.bak-<time>`. Rejects with the system's error where the
 * disk refuses: the file is then as it was.
 */
export async function replaceFile(
  name: string,
  former: string,
  text: string,
  nowMs: number,
): Promise<Replaced> {
  const path = await realpath(name);
  const { mode } = await stat(path);
  const stamp = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const backup = join(dirname(path), `${basename(path)}.bak-${stamp}`);
  const fresh = join(dirname(path), `.${basename(path)}.${process.pid}.new`);
  try {
    await writeSynced(fresh, text, 'w', mode);
    if ((await readFile(path, 'utf8')) !== former) return { ok: false, why: 'changed' };
    const kept = await keptAs(backup, former, mode);
    await rename(fresh, path);
    await syncFolder(dirname(path));
    return { ok: true, backup: kept };
  } finally {
    await rm(fresh, { force: true });
  }
}

/** Two changes in one second: the second copy gets a number. */
const mostCopiesASecond = 100;

async function keptAs(backup: string, text: string, mode: number): Promise<string> {
  for (let copy = 1; ; copy++) {
    const path = copy === 1 ? backup : `${backup}-${copy}`;
    try {
      await writeSynced(path, text, 'wx', mode);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || copy >= mostCopiesASecond) throw error;
    }
  }
}

async function writeSynced(path: string, text: string, flag: 'w' | 'wx', mode: number): Promise<void> {
  const file = await open(path, flag, mode);
  try {
    await file.writeFile(text, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The new name survives a power cut; Windows does so by itself. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
