// InfluxDB against the contract, on a real server: once answered from spool and server together, once from the server alone.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { silentLog } from '@campus/runtime';
import { type HistoryStore, openInfluxDbStore } from '@campus/telemetry-store';
import { afterAll, beforeAll, describe } from 'vitest';
import { Influxd, influxdMissing } from '../../harness/influxd.ts';
import type { Setup, StoreFactory } from './store-factory.ts';
import { historyStoreContract } from './suite.ts';

describe.skipIf(influxdMissing !== null)(`InfluxDB${influxdMissing ? `: ${influxdMissing}` : ''}`, () => {
  let influxd: Influxd;
  beforeAll(async () => {
    influxd = await Influxd.start();
  });
  afterAll(() => influxd.remove());

  const factory: StoreFactory = {
    name: 'InfluxDB, while history waits in the spool',
    place: () => mkdtemp(join(tmpdir(), 'campus-influxdb-')),
    open: (folder: string, setup: Setup) =>
      openInfluxDbStore({
        folder,
        log: silentLog,
        server: { url: influxd.url, database: basename(folder) },
        ...setup,
      }),
    remove: (folder: string) => rm(folder, { recursive: true, force: true }),
    hasSnapshot: false,
  };
  historyStoreContract(factory);

  /** Settled at the epoch: drained, and nothing is rolled up or removed. */
  const drained = (store: HistoryStore): Promise<void> => store.settle(0);
  historyStoreContract({ ...factory, name: 'InfluxDB, once the server has all', caughtUp: drained });
});
