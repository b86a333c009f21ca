// The side file of a log: what the hub has, what was lost, the books. Losing it costs a second sending and the books of
// what is gone; what stands in the segments is counted anew from them.
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Gap } from '@campus/campus-model';
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

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  /** Null where the file is missing, damaged or of another version. */
  async read(): Promise<LogState | null> {
    const text = await this.#text(name);
    const end = text.indexOf('\n');
    const head = parseJson(text.slice(0, end)) as { version?: unknown; crc?: unknown } | null;
    const body = text.slice(end + 1);
    if (end < 0 || head?.version !== formatVersion || head.crc !== crc32(body)) return null;
    return parseJson(body) as LogState | null;
  }

  /** What the first version of the outbox left; null where it left nothing. */
  async readFirst(): Promise<FirstDelivered | null> {
    return parseFirstDelivered(await this.#text(firstName));
  }

  /** Replaces the file in one step. Rejects with the disk's error. */
  async write(state: LogState): Promise<void> {
    const path = join(this.#folder, name);
    const body = JSON.stringify(state);
    const head = JSON.stringify({ version: formatVersion, crc: crc32(body) });
    const file = await this.#disk.open(`${path}.new`, 'replace');
    try {
      await file.write(Buffer.from(`${head}\n${body}`), 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await this.#disk.rename(`${path}.new`, path);
    await this.#disk.syncFolder(this.#folder);
  }

  /** The first version's file, once what it said is written down anew. */
  async removeFirst(): Promise<void> {
    await this.#disk.remove(join(this.#folder, firstName));
  }

  async #text(file: string): Promise<string> {
    try {
      return (await readAll(this.#disk, join(this.#folder, file))).toString('utf8');
    } catch {
      return '';
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
