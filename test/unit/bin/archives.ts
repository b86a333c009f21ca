// Backups for tests: a staged folder, an archive of it, and archives of any other form, made with tar-stream.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { archiveVersion, type Manifest, manifestName } from '../../../bin/backup/archive-form.ts';
import { digestAll, stagedPaths, writeArchive } from '../../../bin/backup/write-archive.ts';

export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'campus-archive-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export type Files = Readonly<Record<string, string | Buffer>>;

export const someFiles: Files = {
  'hub/operations.sqlite': 'rows '.repeat(300),
  'hub/history/2026-09-01.parquet': Buffer.from(Array.from({ length: 1_000 }, (_, i) => (i * 31) % 251)),
  'hub/history/history.duckdb': '',
  'hub/secrets/gw-t1.secret': 'abc',
  'settings/settings.yaml': '{"version":1}',
};

export function put(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

export function contentsOf(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths.sort().map((path) => [path.slice(folder.length + 1), readFileSync(path).toString('base64')]),
  );
}

export function contentsOfFiles(files: Files): Record<string, string> {
  const entries = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([path, content]) => [path, Buffer.from(content).toString('base64')]),
  );
}

const about = {
  productVersion: '0.1.0',
  siteId: 'school',
  createdMs: 1_788_000_000_000,
  history: 'inside',
} as const;

/** A sound archive of these files. */
export async function archiveOf(files: Files = someFiles): Promise<string> {
  const folder = temporary();
  const [staged, target] = [join(folder, 'staged'), join(folder, 'sound.tar.zst')];
  put(staged, files);
  const digests = await digestAll(staged, stagedPaths(staged), () => {});
  const manifest = { formatVersion: archiveVersion, ...about, files: digests } as const;
  await writeArchive(target, staged, manifest, () => {});
  return target;
}

export function manifestOf(files: Files, more: Partial<Record<keyof Manifest, unknown>> = {}): object {
  const listed = Object.entries(files).map(([path, content]) => ({
    path,
    bytes: Buffer.byteLength(content),
    sha256: createHash('sha256').update(content).digest('hex'),
  }));
  return { formatVersion: archiveVersion, ...about, files: listed, ...more };
}

export interface RawEntry {
  readonly name: string;
  readonly content?: string | Buffer;
  /** The type flag of ustar; '0' is a plain file. */
  readonly type?: string;
  readonly link?: string;
  /** What the header says, where it is not the truth. */
  readonly saysBytes?: number;
}

/** An archive of any entries, written byte by byte, so that it can lie. */
export function rawArchive(
  manifest: object,
  entries: readonly RawEntry[],
  ending = Buffer.alloc(1024),
): string {
  const first = { name: manifestName, content: JSON.stringify(manifest) };
  const tar = Buffer.concat([...[first, ...entries].map(blocksOf), ending]);
  return compressed(tar);
}

export function compressed(tar: Buffer): string {
  const path = join(temporary(), 'hostile.tar.zst');
  const checked = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
  writeFileSync(path, zstdCompressSync(tar, checked));
  return path;
}

function blocksOf({ name, content = '', type = '0', link = '', saysBytes }: RawEntry): Buffer {
  const body = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(name, 0, 'latin1');
  header.write('0000600\0', 100);
  header.write(`${(saysBytes ?? body.length).toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(link, 157);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}
