// A supervised child process: started, watched, started again with back-off, ended with its parent.
// The child ends when its standard input closes, so no orphan outlives a parent killed with SIGKILL.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

const firstBackoffMs = 300;
const longestBackoffMs = 10_000;
const steadyAfterMs = 30_000;
const endGraceMs = 5_000;

/** Exit code by which a child says that starting it again is useless (bad settings, taken port). */
export const hopelessExitCode = 78;

/** Set for a child whose standard input is a pipe from its supervisor; a service's input may end at any time. */
const pipeVariable = 'CAMPUS_ENDS_WITH_PIPE';

export interface ChildOptions {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** Node's own flags, after those of this process. */
  readonly nodeFlags?: readonly string[];
  /** Over this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly log: Log;
  /** Each JSON line that the child prints on standard output. */
  onLine?(line: string): void;
  /** What the child writes on standard error. */
  onErrorOutput?(text: string): void;
  /** The child said that it is hopeless, with its last words. */
  onHopeless?(lastWords: string): void;
}

export class SupervisedChild {
  readonly #options: ChildOptions;
  #child: ChildProcess | null = null;
  #backoffMs = firstBackoffMs;
  #isEnding = false;
  #cancelRestart: (() => void) | null = null;
  #errorTail = '';

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    const { file, args, nodeFlags = [], env = {}, clock } = this.#options;
    const startedAt = clock.monotonic();
    this.#errorTail = '';
    const child = spawn(process.execPath, [...process.execArgv, ...nodeFlags, file, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env, [pipeVariable]: '1' },
    });
    this.#child = child;
    child.stdin!.on('error', () => {});
    this.#readLines(child);
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#errorTail = (this.#errorTail + text).slice(-4000);
      this.#options.onErrorOutput?.(text);
    });
    const { name, log } = this.#options;
    child.once('spawn', () => log.info({ child: name, pid: child.pid }, 'child started'));
    child.once('error', (error) => log.error({ child: name, error: error.message }, 'child cannot start'));
    child.once('close', (code, signal) => this.#closed(code, signal, clock.monotonic() - startedAt));
  }

  /** Asks the child to end, and kills it if it has not after a grace. Resolves when it is gone. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.#cancelRestart?.();
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.stdin!.end();
    const cancel = this.#options.clock.after(endGraceMs, () => child.kill('SIGKILL'));
    await gone;
    cancel();
  }

  #readLines(child: ChildProcess): void {
    let rest = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines) this.#options.onLine?.(line);
    });
  }

  #closed(code: number | null, signal: NodeJS.Signals | null, livedMs: number): void {
    if (this.#isEnding) return;
    const { name, clock, log } = this.#options;
    if (code === hopelessExitCode) {
      this.#options.onHopeless?.(this.#errorTail.trim());
      return;
    }
    if (livedMs > steadyAfterMs) this.#backoffMs = firstBackoffMs;
    log.warn({ child: name, code, signal, againInMs: this.#backoffMs }, 'child ended, starting it again');
    this.#cancelRestart = clock.after(this.#backoffMs, () => this.start());
    this.#backoffMs = Math.min(this.#backoffMs * 2, longestBackoffMs);
  }
}

/**
 * For the child's side: runs `end` once on SIGINT, SIGTERM or SIGHUP, when the launcher's channel closes, or,
 * under a supervisor, when its pipe closes; then exits.
 */
export function endWithParent(end: () => Promise<void>): void {
  let isEnding = false;
  const finish = async (): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    const forced = setTimeout(() => process.exit(1), endGraceMs);
    forced.unref();
    await end();
    process.exit(0);
  };
  if (process.env[pipeVariable] === '1') {
    process.stdin.on('end', finish).on('error', finish).resume();
  }
  if (process.connected) {
    process.on('disconnect', finish);
    process.channel?.unref();
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, finish);
}
