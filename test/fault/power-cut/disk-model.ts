// A disk with a cache that forgets: replays a journal and knows what of it a power cut cannot take away.
//
// What it holds the system to: data is durable once its file was synced. A name (made, renamed, removed) is durable once
// its folder was synced; a sync of a file makes its own name and its new folders durable too, as ext4, XFS and Btrfs do.
// Everything else may or may not be there, in any combination, but for two changes of one name, which keep their order.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileBytes, type FileChange } from './file-bytes.ts';
import { type JournalRecord, readJournal } from './records.ts';

export interface FileNode {
  readonly kind: 'file';
  readonly durable: FileBytes;
  pending: FileChange[];
}

export interface FolderNode {
  readonly kind: 'folder';
  /** As the processes see it. */
  readonly live: Map<string, DiskNode>;
  readonly durable: Map<string, DiskNode>;
}

export type DiskNode = FileNode | FolderNode;

interface NameChange {
  readonly folder: FolderNode;
  readonly name: string;
  /** Null: the name is gone. */
  readonly node: DiskNode | null;
}

/** What happens to names in one step: a rename takes one away and puts the other. */
export interface EntryChange {
  readonly order: number;
  readonly names: readonly NameChange[];
}

export class DiskModel {
  readonly root: FolderNode;
  /** Changes of names that no sync has made durable, in their order. */
  pending: EntryChange[] = [];
  readonly #inodes = new Map<number, DiskNode>();
  readonly #parents = new Map<DiskNode, FolderNode>();
  readonly #tickets = new Map<bigint, number>();
  #order = 0;

  /** The folder as it is now: all of it durable. */
  constructor(folder: string) {
    this.root = this.#readFolder(folder);
  }

  replay(journal: Buffer): void {
    for (const record of readJournal(journal)) {
      this.#order++;
      this.#apply(record);
    }
  }

  #apply(record: JournalRecord): void {
    if (record.kind === 'created') this.#created(record.path, record.inode);
    else if (record.kind === 'opened') this.#inodes.set(record.inode, this.#find(record.path));
    else if (record.kind === 'sync-begun') this.#tickets.set(record.ticket, this.#order);
    else if (record.kind === 'synced') this.#synced(record.inode, this.#tickets.get(record.ticket) ?? 0);
    else if (record.kind === 'folder')
      this.#put(record.path, { kind: 'folder', live: new Map(), durable: new Map() });
    else if (record.kind === 'renamed') this.#renamed(record.from, record.to);
    else if (record.kind === 'linked') this.#put(record.to, this.#find(record.from));
    else if (record.kind === 'removed') this.#change([{ ...this.#place(record.path), node: null }]);
    else if (record.kind === 'written' || record.kind === 'cut' || record.kind === 'zeroed')
      this.#changed(record);
  }

  #created(path: string, inode: number): void {
    const node: FileNode = { kind: 'file', durable: new FileBytes(), pending: [] };
    this.#inodes.set(inode, node);
    this.#put(path, node);
  }

  #changed(record: Extract<JournalRecord, { kind: 'written' | 'cut' | 'zeroed' }>): void {
    const node = this.#inodes.get(record.inode);
    if (node?.kind !== 'file')
      throw new Error(`the journal writes to inode ${record.inode}, which nobody opened`);
    const order = this.#order;
    if (record.kind === 'written') {
      node.pending.push({ kind: 'write', order, offset: record.offset, bytes: record.bytes });
    } else if (record.kind === 'cut') node.pending.push({ kind: 'cut', order, length: record.length });
    else node.pending.push({ kind: 'zero', order, offset: record.offset, length: record.length });
  }

  #renamed(from: string, to: string): void {
    const node = this.#find(from);
    this.#change([
      { ...this.#place(from), node: null },
      { ...this.#place(to), node },
    ]);
  }

  #put(path: string, node: DiskNode): void {
    this.#change([{ ...this.#place(path), node }]);
  }

  #change(names: readonly NameChange[]): void {
    this.pending.push({ order: this.#order, names });
    for (const { folder, name, node } of names) {
      if (node === null) folder.live.delete(name);
      else {
        folder.live.set(name, node);
        this.#parents.set(node, folder);
      }
    }
  }

  #synced(inode: number, before: number): void {
    const node = this.#inodes.get(inode);
    if (!node) throw new Error(`the journal syncs inode ${inode}, which nobody opened`);
    if (node.kind === 'file') {
      for (const change of node.pending) if (change.order < before) node.durable.apply(change);
      node.pending = node.pending.filter(({ order }) => order >= before);
    }
    const own = [node, ...this.#foldersAbove(node)];
    this.#settle(
      ({ order, names }) =>
        order < before &&
        names.some((change) => change.folder === node || (change.node !== null && own.includes(change.node))),
    );
  }

  /** Makes changes of names durable, and with them all earlier ones of the same names. */
  #settle(isDurable: (change: EntryChange) => boolean): void {
    const durable = withEarlier(this.pending, isDurable);
    if (durable.size === 0) return;
    for (const change of this.pending) {
      if (durable.has(change))
        for (const name of change.names) applyName(name, ({ folder }) => folder.durable);
    }
    this.pending = this.pending.filter((change) => !durable.has(change));
  }

  #foldersAbove(node: DiskNode): FolderNode[] {
    const folders: FolderNode[] = [];
    for (let folder = this.#parents.get(node); folder; folder = this.#parents.get(folder))
      folders.push(folder);
    return folders;
  }

  #place(path: string): { folder: FolderNode; name: string } {
    const at = path.lastIndexOf('/');
    const folder = this.#find(path.slice(0, at));
    if (folder.kind !== 'folder') throw new Error(`${path}: its parent is a file`);
    return { folder, name: path.slice(at + 1) };
  }

  #find(path: string): DiskNode {
    let node: DiskNode = this.root;
    for (const name of path.split('/').filter((part) => part !== '')) {
      const next: DiskNode | undefined = node.kind === 'folder' ? node.live.get(name) : undefined;
      if (!next) throw new Error(`the journal speaks of ${path}, which is not there`);
      node = next;
    }
    return node;
  }

  #readFolder(path: string): FolderNode {
    const node: FolderNode = { kind: 'folder', live: new Map(), durable: new Map() };
    for (const name of readdirSync(path)) {
      const child = join(path, name);
      const inner: DiskNode = lstatSync(child).isDirectory()
        ? this.#readFolder(child)
        : { kind: 'file', durable: new FileBytes(readFileSync(child)), pending: [] };
      node.live.set(name, inner);
      node.durable.set(name, inner);
      this.#parents.set(inner, node);
    }
    return node;
  }
}

/** The changes that are chosen, and all earlier ones of the names they touch. */
export function withEarlier(
  changes: readonly EntryChange[],
  isChosen: (change: EntryChange) => boolean,
): Set<EntryChange> {
  const chosen = new Set<EntryChange>();
  const touched = new Map<FolderNode, Set<string>>();
  for (const change of changes.toReversed()) {
    const isTouched = change.names.some(({ folder, name }) => touched.get(folder)?.has(name));
    if (!isTouched && !isChosen(change)) continue;
    chosen.add(change);
    for (const { folder, name } of change.names) {
      const names = touched.get(folder) ?? new Set<string>();
      touched.set(folder, names.add(name));
    }
  }
  return chosen;
}

/** Puts a name into the map of its folder that is asked for. */
export function applyName(change: NameChange, mapOf: (change: NameChange) => Map<string, DiskNode>): void {
  if (change.node === null) mapOf(change).delete(change.name);
  else mapOf(change).set(change.name, change.node);
}
