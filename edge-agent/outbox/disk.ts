// The few disk calls of the outbox. None stands on the event loop: each waits in the thread pool. Tests hand in a disk
// that fails, stalls or forgets what was not synced.
import fs from 'node:fs';

export interface OpenFile {
  /** Writes all of `bytes` at `position`. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Fills `into` from `position` on as far as the file reaches; returns how many bytes there were. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Length in bytes. */
  size(): Promise<number>;
  truncate(length: number): Promise<void>;
  /** Resolved: what was written, and the file's length, outlast a power cut. Its name needs `syncFolder`. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Every call rejects with the system's error (`code` ENOSPC, EIO, EROFS …). */
export interface Disk {
  makeFolder(path: string): Promise<void>;
  /** Names of the files in a folder. */
  list(folder: string): Promise<string[]>;
  /** `create`: must not be there; `replace`: emptied; `write` and `read`: must be there. */
  open(path: string, how: 'create' | 'replace' | 'write' | 'read'): Promise<OpenFile>;
  /** Replaces `to` in one step. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes created, renamed and removed names of the folder outlast a power cut. */
  syncFolder(folder: string): Promise<void>;
}

const flags = { create: 'wx+', replace: 'w+', write: 'r+', read: 'r' } as const;

class RealFile implements OpenFile {
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** A disk may take less than it is given. */
  async write(bytes: Uint8Array, position: number): Promise<void> {
    let written = 0;
    while (written < bytes.length) written += await this.#writeSome(bytes, written, position + written);
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    let got = 0;
    while (got < into.length) {
      const more = await this.#readSome(into, got, position + got);
      if (more === 0) break;
      got += more;
    }
    return got;
  }

  async size(): Promise<number> {
    return (await called<fs.Stats>((done) => fs.fstat(this.#fd, done))).size;
  }

  truncate(length: number): Promise<void> {
    return called((done) => fs.ftruncate(this.#fd, length, done));
  }

  sync(): Promise<void> {
    return called((done) => fs.fdatasync(this.#fd, done));
  }

  close(): Promise<void> {
    return called((done) => fs.close(this.#fd, done));
  }

  #writeSome(bytes: Uint8Array, from: number, position: number): Promise<number> {
    return called((done) => fs.write(this.#fd, bytes, from, bytes.length - from, position, done));
  }

  #readSome(into: Uint8Array, from: number, position: number): Promise<number> {
    return called((done) => fs.read(this.#fd, into, from, into.length - from, position, done));
  }
}

/** Callbacks, not `fs/promises`: half the work a call. */
function called<T = void>(call: (done: (error: Error | null, result?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, result) => (error ? reject(error) : resolve(result as T)));
  });
}

export const realDisk: Disk = {
  makeFolder: (path) => called((done) => fs.mkdir(path, { recursive: true }, (error) => done(error))),
  list: (folder) => called((done) => fs.readdir(folder, done)),
  open: async (path, how) => new RealFile(await called((done) => fs.open(path, flags[how], done))),
  rename: (from, to) => called((done) => fs.rename(from, to, done)),
  remove: (path) => called((done) => fs.rm(path, { force: true }, done)),
  syncFolder: async (folder) => {
    const file = await realDisk.open(folder, 'read');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  },
};

/** All bytes of a file, in `room` where they fit in it. */
export async function readAll(disk: Disk, path: string, room?: Buffer): Promise<Buffer> {
  const file = await disk.open(path, 'read');
  try {
    const size = await file.size();
    const bytes = room && room.length >= size ? room.subarray(0, size) : Buffer.allocUnsafe(size);
    return bytes.subarray(0, await file.read(bytes, 0));
  } finally {
    await file.close();
  }
}

/** The disk (or its quota) has no room left. */
export function isDiskFull(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** A place of the disk cannot be read. */
export function isUnreadable(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EIO';
}
