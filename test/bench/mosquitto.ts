// Debian's Mosquitto as the field's broker: a process of its own on a free port.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, until } from '../harness/campus-run.ts';

const path = '/usr/sbin/mosquitto';
const startWithinMs = 10_000;

/** Null where it is installed. */
export const mosquittoMissing: string | null = existsSync(path)
  ? null
  : 'mosquitto is not installed (apt-get install mosquitto)';

export class Mosquitto {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(port: number, child: ChildProcess, folder: string) {
    this.port = port;
    this.#child = child;
    this.#folder = folder;
  }

  static async start(): Promise<Mosquitto> {
    const folder = mkdtempSync(join(tmpdir(), 'campus-mosquitto-'));
    const port = await freePort();
    // No limit to what waits for a subscriber: a figure of dropped messages is none.
    const settings = ['allow_anonymous true', 'persistence false', 'max_queued_messages 0'];
    writeFileSync(join(folder, 'mosquitto.conf'), [`listener ${port} 127.0.0.1`, ...settings, ''].join('\n'));
    const child = spawn(path, ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
    await until(() => answers(port), startWithinMs);
    return new Mosquitto(port, child, folder);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  async remove(): Promise<void> {
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
