// Ingest with its neighbours: what gateways report goes to operations, what they say of their books is held against the store.
import type { RunningBroker } from '@campus/broker';
import { type Campus, type GatewayBooks, wire } from '@campus/campus-model';
import type { Operations } from '@campus/operations';
import { type Log, systemClock, TroubleLog } from '@campus/runtime';
import { type HistoryStore, Ingest, type LatestValues, type RulesConsumer } from '@campus/telemetry-store';
import { secretIn } from '../data-folder.ts';

export interface IngestParts {
  readonly campus: Campus;
  readonly broker: RunningBroker;
  readonly operations: Operations;
  readonly latest: LatestValues;
  readonly store: HistoryStore;
  readonly rules: RulesConsumer;
  readonly folder: string;
  readonly log: Log;
  mayStore(): boolean;
}

/** While a gateway's books lack something, the store is asked this often whether it has come. */
const recountPeriodMs = 10_000;

/** Not started yet. `close` ends what runs beside it. */
export function openIngest(parts: IngestParts): { ingest: Ingest; close(): void } {
  const { campus, broker, operations, latest, store, rules, folder, log, mayStore } = parts;
  const record = bookKeeper(parts);
  const ingest = new Ingest({
    campus,
    broker: {
      url: `mqtt://127.0.0.1:${broker.port}`,
      username: wire.hostId,
      password: secretIn(folder, wire.hostId),
      clientId: `campus-${wire.hostId}`,
    },
    hear: (listener) => broker.hear(listener),
    latest,
    store,
    rules,
    mayStore,
    listener: {
      onCommandReport: (gatewayId, report) => operations.commands.report(gatewayId, report),
      onAlarm: async (_gatewayId, transition) => {
        await operations.alarms.apply(transition);
      },
      onGateways: () => {},
      onBooks: record,
      onStanding: (gatewayId, standing, isWhole) =>
        operations.commands.standing.told(gatewayId, standing, isWhole),
    },
    clock: systemClock,
    log,
  });
  return { ingest, close: systemClock.every(recountPeriodMs, () => void recount(operations, record)) };
}

type RecordBooks = (gatewayId: string, books: GatewayBooks) => Promise<void>;

/** What is not kept now the gateway says again: at its next change, and at its next birth. */
function bookKeeper({ operations, store, log }: IngestParts): RecordBooks {
  const trouble = new TroubleLog(log);
  return async (gatewayId, books) => {
    try {
      await operations.books.record(gatewayId, books, await store.outboxes(gatewayId));
      trouble.back('books');
    } catch (error) {
      trouble.lost('books', (error as Error).message);
    }
  };
}

async function recount({ books }: Operations, record: RecordBooks): Promise<void> {
  const figures = await books.figures().catch(() => []);
  for (const { gatewayId, missing } of figures)
    if (missing > 0) await record(gatewayId, { version: 1, days: [], gaps: [] });
}
