// A strict reader of our own archives: plain files alone, in the order the caller expects, held in bounded memory.
// Writing is left to tar-stream; reading is not, because an archive may be hostile and a tar has many extensions.
import { ArchiveDamage } from './archive-damage.ts';

export const blockBytes = 512;

export interface TarEntry {
  readonly name: string;
  readonly bytes: number;
}

export class TarReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next header. Its content must be read wholly before the next one. */
  async entry(): Promise<TarEntry> {
    const header = await this.#block();
    if (isZero(header)) throw new ArchiveDamage('cut-off');
    return readHeader(header);
  }

  /** The content of the entry, in parts. */
  async *content({ bytes }: TarEntry): AsyncGenerator<Buffer> {
    for (let left = bytes; left > 0; ) {
      const part = await this.#some();
      const taken = part.subarray(0, left);
      this.#rest = part.subarray(taken.length);
      left -= taken.length;
      yield taken;
    }
    const padding = (blockBytes - (bytes % blockBytes)) % blockBytes;
    if (!isZero(await this.#exactly(padding))) throw new ArchiveDamage('header');
  }

  /** The two blocks that close a tar, and nothing after them. */
  async end(): Promise<void> {
    if (!isZero(await this.#exactly(2 * blockBytes))) throw new ArchiveDamage('beyond');
    const { done } = await this.#source.next();
    if (this.#rest.length > 0 || !done) throw new ArchiveDamage('beyond');
  }

  #block(): Promise<Buffer> {
    return this.#exactly(blockBytes);
  }

  async #exactly(bytes: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = bytes; left > 0; ) {
      const part = await this.#some();
      const taken = part.subarray(0, left);
      this.#rest = part.subarray(taken.length);
      left -= taken.length;
      parts.push(taken);
    }
    return Buffer.concat(parts);
  }

  /** At least one byte. */
  async #some(): Promise<Buffer> {
    while (this.#rest.length === 0) {
      const { value, done } = await this.#source.next();
      if (done) throw new ArchiveDamage('cut-off');
      this.#rest = value;
    }
    return this.#rest;
  }
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

/** POSIX ustar; see pax(1), "ustar Interchange Format". */
function readHeader(header: Buffer): TarEntry {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  const type = header[156];
  if (sum !== octal(header.subarray(148, 156))) throw new ArchiveDamage('header');
  if (type !== 0x30 || header[345] !== 0) throw new ArchiveDamage('not-plain');
  return { name: textOf(header.subarray(0, 100)), bytes: sizeOf(header.subarray(124, 136)) };
}

function textOf(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('latin1', 0, end === -1 ? field.length : end);
}

function octal(field: Buffer): number {
  const text = textOf(field).trim();
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

/** Octal, or big-endian binary for 8 GiB and more, marked by the highest bit. */
function sizeOf(field: Buffer): number {
  const bytes = field[0] === 0x80 ? Number(field.readBigUInt64BE(4)) : octal(field);
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new ArchiveDamage('header');
}
