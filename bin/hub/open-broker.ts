// The hub's own broker, with an account for the hub, for a reader and for each gateway; the passwords are secrets of the folder.
import { type BrokerAccount, hashBrokerPassword, type RunningBroker, startBroker } from '@campus/broker';
import { type Campus, wire } from '@campus/campus-model';
import { type Log, systemClock } from '@campus/runtime';
import { secretIn } from '../data-folder.ts';
import type { Settings } from '../settings.ts';

/** The broker's accounts: the hub's, a reader's, and one of each gateway of the campus. */
export class CampusAccounts {
  readonly #folder: string;
  #accounts: readonly BrokerAccount[] = [];

  /** `folder` is the hub's. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  get all(): readonly BrokerAccount[] {
    return this.#accounts;
  }

  /** Accounts of gateways that stayed are as they were. */
  async follow(campus: Campus): Promise<void> {
    const wanted: [string, BrokerAccount['kind']][] = [
      [wire.hostId, 'host'],
      ['reader', 'reader'],
      ...[...campus.gateways.keys()].map((id): [string, 'gateway'] => [id, 'gateway']),
    ];
    const known = new Map(this.#accounts.map((account) => [account.username, account]));
    this.#accounts = await Promise.all(
      wanted.map(([username, kind]) => known.get(username) ?? this.#account(username, kind)),
    );
  }

  async #account(username: string, kind: BrokerAccount['kind']): Promise<BrokerAccount> {
    return { username, passwordHash: await hashBrokerPassword(secretIn(this.#folder, username)), kind };
  }
}

export async function openBroker(
  settings: Settings,
  campus: Campus,
  accounts: CampusAccounts,
  log: Log,
): Promise<RunningBroker> {
  await accounts.follow(campus);
  const { brokerHost: host, brokerPort: port } = settings;
  const options = { host, port, siteId: campus.site.id, hostId: wire.hostId, accounts: () => accounts.all };
  return startBroker({ ...options, clock: systemClock, log });
}
