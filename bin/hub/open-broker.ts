// The hub's own broker, with an account for the hub, for a reader and for each gateway; the passwords are secrets of the folder.
import { type BrokerAccount, hashBrokerPassword, type RunningBroker, startBroker } from '@campus/broker';
import { type Campus, wire } from '@campus/campus-model';
import { type Log, systemClock } from '@campus/runtime';
import { secretIn } from '../data-folder.ts';
import type { Settings } from '../settings.ts';

/** `folder` is the hub's. */
export async function openBroker(
  settings: Settings,
  campus: Campus,
  folder: string,
  log: Log,
): Promise<RunningBroker> {
  const account = async (username: string, kind: BrokerAccount['kind']): Promise<BrokerAccount> => ({
    username,
    passwordHash: await hashBrokerPassword(secretIn(folder, username)),
    kind,
  });
  const accounts = await Promise.all([
    account(wire.hostId, 'host'),
    account('reader', 'reader'),
    ...[...campus.gateways.keys()].map((id) => account(id, 'gateway')),
  ]);
  const { brokerHost: host, brokerPort: port } = settings;
  const options = { host, port, siteId: campus.site.id, hostId: wire.hostId, accounts: () => accounts };
  return startBroker({ ...options, clock: systemClock, log });
}
