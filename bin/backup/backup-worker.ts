// The thread of one backup: copies the database, digests what is staged and writes the archive, away from the hub's loop.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { copyDatabase } from '@campus/operations';
import { freeBytes } from '../disk-calls.ts';
import { archiveVersion, type Manifest } from './archive-form.ts';
import { digestAll, stagedPaths, writeArchive } from './write-archive.ts';

export interface BackupWork {
  /** What is in the archive is staged here, by the paths it has there. */
  readonly staging: string;
  readonly database: { readonly from: string; readonly to: string };
  readonly target: string;
  readonly about: Pick<Manifest, 'productVersion' | 'siteId' | 'createdMs' | 'history'>;
  /** To be left free on the archive's disk. */
  readonly keepFreeBytes: number;
}

export type BackupStep = 'history' | 'operations' | 'checksums' | 'archive';

/** What the thread says: the share of a step (0…1), and once how it ended. */
export type BackupWord =
  | { readonly step: BackupStep; readonly share: number }
  | { readonly done: { readonly files: number; readonly bytes: number } }
  | { readonly missingBytes: number }
  | { readonly failed: { readonly message: string; readonly code: string | null } };

const say = (word: BackupWord): void => parentPort!.postMessage(word);

async function run({ staging, database, target, about, keepFreeBytes }: BackupWork): Promise<void> {
  say({ step: 'operations', share: 0 });
  mkdirSync(dirname(database.to), { recursive: true, mode: 0o700 });
  copyDatabase(database.from, database.to);
  say({ step: 'operations', share: 1 });
  const paths = stagedPaths(staging);
  const files = await digestAll(staging, paths, (share) => say({ step: 'checksums', share }));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const missingBytes = bytes + keepFreeBytes - freeBytes(target);
  if (missingBytes > 0) return say({ missingBytes });
  const manifest = { formatVersion: archiveVersion, ...about, files } as const;
  await writeArchive(target, staging, manifest, (share) => say({ step: 'archive', share }));
  say({ done: { files: files.length, bytes } });
}

await run(workerData as BackupWork).catch((error: NodeJS.ErrnoException) => {
  const isFull = /disk is full/.test(error.message);
  say({ failed: { message: error.message, code: isFull ? 'ENOSPC' : (error.code ?? null) } });
});
