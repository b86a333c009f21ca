// Reads an archive and holds it to its manifest, entry by entry; what becomes of the files is the caller's part.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { ArchiveDamage } from './archive-damage.ts';
import {
  type ArchivedFile,
  anyManifestSchema,
  archiveVersion,
  type Manifest,
  manifestName,
  manifestSchema,
  mostManifestBytes,
  totalBytes,
} from './archive-form.ts';
import { TarReader } from './tar-reader.ts';
import { digested, type Share } from './write-archive.ts';

export interface ArchiveSink {
  /** Before any file; may throw to refuse. */
  begin(manifest: Manifest): Promise<void>;
  /** Called file by file; must read `content` wholly. Its digest is judged after. */
  file(file: ArchivedFile, content: AsyncIterable<Buffer>): Promise<void>;
}

/** Resolves once every byte was read and found right. Rejects with ArchiveDamage, or with the sink's own errors. */
export async function readArchive(path: string, sink: ArchiveSink, onShare: Share): Promise<Manifest> {
  const file = createReadStream(path);
  const plain = file.pipe(createZstdDecompress());
  file.once('error', (error) => plain.destroy(error));
  try {
    const tar = new TarReader(ofArchive(plain));
    const manifest = await readManifest(tar);
    await sink.begin(manifest);
    await readFiles(tar, manifest, sink, onShare);
    await tar.end();
    // The decompressor stops at the end of its frame and says nothing of what follows.
    if (plain.bytesWritten !== (await stat(path)).size) throw new ArchiveDamage('beyond');
    return manifest;
  } finally {
    file.destroy();
    plain.destroy();
  }
}

/** What zlib says of damage becomes our words; trouble of the disk passes as it is. */
async function* ofArchive(plain: Readable): AsyncGenerator<Buffer> {
  try {
    yield* plain as AsyncIterable<Buffer>;
  } catch (error) {
    const { code = '', syscall } = error as NodeJS.ErrnoException;
    if (syscall || !/^(ZSTD_|Z_)/.test(code)) throw error;
    throw new ArchiveDamage(code === 'Z_BUF_ERROR' ? 'cut-off' : 'compression');
  }
}

async function readManifest(tar: TarReader): Promise<Manifest> {
  const entry = await tar.entry();
  if (entry.name !== manifestName || entry.bytes > mostManifestBytes) throw new ArchiveDamage('not-ours');
  const parts: Buffer[] = [];
  for await (const part of tar.content(entry)) parts.push(part);
  const said = jsonOf(Buffer.concat(parts).toString('utf8'));
  const version = anyManifestSchema.safeParse(said).data?.formatVersion ?? 0;
  if (version > archiveVersion) throw new ArchiveDamage('newer');
  const manifest = manifestSchema.safeParse(said);
  if (!manifest.success) throw new ArchiveDamage('manifest', manifest.error.issues[0]?.path.join('.'));
  return manifest.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ArchiveDamage('manifest');
  }
}

async function readFiles(
  tar: TarReader,
  manifest: Manifest,
  sink: ArchiveSink,
  onShare: Share,
): Promise<void> {
  const total = totalBytes(manifest) || 1;
  let done = 0;
  const count = (bytes: number): void => {
    done += bytes;
    onShare(done / total);
  };
  for (const file of manifest.files) {
    const entry = await tar.entry();
    if (entry.name !== file.path || entry.bytes !== file.bytes) throw new ArchiveDamage('order', file.path);
    const hash = createHash('sha256');
    await sink.file(file, digested(tar.content(entry), hash, count));
    if (hash.digest('hex') !== file.sha256) throw new ArchiveDamage('digest', file.path);
  }
}
