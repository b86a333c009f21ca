// The processes of the Modbus bench: devices, our reader, a libmodbus loop compiled when it is first needed.
import {
  type ChildProcess,
  type ChildProcessByStdio,
  execFile,
  execFileSync,
  fork,
  spawn,
  spawnSync,
} from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';
import type { DevicesSaid, EndpointOrder } from './modbus-devices.ts';
import { registersPerDevice } from './modbus-fixture.ts';
import type { ReaderOrder, ReaderQuestion, ReaderSaid } from './modbus-reader.ts';

const here = import.meta.dirname;
const forOneS = 1;

/** A child that says one thing when it is ready, and answers one message by one. */
class AskedChild<Question extends string, Said> {
  readonly #child: ChildProcess;

  protected constructor(child: ChildProcess) {
    this.#child = child;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  ask(question: Question): Promise<Said> {
    return new Promise((resolve, reject) => {
      const died = (): void => reject(new Error('the process ended before it answered'));
      this.#child.once('exit', died);
      this.#child.once('message', (said) => {
        this.#child.off('exit', died);
        resolve(said as Said);
      });
      this.#child.send(question);
    });
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await exited;
  }
}

export class Devices extends AskedChild<'count', DevicesSaid> {
  readonly ports: readonly number[];

  private constructor(child: ChildProcess, ports: readonly number[]) {
    super(child);
    this.ports = ports;
  }

  static async start(orders: readonly EndpointOrder[]): Promise<Devices> {
    const { child, said } = await started<readonly number[]>('modbus-devices.ts', orders);
    return new Devices(child, said);
  }
}

export class Reader extends AskedChild<ReaderQuestion, ReaderSaid> {
  static async start(order: ReaderOrder): Promise<Reader> {
    const { child } = await started<string>('modbus-reader.ts', order);
    return new Reader(child);
  }
}

function started<Said>(file: string, order: unknown): Promise<{ child: ChildProcess; said: Said }> {
  return new Promise((resolve, reject) => {
    const child = fork(join(here, file), [JSON.stringify(order)], { execArgv: [] });
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code} before it was ready`)));
    child.once('message', (said) => {
      child.removeAllListeners('exit');
      resolve({ child, said: said as Said });
    });
  });
}

/** Why there is no libmodbus loop; null where there may be one. */
export function libmodbusMissing(): string | null {
  const compiler = spawnSync('gcc', ['--version']).status === 0;
  const library = spawnSync('pkg-config', ['--exists', 'libmodbus']).status === 0;
  return compiler && library ? null : "needs gcc and Debian's libmodbus-dev";
}

/** Compiles a C program of this folder into `folder`; its path. */
export function compiled(source: string, folder: string): string {
  const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'libmodbus'], { encoding: 'utf8' });
  const program = join(folder, source.replace('.c', ''));
  execFileSync('gcc', ['-O2', '-o', program, join(here, source), ...flags.trim().split(/\s+/)]);
  return program;
}

/** Registers a CPU second of the loop on one endpoint. */
export async function libmodbusRate(
  program: string,
  port: number,
  units: number,
  how: 'one' | 'merged',
  seconds = forOneS,
): Promise<number> {
  const args = [port, units, seconds, registersPerDevice, how].map(String);
  const { stdout } = await promisify(execFile)(program, args);
  const [registers = 0, cpuS = 0] = stdout.split(' ').map(Number);
  return registers / cpuS;
}

/** A device that is not ours: a libmodbus server on a port of its own (modbus-device.c). */
export class LibmodbusDevice {
  readonly port: number;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(
    child: ChildProcessByStdio<Writable, Readable, null>,
    lines: AsyncIterator<string>,
    port: number,
  ) {
    this.#child = child;
    this.#lines = lines;
    this.port = port;
  }

  /** Each request is answered after `delayMs`. */
  static async start(program: string, delayMs: number): Promise<LibmodbusDevice> {
    const child = spawn(program, [String(delayMs)], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const { value } = await lines.next();
    return new LibmodbusDevice(child, lines, Number(value));
  }

  /** After a client has gone: share of the time in which a request was with the device. */
  async busyShare(): Promise<number> {
    const { value } = await this.#lines.next();
    return Number(String(value).split(' ')[1]);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await exited;
  }
}
