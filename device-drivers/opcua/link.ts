// One connection to an OPC UA server: channel, session, subscription, reads, writes, method calls. It ends at the first sign
// of trouble; connecting anew is the session's work. What the server keeps of us outlasts it (`KeptSession`).
import {
  AttributeIds,
  type CallMethodResult,
  type DataType,
  type DataValue,
  type OPCUAClient,
  type StatusCode,
  type Variant,
} from 'node-opcua';
import { clientFor, disconnect, type Surroundings, urlOf } from './client.ts';
import type { Item } from './item.ts';
import { NodeIds } from './node-ids.ts';
import { type OwnIdentity, ownIdentity } from './own-identity.ts';
import { type RawSession, rawSession } from './raw-session.ts';
import type { OpcuaEndpoint } from './settings.ts';
import { createSubscription, monitor, mostAtOnce } from './subscribe.ts';
import { Subscription, type SubscriptionEvents } from './subscription.ts';
import { codeOf, Trouble, troubleOf, wordsOf } from './trouble.ts';
import { userToken } from './user-token.ts';
import { within } from './within.ts';

export interface LinkEvents {
  onValue(item: number, data: DataValue): void;
  /** The server does not have this variable, or will not show it. */
  onRefused(item: Item, code: StatusCode): void;
  /** A new subscription begins; what each variable has just now, in the order of the items; null where nobody knows. */
  onAnew(present: readonly (DataValue | null)[]): void;
  /** All that the server kept while we were away has been told. */
  onSettled(): void;
  onLost(): void;
}

/** What the server is asked to keep while there is no connection. */
export interface KeptSession {
  session: RawSession | null;
  subscription: Subscription | null;
  nodeIds: NodeIds;
  /** Attempts in a row that could not take it up, without the server having said why. */
  failures: number;
}

/** More of them mean that it is no use. */
const mostFailures = 3;

/** Creating items takes a request for each five hundred; servers are slow at it. */
const slowestSetupMs = 60_000;

export class OpcuaLink {
  /** Resolves when the link has ended. */
  readonly ended: Promise<Trouble>;
  readonly #settings: OpcuaEndpoint;
  readonly #kept: KeptSession;
  readonly #events: LinkEvents;
  readonly #surroundings: Surroundings;
  readonly #types = new Map<string, DataType>();
  #client: OPCUAClient | null = null;
  #isEnded = false;
  #isChannelUp = false;
  /** What the server keeps is of no use to us. */
  #isSpoilt = false;
  #tellEnd: (why: Trouble) => void = () => {};

  constructor(settings: OpcuaEndpoint, kept: KeptSession, events: LinkEvents, surroundings: Surroundings) {
    this.#settings = settings;
    this.#kept = kept;
    this.#events = events;
    this.#surroundings = surroundings;
    this.ended = new Promise((resolve) => {
      this.#tellEnd = resolve;
    });
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Rejects with a Trouble where the server cannot be reached, is not to be trusted, refuses us, or takes too long. */
  async open(items: readonly Item[]): Promise<void> {
    const { folder, clock, log } = this.#surroundings;
    const identity = await ownIdentity(folder, clock, log);
    try {
      const client = await this.#connect(identity);
      const session = await this.#session(client);
      await this.#subscribe(session, items);
      if (this.#isEnded) throw await this.ended;
    } catch (error) {
      throw troubleOf(error, identity.words, this.#settings.user !== undefined);
    }
  }

  async read(node: string): Promise<DataValue> {
    const [value] = await this.readAll([node]);
    return value!;
  }

  /** As many values as nodes, in their order. */
  async readAll(nodes: readonly string[]): Promise<DataValue[]> {
    const session = this.#mustSession();
    const values: DataValue[] = [];
    for (let at = 0; at < nodes.length; at += mostAtOnce) {
      const some = nodes.slice(at, at + mostAtOnce);
      const asked = some.map((node) => ({ nodeId: this.#nodeId(node), attributeId: AttributeIds.Value }));
      const got = await this.#limited('reading', session.read(asked));
      if (got.length !== some.length)
        throw new Error('the server answered for other nodes than were asked for');
      values.push(...got);
    }
    return values;
  }

  /** The built-in type of a variable; asked once a link. */
  async typeOf(node: string): Promise<DataType> {
    const known = this.#types.get(node);
    if (known !== undefined) return known;
    const asking = this.#mustSession().getBuiltInDataType(this.#nodeId(node));
    const type = await this.#limited('reading a type', asking);
    this.#types.set(node, type);
    return type;
  }

  async write(node: string, value: Variant): Promise<StatusCode> {
    const nodeId = this.#nodeId(node);
    const writing = this.#mustSession().write({ nodeId, attributeId: AttributeIds.Value, value: { value } });
    return this.#limited('writing', writing);
  }

  async call(object: string, method: string, inputArguments: Variant[]): Promise<CallMethodResult> {
    const request = { objectId: this.#nodeId(object), methodId: this.#nodeId(method), inputArguments };
    return this.#limited('calling', this.#mustSession().call(request));
  }

  /** Leaves session and subscription at the server, unless it is for good. */
  async close(isForGood: boolean): Promise<void> {
    this.#end(new Trouble('closed by us'));
    this.#kept.subscription?.stop();
    const { session } = this.#kept;
    if (isForGood || this.#isSpoilt) {
      if (session && this.#isChannelUp) {
        await this.#limited('closing the session', session.close(true)).catch(() => {});
      }
      this.#forget();
    }
    if (this.#client) await disconnect(this.#client, this.#surroundings.clock);
  }

  async #connect(identity: OwnIdentity): Promise<OPCUAClient> {
    const client = await clientFor(this.#settings, identity, this.#surroundings, (made) => {
      this.#client = made;
    });
    if (this.#isEnded) throw await this.ended;
    client.on('close', () => this.#broken('the connection was closed'));
    client.on('connection_lost', () => this.#broken('the connection broke'));
    client.on('abort', () => this.#broken('the server ended the connection'));
    await this.#limited('connecting', client.connect(urlOf(this.#settings)));
    this.#isChannelUp = !this.#isEnded;
    return client;
  }

  /** The one the server has kept for us, else a new one. */
  async #session(client: OPCUAClient): Promise<RawSession> {
    const { session } = this.#kept;
    if (session && (await this.#isUsed(client.reactivateSession(session), 'taking up the session')))
      return session;
    this.#forget();
    const { folder, environment } = this.#surroundings;
    const token = await userToken(this.#settings.user, folder, environment);
    const made = await this.#limited('opening a session', client.createSession(token).then(rawSession));
    this.#kept.session = made;
    const namespaces = await this.#limited('reading namespaces', made.readNamespaceArray());
    this.#kept.nodeIds = new NodeIds(namespaces);
    return made;
  }

  async #subscribe(session: RawSession, items: readonly Item[]): Promise<void> {
    const { onValue, onSettled, onLost } = this.#events;
    const onEnd = (why: string, isGone: boolean): void => this.#lost(why, isGone);
    const events: SubscriptionEvents = { onValue, onSettled, onLost, onEnd };
    const { subscription } = this.#kept;
    if (subscription && (await this.#isUsed(subscription.recover(session, events), 'republishing'))) {
      if (!this.#isEnded) subscription.run(session, events);
    } else {
      this.#kept.subscription = null;
      this.#kept.subscription = await this.#subscribeAnew(session, items, events);
    }
    this.#kept.failures = 0;
  }

  async #subscribeAnew(session: RawSession, items: readonly Item[], events: SubscriptionEvents) {
    const { clock } = this.#surroundings;
    // A half-made one is left to the server with its session.
    this.#isSpoilt = true;
    const revised = await this.#limited('subscribing', createSubscription(session, this.#settings));
    const made = new Subscription(revised, items.length, clock);
    this.#events.onAnew(await this.#present(items));
    // Before the items: a server without a request to answer would hold their first values back.
    made.run(session, events);
    try {
      const { nodeIds } = this.#kept;
      const { outageMs } = this.#settings;
      const monitoring = monitor(session, made.id, items, nodeIds, outageMs, this.#events.onRefused);
      await within(clock, slowestSetupMs, 'monitoring', monitoring);
    } catch (error) {
      made.stop();
      throw error;
    }
    this.#isSpoilt = false;
    return made;
  }

  async #present(items: readonly Item[]): Promise<(DataValue | null)[]> {
    const present: (DataValue | null)[] = items.map(() => null);
    const asked = items.filter(({ node }) => node !== null && this.#kept.nodeIds.of(node) !== null);
    try {
      const values = await this.readAll(asked.map(({ node }) => node ?? ''));
      asked.forEach(({ number }, index) => {
        present[number] = values[index]!;
      });
    } catch (error) {
      // A server may take fewer reads than subscriptions; a line that broke is another matter.
      if (codeOf(error) === null) throw error;
    }
    return present;
  }

  /** False where the server says that it has it no more; rejects where the line broke, as the server may still have it. */
  async #isUsed(taking: Promise<void>, what: string): Promise<boolean> {
    try {
      await within(this.#surroundings.clock, slowestSetupMs, what, taking);
      return true;
    } catch (error) {
      this.#kept.subscription?.stop();
      const isRefused = codeOf(error) !== null || this.#kept.failures >= mostFailures;
      if (isRefused && !this.#isEnded) return false;
      this.#kept.failures++;
      throw error;
    }
  }

  #broken(why: string): void {
    this.#isChannelUp = false;
    this.#end(new Trouble(why));
  }

  #lost(why: string, isGone: boolean): void {
    this.#isSpoilt ||= isGone;
    this.#end(new Trouble(why));
  }

  #forget(): void {
    this.#kept.subscription?.stop();
    this.#kept.session = null;
    this.#kept.subscription = null;
    this.#kept.failures = 0;
  }

  #nodeId(node: string) {
    const nodeId = this.#kept.nodeIds.of(node);
    if (!nodeId) throw new Error(`the server has no node ${node}`);
    return nodeId;
  }

  #mustSession(): RawSession {
    if (!this.#kept.session || this.#isEnded) throw new Error('not connected');
    return this.#kept.session;
  }

  #end(why: Trouble): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#kept.subscription?.stop();
    this.#tellEnd(why);
  }

  #limited<T>(what: string, work: Promise<T>): Promise<T> {
    return within(this.#surroundings.clock, this.#settings.timeoutMs, what, work);
  }
}

/** What went wrong with a read, a write or a call, in words. */
export function failureWords(error: unknown): string {
  return codeOf(error)?.toString() ?? wordsOf(error);
}
