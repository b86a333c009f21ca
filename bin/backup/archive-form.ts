// What a backup is: a tar compressed by zstd. Its first entry, the manifest, names every other one in the order they come.
import { z } from 'zod';

/** The form that this program writes; it reads this one and older ones. */
export const archiveVersion = 1;
export const manifestName = 'manifest.json';
/** Ends every name of a backup. */
export const archiveEnding = '.tar.zst';

/** Some files a day of history for decades. */
const mostFiles = 100_000;
/** About 150 bytes a file. */
export const mostManifestBytes = 20_000_000;
/** Fits the header of a tar without extensions, so that one entry has one name. */
const longestPath = 100;

const name = '[A-Za-z0-9][A-Za-z0-9._=+-]*';
/** Nothing else is put into a data folder: no lock, no socket, no absolute path, no way up. */
const knownPath = new RegExp(
  `^(hub/operations\\.sqlite|hub/demo-history\\.json|hub/(history|spool)/(${name}/)*${name}|hub/secrets/${name}\\.secret|settings/${name}\\.(yaml|secret))$`,
);

const fileSchema = z.strictObject({
  path: z.string().max(longestPath).regex(knownPath),
  bytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ArchivedFile = z.infer<typeof fileSchema>;

export const manifestSchema = z.strictObject({
  formatVersion: z.literal(archiveVersion),
  productVersion: z.string().max(40),
  siteId: z.string().max(100),
  createdMs: z.number().int().min(0),
  /** The history as it is kept; an outside server's is backed up there. */
  history: z.enum(['inside', 'outside']),
  files: z.array(fileSchema).min(1).max(mostFiles).refine(hasPlaceForEach),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Only this much is read of a manifest of another version. */
export const anyManifestSchema = z.object({ formatVersion: z.number().int() });

/** No path twice (nor where capitals are not told apart), none inside another. */
function hasPlaceForEach(files: readonly ArchivedFile[]): boolean {
  const paths = new Set(files.map(({ path }) => path.toLowerCase()));
  const isInside = (path: string): boolean =>
    path.split('/').some((_, depth, parts) => depth > 0 && paths.has(parts.slice(0, depth).join('/')));
  return paths.size === files.length && ![...paths].some(isInside);
}

export function totalBytes({ files }: Pick<Manifest, 'files'>): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
