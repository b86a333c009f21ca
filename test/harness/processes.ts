// The processes of a running campus by name, read from the log of `campus up`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface StartedLine {
  readonly child?: string;
  readonly pid?: number;
  readonly msg?: string;
}

/** The last pid that `up` started for a child (`hub`, `simulators`, `agent gw-t1`). */
export function pidOf(data: string, child: string): number {
  const lines = readFileSync(join(data, 'logs/up.log'), 'utf8').trim().split('\n');
  const started = lines
    .map((line) => JSON.parse(line) as StartedLine)
    .filter((line) => line.msg === 'child started' && line.child === child);
  const pid = started.at(-1)?.pid;
  if (!pid) throw new Error(`${child} was never started`);
  return pid;
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
