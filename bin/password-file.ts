// Reads a password from a file, so that it stands on no command line.
import { readFileSync } from 'node:fs';
import { CommandFailure, exitCodes } from './words.ts';

export function readPassword(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new CommandFailure(
      {
        zh: `无法读取密码文件 ${path}。请检查路径与权限。`,
        en: `The password file ${path} cannot be read. Check its path and rights.`,
      },
      exitCodes.hopeless,
    );
  }
}
