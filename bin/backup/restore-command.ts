// `campus restore`: verifies a backup wholly in a folder beside the target, then moves it into place in one step.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { abortOnSignals } from '../abort-on-signals.ts';
import { inMegabytes } from '../disk-calls.ts';
import { CommandFailure, exitCodes } from '../words.ts';
import { ArchiveDamage } from './archive-damage.ts';
import { type Manifest, totalBytes } from './archive-form.ts';
import { BackupProgress } from './backup-progress.ts';
import { readArchive } from './read-archive.ts';
import { beginUnpacking, checkTarget } from './unpack.ts';

export interface RestoreRun {
  readonly file: string;
  /** The data folder to be; null to verify the backup and restore nothing. */
  readonly target: string | null;
  readonly isJson: boolean;
}

export async function runRestore({ file, target, isJson }: RestoreRun): Promise<void> {
  const progress = new BackupProgress(isJson);
  const path = resolve(file);
  checkFile(path);
  const signal = abortOnSignals();
  try {
    if (target === null) sayVerified(progress, await verify(path, progress, signal));
    else sayRestored(progress, target, await restore(path, target, progress, signal));
  } catch (error) {
    throw whyNotRestored(error as Error, path);
  }
}

async function verify(path: string, progress: BackupProgress, signal: AbortSignal): Promise<Manifest> {
  const sink = {
    async begin() {},
    async file(_: unknown, content: AsyncIterable<Buffer>) {
      for await (const _part of content) signal.throwIfAborted();
    },
  };
  return readArchive(path, sink, (share) => progress.tell({ step: 'verify', share }));
}

async function restore(
  path: string,
  target: string,
  progress: BackupProgress,
  signal: AbortSignal,
): Promise<Manifest> {
  checkTarget(target);
  const unpacking = beginUnpacking(target, signal);
  try {
    const manifest = await readArchive(path, unpacking.sink, (share) =>
      progress.tell({ step: 'unpack', share }),
    );
    unpacking.place();
    return manifest;
  } finally {
    unpacking.end();
  }
}

function checkFile(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return;
  throw new CommandFailure(
    { zh: `没有备份文件 ${path}。请检查路径。`, en: `There is no backup file ${path}. Check its path.` },
    exitCodes.hopeless,
  );
}

/** What is wrong with the archive or the disk in one sentence; anything else passes as the fault it is. */
function whyNotRestored(error: Error, path: string): Error {
  if (error instanceof ArchiveDamage) {
    const { zh, en } = error.text;
    return new CommandFailure(
      {
        zh: `备份 ${path} 不能恢复：${zh}。没有改动任何数据。请换用另一份备份。`,
        en: `The backup ${path} cannot be restored: ${en}. Nothing was changed. Use another backup.`,
      },
      exitCodes.hopeless,
    );
  }
  if (error.name === 'AbortError') {
    return new CommandFailure({
      zh: '恢复已中断，没有改动任何数据。',
      en: 'The restore was broken off; nothing was changed.',
    });
  }
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof CommandFailure || !code) return error;
  return new CommandFailure({
    zh: `恢复未能完成（${error.message}）。没有改动任何数据。请检查磁盘与权限后重试。`,
    en: `The restore could not be done (${error.message}). Nothing was changed. Check the disk and its rights, then try again.`,
  });
}

function sayVerified(progress: BackupProgress, manifest: Manifest): void {
  const { files, size, made } = figuresOf(manifest);
  progress.done(
    {
      zh: `备份完好：${made} 制作，${files} 个文件，${size}。`,
      en: `The backup is sound: made ${made}, ${files} files, ${size}.`,
    },
    { files, bytes: totalBytes(manifest), createdMs: manifest.createdMs, siteId: manifest.siteId },
  );
}

function sayRestored(progress: BackupProgress, target: string, manifest: Manifest): void {
  const { files, size, made } = figuresOf(manifest);
  const start = `campus hub --settings ${target}/settings/settings.yaml`;
  progress.done(
    {
      zh: `已恢复 ${made} 的备份到 ${target}（${files} 个文件，${size}）。启动：${start}`,
      en: `The backup of ${made} is in ${target} (${files} files, ${size}). Start it: ${start}`,
    },
    { target, files, bytes: totalBytes(manifest), createdMs: manifest.createdMs, siteId: manifest.siteId },
  );
}

function figuresOf(manifest: Manifest): { files: number; size: string; made: string } {
  return {
    files: manifest.files.length,
    size: inMegabytes(totalBytes(manifest)),
    made: new Date(manifest.createdMs).toISOString().slice(0, 16).replace('T', ' ').concat(' UTC'),
  };
}
