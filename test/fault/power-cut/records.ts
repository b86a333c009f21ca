// Reads the journal of journal.c: every change of a folder in the order in which it was done.

export type JournalRecord =
  | { readonly kind: 'opened' | 'created'; readonly inode: number; readonly path: string }
  | { readonly kind: 'written'; readonly inode: number; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'cut'; readonly inode: number; readonly length: number }
  | { readonly kind: 'zeroed'; readonly inode: number; readonly offset: number; readonly length: number }
  | { readonly kind: 'sync-begun' | 'synced'; readonly inode: number; readonly ticket: bigint }
  | { readonly kind: 'renamed' | 'linked'; readonly from: string; readonly to: string }
  | { readonly kind: 'removed' | 'folder'; readonly path: string };

const kinds = [
  'opened',
  'created',
  'written',
  'cut',
  'zeroed',
  'sync-begun',
  'synced',
  'renamed',
  'removed',
  'folder',
  'linked',
  'unknown',
] as const;
const headBytes = 40;

/** Throws where the journal holds what no replay can follow. A record that a kill cut short is the end. */
export function* readJournal(journal: Buffer): Generator<JournalRecord> {
  let at = 0;
  while (at + headBytes <= journal.length) {
    const end = at + journal.readUInt32LE(at);
    if (end > journal.length) return;
    yield recordAt(journal, at, end);
    at = end;
  }
}

function recordAt(journal: Buffer, at: number, end: number): JournalRecord {
  const kind = kinds[journal.readUInt32LE(at + 4) - 1] ?? 'unknown';
  const inode = Number(journal.readBigUInt64LE(at + 8));
  const a = journal.readBigUInt64LE(at + 16);
  const length = Number(journal.readBigUInt64LE(at + 24));
  const middle = at + headBytes + journal.readUInt32LE(at + 32);
  const path = (): string => journal.toString('utf8', at + headBytes, middle);
  switch (kind) {
    case 'opened':
    case 'created':
      return { kind, inode, path: path() };
    case 'written':
      return { kind, inode, offset: Number(a), bytes: journal.subarray(at + headBytes, middle) };
    case 'cut':
      return { kind, inode, length: Number(a) };
    case 'zeroed':
      return { kind, inode, offset: Number(a), length };
    case 'sync-begun':
    case 'synced':
      return { kind, inode, ticket: a };
    case 'renamed':
    case 'linked':
      return { kind, from: path(), to: journal.toString('utf8', middle, end) };
    case 'removed':
    case 'folder':
      return { kind, path: path() };
    case 'unknown':
      throw new Error(`the journal holds what cannot be replayed: ${path()}`);
  }
}
