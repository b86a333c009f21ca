// Where the control socket of a hub is: in a folder that only its owner may enter.
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** A socket's address holds 104 bytes on macOS and 108 on Linux, the closing zero among them. */
const longestPathBytes = 103;

/** The socket of the hub whose folder this is; a name instead of a file on Windows. */
export function controlPath(folder: string, platform: NodeJS.Platform = process.platform): string {
  const name = `campus-${createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 24)}`;
  if (platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const beside = join(resolve(folder), 'control', 'hub.sock');
  return Buffer.byteLength(beside) <= longestPathBytes ? beside : join(tmpdir(), name, 'hub.sock');
}

/** Makes the folder of the socket. Throws where it belongs to someone else, who could answer in the hub's name. */
export function makeControlFolder(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const why = whyNotOurs(path);
  if (why) throw new Error(why);
}

/** Null where the folder of the socket is this user's alone, or there is none. */
export function whyNotOurs(path: string): string | null {
  const found = lstatSync(dirname(path), { throwIfNoEntry: false });
  if (!found || process.platform === 'win32') return null;
  const isOurs = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
  return isOurs ? null : `${dirname(path)} is not a folder of this user alone (expected mode 0700)`;
}
