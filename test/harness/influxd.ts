// Debian's influxd as a real process with a configuration, a folder and free ports of its own; ended by its pid.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Why tests that need influxd are skipped; null where it is there, or where nothing may be skipped. */
export const influxdMissing: string | null = (() => {
  if (process.env.CAMPUS_NOTHING_SKIPPED === '1') return null;
  try {
    execFileSync('influxd', ['version'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'influxd is not installed (apt-get install influxdb)';
  }
})();

const startWithinMs = 30_000;

/** Kind, length (16,384 bytes), and the first three of them. */
const tornEntry = Buffer.from([1, 0, 0, 0x40, 0, 97, 98, 99]);

export interface InfluxdOptions {
  /** Lines of the [http] section, such as `max-body-size = 1000`. */
  readonly http?: readonly string[];
  /** Lines of the [data] section, such as `compact-full-write-cold-duration = "10s"`. */
  readonly data?: readonly string[];
  /** The whole environment's `GOMAXPROCS`, for benches. */
  readonly maxProcs?: number;
}

export class Influxd {
  readonly folder: string;
  readonly port: number;
  readonly #rpcPort: number;
  readonly #options: InfluxdOptions;
  #child: ChildProcess | null = null;

  private constructor(folder: string, ports: readonly [number, number], options: InfluxdOptions) {
    this.folder = folder;
    [this.port, this.#rpcPort] = ports;
    this.#options = options;
  }

  static async start(options: InfluxdOptions = {}): Promise<Influxd> {
    const folder = mkdtempSync(join(tmpdir(), 'campus-influxd-'));
    const influxd = new Influxd(folder, [await freePort(), await freePort()], options);
    await influxd.start();
    return influxd;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#child!.pid!;
  }

  /** Starts it again in the same folder and on the same port. */
  async start(): Promise<void> {
    const config = join(this.folder, 'influxdb.conf');
    writeFileSync(config, this.#config());
    const log = openSync(join(this.folder, 'influxd.log'), 'a');
    const { maxProcs } = this.#options;
    const env = { ...process.env, ...(maxProcs ? { GOMAXPROCS: String(maxProcs) } : {}) };
    const child = spawn('influxd', ['-config', config], { stdio: ['ignore', log, log], env });
    this.#child = child;
    // A test process that is ended half way leaves no server behind.
    const endWithUs = (): void => void child.kill('SIGKILL');
    process.once('exit', endWithUs);
    child.once('exit', () => process.off('exit', endWithUs));
    const deadline = Date.now() + startWithinMs;
    while (!(await this.#answers())) {
      if (child.exitCode !== null || Date.now() > deadline)
        throw new Error(
          `influxd did not start:\n${readFileSync(join(this.folder, 'influxd.log'), 'utf8').slice(-2_000)}`,
        );
      await sleep(50);
    }
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  /** Ends it and removes its folder. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /**
   * Leaves at the end of each log of the database what a write leaves that a kill broke off: an entry whose body is not
   * there. To be called while it does not run.
   */
  tearLogs(database: string): void {
    const logs = join(this.folder, 'wal', database, 'autogen');
    for (const shard of readdirSync(logs)) {
      const last = readdirSync(join(logs, shard)).toSorted().at(-1);
      if (last) appendFileSync(join(logs, shard, last), tornEntry);
    }
  }

  /** The series of an InfluxQL statement's first result. */
  async query(database: string, influxQl: string): Promise<{ columns: string[]; values: unknown[][] }[]> {
    const body = new URLSearchParams({ db: database, q: influxQl });
    const answer = await fetch(`${this.url}/query`, { method: 'POST', body });
    const { results, error } = (await answer.json()) as {
      error?: string;
      results?: { error?: string; series?: { columns: string[]; values: unknown[][] }[] }[];
    };
    const wrong = error ?? results?.[0]?.error;
    if (wrong) throw new Error(wrong);
    return results?.[0]?.series ?? [];
  }

  async #answers(): Promise<boolean> {
    return fetch(`${this.url}/ping`).then(
      ({ status }) => status === 204,
      () => false,
    );
  }

  #config(): string {
    for (const name of ['meta', 'data', 'wal']) mkdirSync(join(this.folder, name), { recursive: true });
    return `
reporting-enabled = false
bind-address = "127.0.0.1:${this.#rpcPort}"
[meta]
  dir = "${this.folder}/meta"
[data]
  dir = "${this.folder}/data"
  wal-dir = "${this.folder}/wal"
  query-log-enabled = false
  ${(this.#options.data ?? []).join('\n  ')}
[monitor]
  store-enabled = false
[continuous_queries]
  enabled = false
[subscriber]
  enabled = false
[logging]
  level = "warn"
[http]
  bind-address = "127.0.0.1:${this.port}"
  log-enabled = false
  ${(this.#options.http ?? []).join('\n  ')}
`;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
