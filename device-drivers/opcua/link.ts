// One connection to an OPC UA server: channel, session, subscription with its monitored items, reads and writes.
// It ends at the first sign of trouble; connecting anew is the session's work, so the client's own repair is off.
import type { Clock, Log } from '@campus/runtime';
import {
  AttributeIds,
  type ClientMonitoredItemBase,
  ClientMonitoredItemGroup,
  type ClientSession,
  type ClientSubscription,
  DataChangeFilter,
  DataChangeTrigger,
  type DataType,
  type DataValue,
  DeadbandType,
  MessageSecurityMode,
  OPCUACertificateManager,
  OPCUAClient,
  resolveNodeId,
  SecurityPolicy,
  type StatusCode,
  setErrorLogger,
  setWarningLogger,
  TimestampsToReturn,
  UserTokenType,
  type Variant,
} from 'node-opcua';
import { urlHost } from '../url-host.ts';
import type { OpcuaEndpoint } from './settings.ts';

export interface Item {
  readonly nodeId: string;
  readonly samplingMs: number;
  /** In the variable's own unit; 0 for none. */
  readonly deadband: number;
  readonly number: number;
}

interface LinkEvents {
  onValue(item: number, data: DataValue): void;
  /** The server does not have this variable, or will not show it. */
  onRefusedItem(item: number, code: StatusCode): void;
}

/** The server says that it lives at least this often; three missed signs end the link. */
const keepAliveMs = 2_000;
const missedSigns = 3;
/** The server drops what is left of a link after this long without us. */
const lifetimeMs = 30_000;
const endGraceMs = 2_000;
/** Monitored items created in one request. */
const mostItemsAtOnce = 500;

export class OpcuaLink {
  /** Resolves with the reason when the link has ended. */
  readonly ended: Promise<string>;
  readonly #settings: OpcuaEndpoint;
  readonly #events: LinkEvents;
  readonly #clock: Clock;
  readonly #client: OPCUAClient;
  readonly #types = new Map<string, DataType>();
  #session: ClientSession | null = null;
  #heardAt = 0;
  #isEnded = false;
  #tellEnd: (why: string) => void = () => {};
  #cancelWatch: (() => void) | null = null;

  constructor(settings: OpcuaEndpoint, pkiFolder: string, events: LinkEvents, clock: Clock, log: Log) {
    this.#settings = settings;
    this.#events = events;
    this.#clock = clock;
    this.ended = new Promise((resolve) => {
      this.#tellEnd = resolve;
    });
    quieten(log);
    this.#client = createClient(settings, pkiFolder);
    this.#client.on('close', () => this.#end('the connection was closed'));
    this.#client.on('connection_lost', () => this.#end('the connection broke'));
    this.#client.on('abort', () => this.#end('the server ended the connection'));
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Rejects where the server cannot be reached, refuses us, or takes too long. */
  async open(items: readonly Item[]): Promise<void> {
    const { host, port, path, username, password, timeoutMs } = this.#settings;
    const url = `opc.tcp://${urlHost(host)}:${port}${path}`;
    await this.#within(timeoutMs, 'connecting', this.#client.connect(url));
    const identity = username
      ? { type: UserTokenType.UserName as const, userName: username, password: password ?? '' }
      : undefined;
    this.#session = await this.#within(timeoutMs, 'opening a session', this.#client.createSession(identity));
    this.#session.on('session_closed', () => this.#end('the session was closed'));
    await this.#subscribe(this.#session, items);
  }

  async read(nodeId: string): Promise<DataValue> {
    const session = this.#mustSession();
    const reading = session.read({ nodeId, attributeId: AttributeIds.Value });
    return this.#within(this.#settings.timeoutMs, 'reading', reading);
  }

  /** The built-in type of a variable; asked once a link. */
  async typeOf(nodeId: string): Promise<DataType> {
    const known = this.#types.get(nodeId);
    if (known !== undefined) return known;
    const session = this.#mustSession();
    const asking = session.getBuiltInDataType(resolveNodeId(nodeId));
    const type = await this.#within(this.#settings.timeoutMs, 'reading a type', asking);
    this.#types.set(nodeId, type);
    return type;
  }

  async write(nodeId: string, value: Variant): Promise<StatusCode> {
    const session = this.#mustSession();
    const writing = session.write({ nodeId, attributeId: AttributeIds.Value, value: { value } });
    return this.#within(this.#settings.timeoutMs, 'writing', writing);
  }

  async close(): Promise<void> {
    this.#end('closed by us');
    const gone = this.#client.disconnect().catch(() => {});
    await Promise.race([gone, new Promise<void>((resolve) => this.#clock.after(endGraceMs, resolve))]);
  }

  async #subscribe(session: ClientSession, items: readonly Item[]): Promise<void> {
    const { publishingMs, timeoutMs } = this.#settings;
    const keepAliveCount = Math.max(1, Math.round(keepAliveMs / publishingMs));
    const making = session.createSubscription2({
      requestedPublishingInterval: publishingMs,
      requestedMaxKeepAliveCount: keepAliveCount,
      requestedLifetimeCount: Math.max(3 * keepAliveCount, Math.round(lifetimeMs / publishingMs)),
      maxNotificationsPerPublish: 1_000,
      publishingEnabled: true,
      priority: 1,
    });
    const subscription = await this.#within(timeoutMs, 'subscribing', making);
    this.#watch(subscription);
    const groups = Map.groupBy(items, (item) => `${item.samplingMs}:${item.deadband}`);
    for (const group of groups.values()) {
      for (let at = 0; at < group.length; at += mostItemsAtOnce) {
        const some = group.slice(at, at + mostItemsAtOnce);
        await this.#within(timeoutMs, 'monitoring', this.#monitor(subscription, some));
      }
    }
  }

  #watch(subscription: ClientSubscription): void {
    const heard = (): void => {
      this.#heardAt = this.#clock.monotonic();
    };
    heard();
    subscription.on('keepalive', heard);
    subscription.on('received_notifications', heard);
    subscription.on('terminated', () => this.#end('the subscription was ended'));
    subscription.on('internal_error', (error) => this.#end(error.message));
    subscription.on('error', (error) => this.#end(error.message));
    const revisedMs = subscription.publishingInterval * subscription.maxKeepAliveCount;
    const silentMs = missedSigns * Math.max(keepAliveMs, revisedMs);
    this.#cancelWatch = this.#clock.every(keepAliveMs, () => {
      if (this.#clock.monotonic() - this.#heardAt > silentMs) this.#end(`no sign of life for ${silentMs} ms`);
    });
    if (this.#isEnded) this.#cancelWatch();
  }

  #monitor(subscription: ClientSubscription, items: readonly Item[]): Promise<void> {
    const { samplingMs, deadband } = items[0]!;
    const group = ClientMonitoredItemGroup.create(
      subscription,
      items.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value })),
      { samplingInterval: samplingMs, discardOldest: true, queueSize: 10, filter: filterOf(deadband) },
      TimestampsToReturn.Source,
    );
    group.on('changed', (_: ClientMonitoredItemBase, data: DataValue, index: number) => {
      if (!this.#isEnded) this.#events.onValue(items[index]!.number, data);
    });
    return new Promise((resolve, reject) => {
      group.on('initialized', () => {
        group.monitoredItems.forEach((made, index) => {
          const code = made.statusCode;
          if (!this.#isEnded && code.isNotGood()) this.#events.onRefusedItem(items[index]!.number, code);
        });
        resolve();
      });
      group.on('err', (message) => reject(new Error(message)));
      group.on('terminated', () => reject(new Error('the subscription was ended')));
    });
  }

  #mustSession(): ClientSession {
    if (!this.#session || this.#isEnded) throw new Error('not connected');
    return this.#session;
  }

  #end(why: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#cancelWatch?.();
    this.#tellEnd(why);
  }

  #within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(ms, () => reject(new Error(`${what} took more than ${ms} ms`)));
      work.then(
        (result) => {
          cancel();
          resolve(result);
        },
        (error: unknown) => {
          cancel();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }
}

function createClient(settings: OpcuaEndpoint, pkiFolder: string): OPCUAClient {
  return OPCUAClient.create({
    applicationName: 'campus-agent',
    clientCertificateManager: new OPCUACertificateManager({
      rootFolder: pkiFolder,
      automaticallyAcceptUnknownCertificate: false,
      disableFileWatchers: true,
    }),
    securityMode: MessageSecurityMode[settings.securityMode],
    securityPolicy: SecurityPolicy[settings.securityPolicy],
    // A server behind address translation names itself otherwise than we do.
    endpointMustExist: false,
    connectionStrategy: { maxRetry: 0, initialDelay: 100, maxDelay: 100 },
    defaultTransactionTimeout: settings.timeoutMs,
    transportTimeout: settings.timeoutMs,
    keepSessionAlive: false,
    requestedSessionTimeout: lifetimeMs,
  });
}

function filterOf(deadband: number): DataChangeFilter | null {
  if (deadband <= 0) return null;
  return new DataChangeFilter({
    trigger: DataChangeTrigger.StatusValue,
    deadbandType: DeadbandType.Absolute,
    deadbandValue: deadband,
  });
}

/** The library writes its own lines; trouble is told once by the session, so they are for debugging only. */
function quieten(log: Log): void {
  setWarningLogger((...words) => log.debug({ opcua: words.join(' ') }, 'opcua'));
  setErrorLogger((...words) => log.debug({ opcua: words.join(' ') }, 'opcua'));
}
