// A small file that is replaced whole, with a checksum: read back it is what was written, or nothing.
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Disk, readAll } from './disk.ts';

export class CheckedFile {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #version: number;

  constructor(disk: Disk, path: string, version: number) {
    this.#disk = disk;
    this.#path = path;
    this.#version = version;
  }

  /** What JSON it holds; null where the file is missing, damaged or of another version. */
  async read(): Promise<unknown> {
    const text = await this.#text();
    const end = text.indexOf('\n');
    const head = parseJson(text.slice(0, end)) as { version?: unknown; crc?: unknown } | null;
    const body = text.slice(end + 1);
    if (end < 0 || head?.version !== this.#version || head.crc !== crc32(body)) return null;
    return parseJson(body);
  }

  /** Replaces the file in one step. Rejects with the disk's error. */
  async write(content: unknown): Promise<void> {
    const path = this.#path;
    const body = JSON.stringify(content);
    const head = JSON.stringify({ version: this.#version, crc: crc32(body) });
    const file = await this.#disk.open(`${path}.new`, 'replace');
    try {
      await file.write(Buffer.from(`${head}\n${body}`), 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await this.#disk.rename(`${path}.new`, path);
    await this.#disk.syncFolder(dirname(path));
  }

  async #text(): Promise<string> {
    try {
      return (await readAll(this.#disk, this.#path)).toString('utf8');
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
