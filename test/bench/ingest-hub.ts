// A process of its own for the ingest bench: the hub's broker, Sparkplug host, latest values and DuckDB store, and nothing
// else. Told its size and folder by arguments, asked by messages.
import { hashBrokerPassword, startBroker } from '@campus/broker';
import { wire } from '@campus/campus-model';
import { silentLog, systemClock } from '@campus/runtime';
import { historyPoints, Ingest, LatestValues, openDuckDbStore } from '@campus/telemetry-store';
import { type IngestHubOrder, type IngestHubState, password } from './ingest-protocol.ts';
import { type CampusSize, gatewayIds, syntheticCampus } from './synthetic-campus.ts';

const [folder, size] = [process.argv[2]!, JSON.parse(process.argv[3]!) as CampusSize];
const campus = syntheticCampus(size);
const passwordHash = await hashBrokerPassword(password);
const accounts = [
  { username: wire.hostId, passwordHash, kind: 'host' as const },
  ...gatewayIds(size).map((username) => ({ username, passwordHash, kind: 'gateway' as const })),
];
const common = { clock: systemClock, log: silentLog };
const broker = await startBroker({
  host: '127.0.0.1',
  port: 0,
  siteId: campus.site.id,
  hostId: wire.hostId,
  accounts: () => accounts,
  ...common,
});
const store = await openDuckDbStore({ folder, points: historyPoints(campus), ...common });
const ingest = new Ingest({
  campus,
  broker: { url: `mqtt://127.0.0.1:${broker.port}`, username: wire.hostId, password, clientId: 'hub' },
  hear: (listener) => broker.hear(listener),
  latest: new LatestValues(campus, systemClock),
  store,
  listener: { onCommandReport: () => {}, onAlarm: () => {}, onBooks: () => {}, onGateways: () => {} },
  ...common,
});
await ingest.start();
process.on('message', async (asked: IngestHubOrder) => {
  if (asked === 'settle') await store.settle();
  const { stored, duplicates, rejected } = ingest.stats();
  const inStore = asked === 'end' ? 0 : (await store.counts()).samples;
  if (asked === 'end') {
    await ingest.close();
    await store.close();
    await broker.close();
  }
  process.send!({ stored, duplicates, rejected, inStore } satisfies IngestHubState);
  if (asked === 'end') process.exit(0);
});
process.send!({ port: broker.port });
