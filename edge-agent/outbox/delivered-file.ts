// The side file of a log: which positions the hub has made durable, and how many records were dropped.
// Losing it costs a second sending, nothing else: the hub knows what it has.
// It also says whether the log was closed in order, and at which number.
import { join } from 'node:path';
import { z } from 'zod';
import { type Disk, syncFolder, writeAll } from './disk.ts';

const formatVersion = 1;

const fileSchema = z.object({
  version: z.literal(formatVersion),
  outboxId: z.string(),
  dropped: z.number().int().min(0),
  /** The last number given when the log was closed; null while it is in use. */
  end: z.number().int().min(0).nullable(),
  ranges: z.array(z.tuple([z.number().int().min(1), z.number().int().min(1)])),
});

export interface Delivered {
  readonly ranges: readonly (readonly [number, number])[];
  readonly dropped: number;
  readonly end: number | null;
}

const nothing: Delivered = { ranges: [], dropped: 0, end: null };

export class DeliveredFile {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #path: string;

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
    this.#path = join(folder, 'delivered.json');
  }

  /** Nothing delivered where the file is missing, damaged or of another log. */
  read(outboxId: string): Delivered {
    let text: string;
    try {
      text = this.#disk.readFileSync(this.#path, 'utf8');
    } catch {
      return nothing;
    }
    const parsed = fileSchema.safeParse(parseJson(text));
    if (!parsed.success || parsed.data.outboxId !== outboxId) return nothing;
    return parsed.data;
  }

  /** Replaces the file in one step. Throws the disk's error. */
  write(outboxId: string, delivered: Delivered): void {
    const fresh = `${this.#path}.new`;
    const fd = this.#disk.openSync(fresh, 'w');
    try {
      const text = JSON.stringify({ version: formatVersion, outboxId, ...delivered });
      writeAll(this.#disk, fd, Buffer.from(text), 0);
      this.#disk.fsyncSync(fd);
    } finally {
      this.#disk.closeSync(fd);
    }
    this.#disk.renameSync(fresh, this.#path);
    syncFolder(this.#disk, this.#folder);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
