// Mosquitto as the field's broker, in a folder of its own; absent where it is not installed.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support.ts';

const program = '/usr/sbin/mosquitto';
export const hasMosquitto = existsSync(program) || process.env.CAMPUS_NOTHING_SKIPPED !== undefined;

export interface RunningBroker {
  readonly port: number;
  close(): Promise<void>;
}

export async function startMosquitto(): Promise<RunningBroker> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'campus-mosquitto-'));
  writeFileSync(join(folder, 'conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
  const child = spawn(program, ['-c', join(folder, 'conf')], { stdio: 'ignore' });
  const close = async (): Promise<void> => {
    const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.kill();
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  return { port, close };
}
