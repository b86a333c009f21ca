// Modbus peers and driver sessions on real sockets, closed after each test.
import { type DriverSession, loadDriver } from '@campus/device-drivers';
import { silentLog, systemClock } from '@campus/runtime';
import { afterEach } from 'vitest';
import { type PlannedDevice, planOf, SeenSink } from '../support.ts';
import { ModbusPeer, type PeerAnswer, type PeerRequest } from './peer.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});

/** Closed, in reverse order, when the test ends. */
export function closedAfterwards<T extends { close(): Promise<void> }>(it: T): T {
  open.push(it);
  return it;
}

export async function peerOf(
  answer: (request: PeerRequest) => PeerAnswer,
): Promise<{ peer: ModbusPeer; port: number }> {
  const peer = closedAfterwards(new ModbusPeer(answer));
  return { peer, port: await peer.listen() };
}

export async function sessionOf(
  port: number,
  devices: readonly PlannedDevice[],
  settings: Record<string, unknown> = {},
  folder?: string,
) {
  return sessionAt({ host: '127.0.0.1', port, timeoutMs: 200, ...settings }, devices, folder);
}

/** With these endpoint settings alone; `folder` where the driver may keep files. */
export async function sessionAt(
  settings: Record<string, unknown>,
  devices: readonly PlannedDevice[],
  folder?: string,
) {
  const plan = planOf('modbus', settings, devices);
  const sink = new SeenSink(plan);
  const driver = await loadDriver('modbus');
  const context = { clock: systemClock, log: silentLog, random: () => 0, ...(folder ? { folder } : {}) };
  const session: DriverSession = closedAfterwards(driver.open(plan, sink, context));
  session.start();
  return { plan, sink, session };
}
