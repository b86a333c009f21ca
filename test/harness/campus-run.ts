// A real campus for a test: `campus up` or single processes, on free ports, in a data folder of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readYamlFile } from '@campus/runtime';
import { addLoad } from '@campus/simulators';
import processFlags from '../../bin/process-flags.json' with { type: 'json' };

export const productFolder = join(import.meta.dirname, '../..');
const modbusPorts = 40;
/** The demo campus's own buses come first, those of a load after them. */
const firstLoadPort = 20;

export interface CampusPorts {
  readonly panel: number;
  readonly mqtt: number;
  readonly control: number;
  readonly simulator: number;
  readonly opcua: number;
  readonly fieldMqtt: number;
}

/** A port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** The first of `count` neighbouring free ports, below the range the system hands out for itself. */
export async function freeBlock(count: number): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const first = 16_000 + Math.floor(Math.random() * 14_000);
    const all = await Promise.all(Array.from({ length: count }, (_, i) => isFree(first + i)));
    if (all.every(Boolean)) return first;
  }
  throw new Error(`no ${count} neighbouring free ports`);
}

export async function freePorts(): Promise<CampusPorts> {
  const first = await freeBlock(modbusPorts + 5);
  return {
    panel: first,
    mqtt: first + 1,
    control: first + 2,
    opcua: first + 3,
    fieldMqtt: first + 4,
    simulator: first + 5,
  };
}

export function temporaryFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `campus-${name}-`));
}

/** The arguments every command of one campus shares; thirty days of made-up history are left out. */
export function campusArguments(ports: CampusPorts, data: string): string[] {
  const variables = {
    simulatorPort: ports.simulator,
    opcuaPort: ports.opcua,
    fieldMqttPort: ports.fieldMqtt,
    simulatorControlPort: ports.control,
  };
  const sets = Object.entries(variables).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const own = ['--panel-port', String(ports.panel), '--mqtt-port', String(ports.mqtt)];
  return ['--data', data, '--no-history', ...own, ...sets];
}

function leanOf(command: string | undefined): (typeof processFlags)['other'] {
  return command === 'agent' || command === 'hub' ? processFlags[command] : processFlags.other;
}

/** One real process of `campus`, started as bin/launch.js starts it; `output` and `errors` hold all it said so far. */
export class CampusProcess {
  readonly child: ChildProcess;
  output = '';
  errors = '';
  readonly exited: Promise<number | null>;

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const lean = leanOf(args[0]);
    this.child = spawn(process.execPath, [...lean.flags, join(productFolder, 'bin/campus.js'), ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...lean.env,
        ...process.env,
        LANG: 'en_GB.UTF-8',
        LC_ALL: '',
        CAMPUS_ENDS_WITH_PIPE: '1',
        ...env,
      },
    });
    this.child.stdin!.on('error', () => {});
    this.child.stdout!.on('data', (bytes) => {
      this.output += bytes;
    });
    this.child.stderr!.on('data', (bytes) => {
      this.errors += bytes;
    });
    this.exited = new Promise((resolve) => this.child.once('close', (code) => resolve(code)));
  }

  /** Waits until it said a line that matches. */
  async said(pattern: RegExp, deadlineMs = 50_000): Promise<string> {
    return until(
      () => pattern.exec(this.output)?.[0],
      deadlineMs,
      () => this.transcript(pattern),
    );
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.child.kill(signal);
  }

  async end(): Promise<number | null> {
    this.child.stdin!.end();
    return this.exited;
  }

  transcript(pattern: RegExp): string {
    return `expected ${pattern}; said: ${this.output}\nerrors: ${this.errors.slice(-3000)}`;
  }
}

/** Asks again until the answer is neither undefined, null nor false; fails with `why` after the deadline. */
export async function until<T>(
  ask: () => T | Promise<T>,
  deadlineMs: number,
  why: () => string = () => 'the outcome did not come',
): Promise<NonNullable<T>> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer as NonNullable<T>;
    if (performance.now() > end) throw new Error(`${why()} within ${deadlineMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export interface RunningCampus {
  readonly ports: CampusPorts;
  readonly data: string;
  readonly up: CampusProcess;
  readonly address: string;
  end(): Promise<void>;
}

/** The demo campus with a building of restless meters, as arguments of `campus up`. */
function loadArguments(samplesPerSecond: number, ports: CampusPorts, folder: string): string[] {
  const demo = join(productFolder, 'simulators/demo-campus');
  const { value } = readYamlFile(join(demo, 'campus.yaml'));
  const options = { samplesPerSecond, firstPort: ports.simulator + firstLoadPort };
  const file = join(folder, 'campus.yaml');
  writeFileSync(file, JSON.stringify(addLoad(value as object, options)));
  return ['--campus', file, '--rules', join(demo, 'rules.yaml'), '--load', String(samplesPerSecond)];
}

/**
 * `campus up` with everything, ready and live; with a load, that many samples a second run beside the demo; with a past, the
 * demo's thirty days are being written meanwhile.
 */
export async function startCampus({ samplesPerSecond = 0, hasPast = false } = {}): Promise<RunningCampus> {
  const ports = await freePorts();
  const data = temporaryFolder('up');
  const load = samplesPerSecond > 0 ? loadArguments(samplesPerSecond, ports, data) : [];
  const shared = campusArguments(ports, data).filter((each) => !(hasPast && each === '--no-history'));
  const args = ['up', ...shared, '--control-port', String(ports.control), ...load];
  const up = new CampusProcess(args);
  await up.said(/Ctrl-C ends it/);
  return {
    ports,
    data,
    up,
    address: `http://127.0.0.1:${ports.panel}`,
    async end() {
      await up.end();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
