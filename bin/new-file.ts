// A file that a command makes: never over one that is there, and never half of one under the name that was asked for.
import { open, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandFailure } from './words.ts';

/** Throws CommandFailure where there is such a file, or the disk refuses. */
export async function writeNew(name: string, content: string | Uint8Array): Promise<void> {
  const path = resolve(name);
  const fresh = `${path}.${process.pid}.new`;
  let isTaken = false;
  try {
    // The name is taken first, so that of two commands one is told.
    await (await open(path, 'wx')).close();
    isTaken = true;
    const file = await open(fresh, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    if (isTaken) await rm(path, { force: true });
    throw notWritten(path, error as NodeJS.ErrnoException);
  }
}

export function notWritten(path: string, { code, message }: NodeJS.ErrnoException): CommandFailure {
  if (code === 'EEXIST') {
    return new CommandFailure({
      zh: `${path} 已存在，未覆盖。请另取文件名，或先移走它。`,
      en: `${path} is there already and was not written over. Give another name, or move it away first.`,
    });
  }
  return new CommandFailure({
    zh: `${path} 无法写入（${message}）。请检查文件夹、权限与磁盘。`,
    en: `${path} cannot be written (${message}). Check its folder, its rights and the disk.`,
  });
}
