// Real brokers for the session tests: Debian's Mosquitto (MQTT 5) and our own (MQTT 3.1.1), each on a free port.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashBrokerPassword, type RunningBroker, startBroker } from '../../../broker/index.ts';
import { silentLog, systemClock } from '../../../runtime/index.ts';
import type { Hear } from '../../../sparkplug/index.ts';

export interface TestBroker {
  readonly url: string;
  /** Of a broker in this process: what nodes publish without a connection. */
  readonly hear?: Hear;
  stop(): Promise<void>;
}

export const siteId = 'school';
export const password = 'secret';
export const mosquittoPath = '/usr/sbin/mosquitto';
export const hasMosquitto = existsSync(mosquittoPath);

export async function startOwnBroker(): Promise<TestBroker> {
  const running = await startAccountedBroker();
  return { url: `mqtt://127.0.0.1:${running.port}`, stop: () => running.close() };
}

async function startAccountedBroker(): Promise<RunningBroker> {
  const passwordHash = await hashBrokerPassword(password);
  const gateways = ['gw-1', 'gw-2', 'gw-foreign'].map((username) => ({
    username,
    passwordHash,
    kind: 'gateway' as const,
  }));
  return startBroker({
    host: '127.0.0.1',
    port: 0,
    siteId,
    hostId: 'hub',
    accounts: () => [...gateways, { username: 'hub', passwordHash, kind: 'host' as const }],
    clock: systemClock,
    log: silentLog,
  });
}

/** Whose host hears the nodes without a connection, as in the hub. */
export async function startHeardBroker(): Promise<TestBroker> {
  const running = await startAccountedBroker();
  const hear: Hear = (listener) => running.hear(listener);
  return { url: `mqtt://127.0.0.1:${running.port}`, hear, stop: () => running.close() };
}

/** Without accounts: anyone may do anything. */
export async function startMosquitto(port?: number): Promise<TestBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'campus-mosquitto-'));
  const chosen = port ?? (await freePort());
  const settings = `listener ${chosen} 127.0.0.1\nallow_anonymous true\npersistence false\n`;
  await writeFile(join(folder, 'mosquitto.conf'), settings);
  const child = spawn(mosquittoPath, ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
  await answers(chosen);
  return {
    url: `mqtt://127.0.0.1:${chosen}`,
    stop: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function answers(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = connect(port, '127.0.0.1');
    const isUp = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`mosquitto does not answer on port ${port}`);
}
