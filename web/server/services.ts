// What the web server is given: the campus, and the narrow view it has of its neighbours.
// It owns no state of theirs; the wiring hands in the real parts.
import type {
  Campus,
  DescribedAt,
  DeviceModelCatalogue,
  demoAccountSchema,
  RuleView,
  StorageView,
} from '@campus/campus-model';
import type {
  Acceptances,
  Accounts,
  Alarms,
  Audit,
  Boards,
  Books,
  Commands,
  Plans,
} from '@campus/operations';
import type { Clock, Log } from '@campus/runtime';
import type { HistoryStore, Ingest, LatestValues } from '@campus/telemetry-store';
import type { z } from 'zod';

export type DemoAccount = z.infer<typeof demoAccountSchema>;

export type AccountService = Pick<Accounts, 'signIn' | 'identify' | 'signOut'>;
export type AlarmService = Pick<Alarms, 'acknowledge' | 'around' | 'get' | 'list' | 'open' | 'onChange'>;
export type CommandService = Pick<
  Commands,
  'request' | 'around' | 'get' | 'list' | 'onChange' | 'standingOn'
>;

export interface OperationsService {
  readonly accounts: AccountService;
  readonly alarms: AlarmService;
  readonly commands: CommandService;
  readonly audit: Pick<Audit, 'list' | 'write'>;
  readonly boards: Pick<Boards, 'list' | 'get' | 'create' | 'change' | 'delete' | 'restore'>;
  readonly plans: Pick<Plans, 'current' | 'onChange' | 'restore' | 'save' | 'version' | 'versions' | 'view'>;
  readonly books: Pick<Books, 'view' | 'gaps' | 'figures'>;
  readonly acceptances: Acceptances;
}

export type LatestService = Pick<LatestValues, 'indexOf' | 'at' | 'columns' | 'onBatch'>;
export type HistoryService = Pick<HistoryStore, 'aggregate' | 'samples' | 'holds' | 'hold' | 'release'>;
export type IngestService = Pick<Ingest, 'gateways' | 'stats'>;

export interface WebServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly campus: Campus;
  readonly models: DeviceModelCatalogue;
  readonly operations: OperationsService;
  readonly ingest: IngestService;
  readonly latest: LatestService;
  readonly store: HistoryService;
  /** The store, the disk it stands on, demo history and holds, as they are now. */
  readonly storage: { view(): Promise<StorageView> };
  readonly rules: readonly RuleView[];
  readonly demoAccounts: readonly DemoAccount[] | null;
  /** Where the campus file describes a device; null where that cannot be said just now. */
  describedAt(deviceId: string): DescribedAt | null;
  /** Version of the program. */
  readonly software: string;
  /** The built panel (Vite's `dist`). */
  readonly panelFolder: string;
  /** True only behind a reverse proxy of one's own that sets X-Forwarded-*. */
  readonly trustProxy?: boolean;
  readonly clock: Clock;
  readonly log: Log;
}
