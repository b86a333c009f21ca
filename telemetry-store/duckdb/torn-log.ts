// A power cut may leave zeros or old bytes where DuckDB's log was being written: room that the file system gave and never
// filled. DuckDB passes over an entry that is cut short and refuses one whose checksum is wrong, which is the same accident.
//   log = version entry, then entries: size(u64) checksum(u64) content; a transaction ends with a flush entry
import { closeSync, fsyncSync, openSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';

const headBytes = 16;
/** How the flush entry is serialised (WAL_FLUSH is 100). */
const flush = Buffer.from('640064ffff', 'hex');
/** Commits are synced one by one: more whole ones behind a bad entry, and it was on the disk and has gone bad there. */
const mostUnsynced = 1;

/** Where the content of the bad entry begins, by DuckDB's words; null where it complains of something else. */
export function badEntryOf(message: string): number | null {
  const found = /Corrupt WAL file: entry at byte position (\d+)/.exec(message);
  return found ? Number(found[1]) : null;
}

/**
 * Cuts the log off at the bad entry if only a commit that was never synced can be behind it, and keeps what it cuts off in
 * `path`.torn. False where commits would be lost that were; then nothing has changed.
 */
export function cutTornLog(path: string, contentAt: number): boolean {
  const log = readFileSync(path);
  const start = contentAt - headBytes;
  if (start < 0 || start >= log.length || flushesAfter(log, start) > mostUnsynced) return false;
  writeFileSync(`${path}.torn`, log.subarray(start));
  truncateSync(path, start);
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return true;
}

/** Transactions that end behind `start`, as far as sizes lead from entry to entry. */
function flushesAfter(log: Buffer, start: number): number {
  let count = 0;
  for (let at = start; at + headBytes <= log.length; ) {
    const size = log.readBigUInt64LE(at);
    if (size === 0n || size > BigInt(log.length - at - headBytes)) break;
    const end = at + headBytes + Number(size);
    if (log.subarray(at + headBytes, end).equals(flush)) count++;
    at = end;
  }
  return count;
}
