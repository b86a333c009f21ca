// The file of lines that the server refused for good: line protocol with a comment above each, for a person to read, to
// mend, and to write again. Appended and synced before the spool lets go of them.
import { closeSync, fsyncSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A server that refuses this much is out of order, not its samples: the rest then waits in the spool. */
const mostBytes = 64_000_000;

export function setAsidePath(folder: string): string {
  return join(folder, 'set-aside.lp');
}

export interface Refused {
  readonly line: string;
  /** The server's own words. */
  readonly why: string;
}

/** Throws where the disk or the file is full. */
export function setAside(folder: string, refused: readonly Refused[], nowMs: number): void {
  if (refused.length === 0) return;
  const path = setAsidePath(folder);
  mkdirSync(folder, { recursive: true });
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > mostBytes)
    throw new Error(
      `${path} is full: the server refuses too much. Mend the server, then move the file away.`,
    );
  const at = new Date(nowMs).toISOString();
  const text = refused.map(({ line, why }) => `# ${at} ${why.replace(/\s+/g, ' ').slice(0, 500)}\n${line}\n`);
  const file = openSync(path, 'a', 0o600);
  try {
    writeSync(file, text.join(''));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
