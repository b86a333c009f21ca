// A disk in memory that knows what was synced. A power cut keeps that, and of the rest whatever it likes: any subset of
// the writes, torn at any sector, and any subset of the names that were made, changed or removed.
import type { Disk, OpenFile } from '../../../edge-agent/outbox/disk.ts';

const sectorBytes = 512;

type Write = { readonly at: number; readonly bytes: Buffer } | { readonly length: number };

class Inode {
  seen: Buffer = Buffer.alloc(0);
  durable: Buffer = Buffer.alloc(0);
  pending: Write[] = [];

  apply(write: Write): void {
    this.seen = applied(this.seen, write);
    this.pending.push(write);
  }

  sync(): void {
    this.durable = Buffer.from(this.seen);
    this.pending = [];
  }

  /** What a power cut leaves. */
  afterCut(random: () => number): Inode {
    const inode = new Inode();
    let bytes: Buffer = Buffer.from(this.durable);
    for (const write of this.pending) {
      if ('length' in write) {
        if (random() < 0.5) bytes = applied(bytes, write);
        continue;
      }
      const keepsAll = random() < 0.3;
      for (let from = 0; from < write.bytes.length; from += sectorBytes) {
        if (!keepsAll && random() < 0.5) continue;
        const part = write.bytes.subarray(from, from + sectorBytes);
        bytes = applied(bytes, { at: write.at + from, bytes: part });
      }
    }
    inode.seen = bytes;
    inode.durable = Buffer.from(bytes);
    return inode;
  }
}

function applied(bytes: Buffer, write: Write): Buffer {
  if ('length' in write) return Buffer.concat([bytes.subarray(0, write.length)], write.length);
  const grown = Buffer.alloc(Math.max(bytes.length, write.at + write.bytes.length));
  bytes.copy(grown);
  write.bytes.copy(grown, write.at);
  return grown;
}

type NameChange = { readonly path: string; readonly from?: string; readonly inode: Inode | null };

export class PowerCutDisk implements Disk {
  readonly #random: () => number;
  #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  #changes: NameChange[] = [];
  /** The power goes at so many calls from now. */
  callsLeft = Number.POSITIVE_INFINITY;
  /** Called before each call; what it throws is the disk's error. */
  trouble: (call: string, path: string) => void = () => {};

  constructor(random: () => number) {
    this.#random = random;
  }

  get isOff(): boolean {
    return this.callsLeft <= 0;
  }

  /** The disk as it is found when the power is back. */
  afterCut(): PowerCutDisk {
    const names = new Map(this.#durableNames);
    for (const change of this.#changes) if (this.#random() < 0.5) renamed(names, change);
    const disk = new PowerCutDisk(this.#random);
    const inodes = new Map<Inode, Inode>();
    for (const [path, inode] of names) {
      const after = inodes.get(inode) ?? inode.afterCut(this.#random);
      inodes.set(inode, after);
      disk.#names.set(path, after);
      disk.#durableNames.set(path, after);
    }
    return disk;
  }

  /** The disk as a copy taken now would have it: all that was written, synced or not. */
  copy(): PowerCutDisk {
    const disk = new PowerCutDisk(this.#random);
    for (const [path, inode] of this.#names) {
      const copied = new Inode();
      copied.seen = Buffer.from(inode.seen);
      copied.sync();
      disk.#names.set(path, copied);
      disk.#durableNames.set(path, copied);
    }
    return disk;
  }

  paths(end = ''): string[] {
    return [...this.#names.keys()].filter((path) => path.endsWith(end)).sort();
  }

  bytesOf(path: string): Buffer {
    return this.#names.get(path)!.seen;
  }

  /** Changes a file behind the back of its owner, for good. */
  damage(path: string, change: (bytes: Buffer) => Buffer): void {
    const inode = this.#names.get(path)!;
    inode.seen = change(Buffer.from(inode.seen));
    inode.sync();
  }

  put(path: string, bytes: Buffer): void {
    const inode = new Inode();
    inode.seen = bytes;
    inode.sync();
    this.#names.set(path, inode);
    this.#durableNames.set(path, inode);
  }

  async makeFolder(path: string): Promise<void> {
    this.#call('makeFolder', path);
  }

  async list(folder: string): Promise<string[]> {
    this.#call('list', folder);
    const inside = this.paths().filter((path) => path.startsWith(`${folder}/`));
    return inside.map((path) => path.slice(folder.length + 1));
  }

  async open(path: string, how: 'create' | 'replace' | 'write' | 'read'): Promise<OpenFile> {
    this.#call('open', path);
    let inode = this.#names.get(path);
    if (how === 'create' && inode) throw failed('EEXIST', path);
    if ((how === 'write' || how === 'read') && !inode) throw failed('ENOENT', path);
    if (!inode) {
      inode = new Inode();
      this.#change({ path, inode });
    }
    if (how === 'replace') inode.apply({ length: 0 });
    return this.#file(path, inode);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#call('rename', to);
    this.#change({ path: to, from, inode: this.#names.get(from) ?? null });
  }

  async remove(path: string): Promise<void> {
    this.#call('remove', path);
    this.#change({ path, inode: null });
  }

  async syncFolder(folder: string): Promise<void> {
    this.#call('syncFolder', folder);
    const isInside = ({ path }: NameChange): boolean => path.startsWith(`${folder}/`);
    for (const change of this.#changes.filter(isInside)) renamed(this.#durableNames, change);
    this.#changes = this.#changes.filter((change) => !isInside(change));
  }

  #file(path: string, inode: Inode): OpenFile {
    return {
      write: async (bytes, position) => {
        const write = { at: position, bytes: Buffer.from(bytes) };
        try {
          this.#call('write', path);
        } catch (error) {
          // what fails may have been done in part
          if (this.#random() < 0.5) inode.apply(write);
          throw error;
        }
        inode.apply(write);
      },
      read: async (into, position) => {
        this.#call('read', path);
        // a file that is shorter has nothing there
        if (position >= inode.seen.length) return 0;
        return inode.seen.copy(into, 0, position, position + into.length);
      },
      size: async () => inode.seen.length,
      truncate: async (length) => {
        this.#call('truncate', path);
        inode.apply({ length });
      },
      sync: async () => {
        this.#call('sync', path);
        inode.sync();
      },
      close: async () => {},
    };
  }

  #change(change: NameChange): void {
    renamed(this.#names, change);
    this.#changes.push(change);
  }

  #call(call: string, path: string): void {
    this.callsLeft--;
    if (this.callsLeft <= 0) throw failed('EPOWER', path);
    this.trouble(call, path);
  }
}

function renamed(names: Map<string, Inode>, { path, from, inode }: NameChange): void {
  if (from !== undefined) names.delete(from);
  if (inode) names.set(path, inode);
  else names.delete(path);
}

export function failed(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
