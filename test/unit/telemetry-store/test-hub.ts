// The hub's ingest over a real broker into a real store, with rules that a test holds in its hand.
import type {
  AlarmTransition,
  CommandReport,
  GatewayBooks,
  SampleBatch,
} from '../../../campus-model/index.ts';
import { silentLog, systemClock } from '../../../runtime/index.ts';
import type { Hear } from '../../../sparkplug/index.ts';
import {
  type CommitGroup,
  type GatewayRange,
  type HistoryStore,
  historyPoints,
  Ingest,
  LatestValues,
  openDuckDbStore,
  type RulesConsumer,
} from '../../../telemetry-store/index.ts';
import { password } from '../sparkplug/test-brokers.ts';
import { smallCampus } from './small-campus.ts';

/** Rules that keep what they took when the test says so. */
export class HeldRules implements RulesConsumer {
  readonly kept: GatewayRange[];
  readonly taken: GatewayRange[] = [];
  readonly recovered: { timeMs: number; value: number }[] = [];
  mayTake = true;
  #tell: (ranges: readonly GatewayRange[]) => void = () => {};

  constructor(kept: readonly GatewayRange[] = []) {
    this.kept = [...kept];
  }

  async restore(): Promise<readonly GatewayRange[]> {
    return this.kept;
  }

  take(ranges: readonly GatewayRange[], recovered: SampleBatch | null): boolean {
    if (!this.mayTake) return false;
    this.taken.push(...ranges);
    for (let row = 0; row < (recovered?.length ?? 0); row++)
      this.recovered.push({ timeMs: recovered!.timeMs[row]!, value: recovered!.value[row]! });
    return true;
  }

  onSettled(listener: (ranges: readonly GatewayRange[]) => void): void {
    this.#tell = listener;
  }

  /** All that was taken is durable now. */
  checkpoint(): void {
    const settled = this.taken.splice(0);
    this.kept.push(...settled);
    this.#tell(settled);
  }
}

export interface TestHub {
  readonly ingest: Ingest;
  readonly latest: LatestValues;
  readonly store: HistoryStore;
  readonly commits: CommitGroup[];
  readonly books: { gatewayId: string; books: GatewayBooks }[];
  readonly reports: CommandReport[];
  readonly alarms: AlarmTransition[];
  close(): Promise<void>;
}

export interface TestHubOptions {
  readonly url: string;
  readonly hear?: Hear;
  readonly folder: string;
  readonly rules?: RulesConsumer;
  mayStore?(): boolean;
  /** Throws where the disk shall refuse a commit. */
  beforeCommit?(): void;
}

export async function startTestHub(options: TestHubOptions): Promise<TestHub> {
  const { url, hear, folder, rules, mayStore, beforeCommit } = options;
  const store = await openDuckDbStore({ folder, points: historyPoints(smallCampus), log: silentLog });
  const heard = { commits: [] as CommitGroup[], books: [] as TestHub['books'] };
  const said = { reports: [] as CommandReport[], alarms: [] as AlarmTransition[] };
  const watched = Object.assign(Object.create(store) as HistoryStore, {
    committedRanges: (gatewayId: string) => store.committedRanges(gatewayId),
    commit: async (group: CommitGroup) => {
      beforeCommit?.();
      await store.commit(group);
      heard.commits.push({ ...group, batches: [], ranges: [...group.ranges] });
    },
  });
  const latest = new LatestValues(smallCampus, systemClock);
  const ingest = new Ingest({
    campus: smallCampus,
    broker: { url, username: 'hub', password, clientId: 'hub' },
    ...(hear ? { hear } : {}),
    latest,
    store: watched,
    ...(rules ? { rules } : {}),
    ...(mayStore ? { mayStore } : {}),
    listener: {
      onCommandReport: (_, report) => void said.reports.push(report),
      onAlarm: (_, transition) => void said.alarms.push(transition),
      onBooks: (gatewayId, books) => void heard.books.push({ gatewayId, books }),
      onGateways: () => {},
    },
    clock: systemClock,
    log: silentLog,
  });
  await ingest.start();
  const close = async (): Promise<void> => {
    await ingest.close();
    await store.close();
  };
  return { ingest, latest, store, ...heard, ...said, close };
}
