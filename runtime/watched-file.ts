// Tells when files that people edit have changed. Asks again and again instead of waiting for the system's word, which
// network file systems do not give and editors that write a new file in the old one's place lose.
import { statSync } from 'node:fs';
import type { Clock } from './clock.ts';

const lookEveryMs = 1_000;

/**
 * Calls once a change has stood for one look, so that half a file is not read. A file that is away is no change: an editor
 * may be about to put the new one in its place. Returns the way to stop.
 */
export function watchFiles(paths: readonly string[], clock: Clock, onChange: () => void): () => void {
  let known = paths.map(stateOf);
  let before = known;
  return clock.every(lookEveryMs, () => {
    const now = paths.map((path, i) => stateOf(path) ?? known[i]!);
    const isSettled = now.every((state, i) => state === before[i]);
    before = now;
    if (!isSettled || now.every((state, i) => state === known[i])) return;
    known = now;
    onChange();
  });
}

/** Null where there is no such file now. */
function stateOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found ? `${found.ino} ${found.size} ${found.mtimeNs}` : null;
}
