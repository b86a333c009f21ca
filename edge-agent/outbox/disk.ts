// The few disk calls of the outbox, synchronous: they run in its worker thread only. Tests hand in a disk that fails.
import fs from 'node:fs';

export type Disk = Pick<
  typeof fs,
  | 'closeSync'
  | 'fdatasyncSync'
  | 'fsyncSync'
  | 'ftruncateSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readFileSync'
  | 'readSync'
  | 'readdirSync'
  | 'renameSync'
  | 'rmSync'
  | 'writeSync'
>;

export const realDisk: Disk = fs;

/** Writes all of `bytes` at `position`; a disk may take less than it is given. */
export function writeAll(disk: Disk, fd: number, bytes: Uint8Array, position: number): void {
  let written = 0;
  while (written < bytes.length) {
    written += disk.writeSync(fd, bytes, written, bytes.length - written, position + written);
  }
}

/** Makes a created, renamed or removed file of the folder outlast a power cut. */
export function syncFolder(disk: Disk, folder: string): void {
  const fd = disk.openSync(folder, 'r');
  try {
    disk.fsyncSync(fd);
  } finally {
    disk.closeSync(fd);
  }
}
