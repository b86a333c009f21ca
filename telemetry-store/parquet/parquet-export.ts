// An export as a Parquet file: made in a folder of its own outside the history, whatever store that is in, and removed
// once it was sent. Who may export what, and how much, is the caller's.
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CampusError } from '@campus/campus-model';
import { WorkerClient } from '@campus/runtime';
import type { ExportKind } from './export-tables.ts';
import type { ExportMethods, ExportPoint, ExportSettings, ExportText } from './export-worker.ts';

export type { ExportKind, ExportPoint, ExportText };

const prefix = 'campus-export-';
/** No export takes so long: a folder that is older belonged to a process that was killed. */
const longestExportMs = 3_600_000;

export class ParquetExport {
  readonly #folder: string;
  readonly #worker: WorkerClient<ExportMethods>;

  private constructor(settings: ExportSettings) {
    this.#folder = settings.folder;
    this.#worker = new WorkerClient(new URL('./export-worker.ts', import.meta.url), settings);
  }

  /** `nowMs` is the wall clock's: by it the remains of killed processes are told from exports that run. */
  static async begin(
    kind: ExportKind,
    points: readonly ExportPoint[],
    nowMs: number,
    parent: string = tmpdir(),
  ): Promise<ParquetExport> {
    await removeRemains(parent, nowMs);
    const folder = await mkdtemp(join(parent, prefix)).catch(refused);
    return new ParquetExport({ folder, kind, points });
  }

  /** Columns of equal length in the order of the kind's table (export-tables.ts); they are handed over. */
  async append(columns: readonly Float64Array[], texts: readonly ExportText[] = []): Promise<void> {
    const buffers = columns.map((column) => column.buffer as ArrayBuffer);
    await this.#worker.call('append', [columns, texts], buffers).catch(refused);
  }

  /** The file stands until `close`. */
  async finish(): Promise<{ file: string; bytes: number }> {
    return this.#worker.call('finish', []).catch(refused);
  }

  /** Ends the thread at whatever it is and removes the folder. */
  async close(): Promise<void> {
    await this.#worker.terminate();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** What the disk for temporary files refuses is told from our own mistakes. */
function refused(error: Error): never {
  if (/no space left|ENOSPC/i.test(error.message)) throw new CampusError('disk-full', error.message);
  if (/IO Error|E[A-Z]{3,}:/.test(error.message)) throw new CampusError('disk-failing', error.message);
  throw error;
}

async function removeRemains(parent: string, nowMs: number): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(prefix))) {
    const folder = join(parent, name);
    const found = await stat(folder).catch(() => null);
    if (found && nowMs - found.mtimeMs > longestExportMs) await rm(folder, { recursive: true, force: true });
  }
}
