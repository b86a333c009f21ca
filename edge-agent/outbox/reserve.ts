// Room on the disk that is kept for the journal: a file of a known size, given up when the disk is full, made again when
// there is room. While it is gone nothing else may write, so that the room it left is the journal's alone.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Disk, isDiskFull } from './disk.ts';

/** Some thousand reports: hours of a full disk. */
const reserveBytes = 2_097_152;
/** A disk that had no room is asked again after this. */
const remakeAfterMs = 5_000;

export class Reserve {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #nowMs: () => number;
  #state: 'unknown' | 'made' | 'given-up' = 'unknown';
  #triedAt = Number.NEGATIVE_INFINITY;

  constructor(disk: Disk, folder: string, nowMs: () => number) {
    this.#disk = disk;
    this.#folder = folder;
    this.#nowMs = nowMs;
  }

  /** False while the journal has the room for itself. Makes the reserve anew where the disk lets it. */
  async mayOthersWrite(): Promise<boolean> {
    const nowMs = this.#nowMs();
    if (this.#state !== 'made' && nowMs - this.#triedAt >= remakeAfterMs) {
      this.#triedAt = nowMs;
      await this.#make();
    }
    return this.#state !== 'given-up';
  }

  /** Gives the room to the journal. False where there was none to give. */
  async giveUp(): Promise<boolean> {
    if (this.#state === 'given-up') return false;
    this.#state = 'given-up';
    this.#triedAt = this.#nowMs();
    try {
      await this.#disk.remove(this.#path);
      return true;
    } catch {
      return false;
    }
  }

  get #path(): string {
    return join(this.#folder, 'reserve');
  }

  /** Bytes that no file system can pack away. A failure other than a full disk is for those to meet who write. */
  async #make(): Promise<void> {
    try {
      await this.#disk.makeFolder(this.#folder);
      if (this.#state === 'unknown' && (await this.#isThere())) {
        this.#state = 'made';
        return;
      }
      const file = await this.#disk.open(this.#path, 'replace');
      try {
        await file.write(randomBytes(reserveBytes), 0);
        await file.sync();
      } finally {
        await file.close();
      }
      this.#state = 'made';
    } catch (error) {
      if (!isDiskFull(error)) return;
      this.#state = 'given-up';
      await this.#disk.remove(this.#path).catch(() => {});
    }
  }

  async #isThere(): Promise<boolean> {
    try {
      const file = await this.#disk.open(this.#path, 'read');
      try {
        return (await file.size()) === reserveBytes;
      } finally {
        await file.close();
      }
    } catch {
      return false;
    }
  }
}
