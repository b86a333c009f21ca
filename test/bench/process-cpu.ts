// What a process took: CPU seconds of all its threads, and the memory that is its own.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
/** Places in /proc/«pid»/stat after the name (proc(5): utime is field 14, stime 15; the name is field 2). */
const userField = 14 - 3;
const systemField = 15 - 3;

/** CPU seconds, user and system, of all threads a process has or had. */
export function cpuSeconds(...pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuOf(pid), 0);
}

function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[userField]) + Number(fields[systemField])) / ticksPerSecond;
}

export interface Resident {
  readonly bytes: number;
  /** Of these, mapped from files: Node itself and native libraries, which processes of one machine share. */
  readonly ofFiles: number;
}

export function residentOf(pid: number): Resident {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)![1]) * 1024;
  return { bytes: bytes('VmRSS'), ofFiles: bytes('RssFile') };
}

const quietShare = 0.05;
const quietWindowMs = 2_000;

/** Waits until a process takes less than a twentieth of a core for two seconds: what it does in the background is done. */
export async function untilIdle(pid: number, deadlineMs: number): Promise<void> {
  const end = performance.now() + deadlineMs;
  for (let before = cpuSeconds(pid); performance.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, quietWindowMs));
    const now = cpuSeconds(pid);
    if (now - before < (quietShare * quietWindowMs) / 1000) return;
    before = now;
  }
  throw new Error(`process ${pid} was not idle within ${deadlineMs} ms`);
}
