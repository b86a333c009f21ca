// Writes an archive from a folder of staged files: digests first, for the manifest, then the files behind it.
import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { constants, createZstdCompress, type ZstdCompress } from 'node:zlib';
import { type Pack, pack } from 'tar-stream';
import {
  type ArchivedFile,
  type Manifest,
  manifestName,
  manifestSchema,
  totalBytes,
} from './archive-form.ts';

/** Most of an archive is Parquet, which is compressed already: a higher level costs time and gains nothing. */
const compression = {
  params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
};
const readBytes = 256 * 1024;

export type Share = (share: number) => void;

/** Every file below `folder`, by path with `/`, sorted. */
export function stagedPaths(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

/** Reads each file once. `onShare` is told 0…1. */
export async function digestAll(
  folder: string,
  paths: readonly string[],
  onShare: Share,
): Promise<ArchivedFile[]> {
  const sizes = paths.map((path) => statSync(join(folder, path)).size);
  const count = counter(
    sizes.reduce((sum, size) => sum + size, 0),
    onShare,
  );
  const files: ArchivedFile[] = [];
  for (const path of paths) files.push({ path, ...(await digestOf(join(folder, path), count)) });
  return files;
}

async function digestOf(file: string, count: (bytes: number) => void): Promise<Omit<ArchivedFile, 'path'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of createReadStream(file, { highWaterMark: readBytes }) as AsyncIterable<Buffer>) {
    hash.update(part);
    bytes += part.length;
    count(part.length);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Writes and syncs `target`, which must not be there. Throws where a staged file is not what its digest says. */
export async function writeArchive(
  target: string,
  folder: string,
  manifest: Manifest,
  onShare: Share,
): Promise<void> {
  manifestSchema.parse(manifest);
  const file = await open(target, 'wx', 0o600);
  try {
    const tar = pack({ highWaterMark: readBytes });
    const zstd = createZstdCompress(compression);
    const written = pipeline(partsOf(tar, zstd), zstd, intoFile(file));
    const filled = fill(tar, folder, manifest, onShare).catch((error: Error) => {
      tar.destroy(error);
      throw error;
    });
    await Promise.all([written, filled]);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Ends only when the last part is through: else Node closes the compressed frame twice. */
async function* partsOf(tar: Pack, zstd: ZstdCompress): AsyncGenerator<Buffer> {
  yield* tar as AsyncIterable<Buffer>;
  while (zstd.writableLength > 0 && !zstd.destroyed) await setTimeout(1);
}

function intoFile(file: FileHandle): (parts: AsyncIterable<Buffer>) => Promise<void> {
  return async (parts) => {
    for await (const part of parts) await file.writeFile(part);
  };
}

async function fill(tar: Pack, folder: string, manifest: Manifest, onShare: Share): Promise<void> {
  const mtime = new Date(manifest.createdMs);
  const text = Buffer.from(JSON.stringify(manifest));
  await put(tar, { name: manifestName, size: text.length, mtime }, [text]);
  const count = counter(totalBytes(manifest), onShare);
  for (const { path: name, bytes: size, sha256 } of manifest.files) {
    const hash = createHash('sha256');
    const content = createReadStream(join(folder, name), { highWaterMark: readBytes });
    await put(tar, { name, size, mtime }, digested(content, hash, count));
    if (hash.digest('hex') !== sha256) throw new Error(`${name} changed while it was being backed up`);
  }
  tar.finalize();
}

async function put(
  tar: Pack,
  header: { name: string; size: number; mtime: Date },
  content: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<void> {
  const written = Promise.withResolvers<void>();
  const sink = tar.entry({ ...header, mode: 0o600, type: 'file' }, (error) =>
    error ? written.reject(error) : written.resolve(),
  );
  for await (const part of content) if (!sink.write(part)) await once(sink, 'drain');
  sink.end(undefined);
  await written.promise;
}

/** Passes the content on, and its digest and count beside it. */
export async function* digested(
  content: AsyncIterable<Buffer>,
  hash: Hash,
  count: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  for await (const part of content) {
    hash.update(part);
    count(part.length);
    yield part;
  }
}

/** Tells the share of `total` after each part. */
function counter(total: number, onShare: Share): (bytes: number) => void {
  let done = 0;
  return (bytes) => {
    done += bytes;
    onShare(total === 0 ? 1 : Math.min(1, done / total));
  };
}
