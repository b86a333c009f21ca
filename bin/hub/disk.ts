// The disk a hub stands on: its room, whether it still writes, and the reserve file. Trouble rejects with the system's error.

import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';

export interface Disk {
  /** For this user, bytes. */
  room(): Promise<{ freeBytes: number; totalBytes: number }>;
  /** Writes and syncs a few bytes in place, so that a full disk passes and one that fails does not. */
  probe(): Promise<void>;
  /** Bytes that the reserve holds; 0 where it was given up. */
  reservedBytes(): Promise<number>;
  makeReserve(bytes: number): Promise<void>;
  giveUpReserve(): Promise<void>;
}

const reserveName = 'reserve.bin';
const probeName = 'probe.bin';
const probeBytes = 512;
const partBytes = 1_048_576;

export function diskOfFolder(folder: string): Disk {
  const reserve = join(folder, reserveName);
  const half = `${reserve}.part`;
  return {
    async room() {
      const { bavail, blocks, bsize } = await statfs(folder);
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
    },
    probe: () => writeInPlace(join(folder, probeName)),
    async reservedBytes() {
      return (await stat(reserve).catch(() => null))?.size ?? 0;
    },
    async makeReserve(bytes) {
      try {
        await fill(half, bytes);
        await rename(half, reserve);
      } catch (error) {
        await rm(half, { force: true });
        throw error;
      }
    },
    async giveUpReserve() {
      await Promise.all([rm(reserve, { force: true }), rm(half, { force: true })]);
    },
  };
}

async function writeInPlace(path: string): Promise<void> {
  const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return open(path, 'w', 0o600);
    throw error;
  });
  await withFile(file, async () => {
    await file.write(randomBytes(probeBytes), 0, probeBytes, 0);
  });
}

/** Random bytes: a disk that compresses would keep no room for zeros. */
async function fill(path: string, bytes: number): Promise<void> {
  const part = randomBytes(partBytes);
  const file = await open(path, 'w', 0o600);
  await withFile(file, async () => {
    for (let left = bytes; left > 0; left -= partBytes) {
      part.writeDoubleLE(left);
      await file.writeFile(part.subarray(0, left));
    }
  });
}

async function withFile(file: FileHandle, run: () => Promise<void>): Promise<void> {
  try {
    await run();
    await file.sync();
  } finally {
    await file.close();
  }
}
