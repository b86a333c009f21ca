// The side file of a log: what the hub has, what was lost, the books. Losing it costs a second sending and the books of
// what is gone; what stands in the segments is counted anew from them.
import { join } from 'node:path';
import type { Gap } from '@campus/campus-model';
import { CheckedFile } from './checked-file.ts';
import { type Disk, readAll } from './disk.ts';
import { type FirstDelivered, parseFirstDelivered } from './first-format.ts';
import type { LedgerState } from './ledger.ts';

const formatVersion = 2;
const name = 'state.json';
const firstName = 'delivered.json';

export interface LogState {
  readonly ledger: LedgerState;
  readonly gaps: readonly Gap[];
  /** By day: samples that were published and not kept. */
  readonly diskFailed: Readonly<Record<string, number>>;
}

export class StateFile {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #file: CheckedFile;

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
    this.#file = new CheckedFile(disk, join(folder, name), formatVersion);
  }

  /** Null where the file is missing, damaged or of another version. */
  async read(): Promise<LogState | null> {
    return (await this.#file.read()) as LogState | null;
  }

  /** What the first version of the outbox left; null where it left nothing. */
  async readFirst(): Promise<FirstDelivered | null> {
    const path = join(this.#folder, firstName);
    const bytes = await readAll(this.#disk, path).catch(() => Buffer.alloc(0));
    return parseFirstDelivered(bytes.toString('utf8'));
  }

  /** Replaces the file in one step. Rejects with the disk's error. */
  write(state: LogState): Promise<void> {
    return this.#file.write(state);
  }

  /** The first version's file, once what it said is written down anew. */
  async removeFirst(): Promise<void> {
    await this.#disk.remove(join(this.#folder, firstName));
  }
}
