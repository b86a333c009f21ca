// What a power cut leaves of a disk: all that is durable, and a random part of the rest.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '@campus/runtime';
import {
  applyName,
  type DiskModel,
  type DiskNode,
  type FileNode,
  type FolderNode,
  withEarlier,
} from './disk-model.ts';
import type { FileChange } from './file-bytes.ts';

/** A disk writes whole sectors; of a larger write any of them may be old. */
const sectorBytes = 512;
const tornShare = 0.3;
/** Shared memory of SQLite: rebuilt from the log at the next opening, never relied on. */
const notKept = /-shm$/;

/** How much of what was not synced a disk had written by itself: 0 nothing, 1 all, else that share of each kind. */
export type Luck = number;

/** A disk that was just idle, one that was slow, and all between. */
export function drawLuck(random: Random): Luck {
  const kind = random();
  if (kind < 0.3) return 0;
  return kind < 0.4 ? 1 : random();
}

/** Writes the disk into an empty folder as a cut leaves it. */
export function writeImage(model: DiskModel, folder: string, luck: Luck, random: Random): void {
  const chosen = withEarlier(model.pending, () => random() < luck);
  const views = new Map<FolderNode, Map<string, DiskNode>>();
  const viewOf = (node: FolderNode): Map<string, DiskNode> => {
    const view = views.get(node) ?? new Map(node.durable);
    views.set(node, view);
    return view;
  };
  for (const change of model.pending) {
    if (chosen.has(change)) for (const name of change.names) applyName(name, (of) => viewOf(of.folder));
  }
  writeFolder(model.root, folder);

  function writeFolder(node: FolderNode, path: string): void {
    mkdirSync(path, { recursive: true });
    for (const [name, child] of viewOf(node)) {
      const inner = join(path, name);
      if (child.kind === 'folder') writeFolder(child, inner);
      else if (!notKept.test(name)) writeFileSync(inner, contentOf(child, luck, random), { mode: 0o600 });
    }
  }
}

function contentOf({ durable, pending }: FileNode, luck: Luck, random: Random): Buffer {
  if (pending.length === 0) return durable.content();
  const bytes = durable.copy();
  for (const change of pending) {
    if (luck > 0 && luck < 1 && change.kind === 'write' && random() < tornShare) {
      for (const part of sectorsOf(change, () => random() < luck)) bytes.write(part.offset, part.bytes);
    } else if (random() < luck) bytes.apply(change);
  }
  return bytes.content();
}

function* sectorsOf(
  { offset, bytes }: Extract<FileChange, { kind: 'write' }>,
  isWritten: () => boolean,
): Generator<{ offset: number; bytes: Buffer }> {
  let at = 0;
  while (at < bytes.length) {
    const end = Math.min(bytes.length, at + sectorBytes - ((offset + at) % sectorBytes));
    if (isWritten()) yield { offset: offset + at, bytes: bytes.subarray(at, end) };
    at = end;
  }
}
