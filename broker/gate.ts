// The broker's gate: who may connect, publish and subscribe. Denied by default; counts and logs what it refuses.
import type { Log } from '@campus/runtime';
import type { Aedes, AedesOptions, AuthenticateError, Client, ConnectPacket, PublishPacket } from 'aedes';
import { AccountVerifier, type BrokerAccount } from './accounts.ts';
import type { BrokerOptions } from './broker.ts';
import { mayPublish, maySubscribe, rightsOf, type TopicRights } from './topic-rights.ts';

/** What a gateway published; `payload` is good during the call only. */
export type Heard = (topic: string, payload: Uint8Array) => void;

interface Guest {
  will: ConnectPacket['will'];
  account: BrokerAccount | null;
  rights: TopicRights;
  /** Topics it may publish: an account's rights do not change while it is connected. */
  readonly mayPublish: Set<string>;
  /** Its publications of QoS 0 are taken before Aedes sees them (short-way.ts). */
  isShort: boolean;
}

/** CONNACK return codes (MQTT 3.1.1, table 3.1). */
const connack = { identifierRejected: 2, serverUnavailable: 3, badPassword: 4, notAuthorized: 5 } as const;
type ConnackCode = (typeof connack)[keyof typeof connack];

/** A gateway needs three subscriptions, a tool some more. */
const mostSubscriptions = 32;
const longestClientId = 128;
/** Topics remembered for one client: more than a gateway has devices. */
const mostTopicsKnown = 10_000;
/** What a client says of itself is cut to this in the log. */
const longestReason = 200;
/** Kinds of trouble times accounts stay far below this; past it only the counters tell. */
const mostKindsLogged = 10_000;
/** What Aedes says to a client of MQTT 5. */
const wrongVersion = 'unacceptable protocol version';
const noRights: TopicRights = { publish: [], subscribe: [], retain: [] };
/** Where a refused message goes: nobody may subscribe it. */
const refusedTopic = '$refused';

export class Gate {
  readonly #site: BrokerOptions;
  readonly #log: Log;
  readonly #verifier: AccountVerifier;
  readonly #guests = new WeakMap<Client, Guest>();
  /** Client ids in use. One bounded by the number of connections. */
  readonly #holders = new Map<string, Client>();
  readonly #logged = new Set<string>();
  /** Readers in this process. */
  readonly #hearing = new Set<Heard>();
  /** Connected clients that subscribed what gateways publish. */
  readonly #subscribers = new Set<Client>();
  #published = 0;
  #refused = 0;

  constructor(options: BrokerOptions) {
    this.#site = options;
    this.#log = options.log;
    this.#verifier = new AccountVerifier(options.accounts, options.clock);
  }

  handlers(): AedesOptions {
    return {
      preConnect: (client, packet, done) => {
        const { will } = packet;
        const nobody = { account: null, rights: noRights, mayPublish: new Set<string>(), isShort: false };
        this.#guests.set(client, { will, ...nobody });
        // No session is kept, so nothing piles up for the absent. Sparkplug asks for clean sessions anyway
        // [tck-id-principles-persistence-clean-session-311].
        packet.clean = true;
        done(null, true);
      },
      authenticate: (client, username, password, done) => {
        this.#admit(client, username, password?.toString('utf8')).then(
          (error) => done(error, error === null),
          (error: unknown) => {
            this.#log.error({ error: String(error) }, 'the accounts of the broker cannot be read');
            done(new Refusal(connack.serverUnavailable, 'accounts unavailable'), false);
          },
        );
      },
      authorizePublish: (client, packet, done) => {
        this.#judgePublish(client, packet);
        done(null);
      },
      authorizeSubscribe: (client, subscription, done) => {
        done(null, this.#allowsSubscribe(client, subscription.topic) ? subscription : null);
      },
    };
  }

  /** Faults of single connections end that connection only; none may pass unseen or end the process. */
  watch(aedes: Aedes): void {
    const ended = (client: Client, error: Error): void => {
      const { message } = error;
      const account = this.nameOf(client);
      // Clients of ours offer MQTT 5 first: that is no trouble.
      if (message === wrongVersion) this.#log.debug({ account, why: message }, 'connection ended');
      else if (!(error instanceof Refusal)) this.#note(`connection ended: ${message}`, message, account);
    };
    aedes.on('clientError', ended);
    aedes.on('connectionError', ended);
    (aedes as NodeJS.EventEmitter).on('error', (error: Error) =>
      this.#log.error({ error: error.message }, 'broker fault'),
    );
  }

  isProven(client: Client): boolean {
    return Boolean(this.#guests.get(client)?.account);
  }

  nameOf(client: Client): string {
    return this.#guests.get(client)?.account?.username ?? 'anyone';
  }

  hear(listener: Heard): () => void {
    this.#hearing.add(listener);
    return () => this.#hearing.delete(listener);
  }

  /** From now on the client's publications of QoS 0 come by `takeShort`; what Aedes sees of them is a copy. */
  shorten(client: Client): boolean {
    const guest = this.#guests.get(client);
    if (guest?.account?.kind !== 'gateway') return false;
    guest.isShort = true;
    return true;
  }

  /** A publication of QoS 0 that Aedes has not seen. False where Aedes must see it: to pass it to others, or to refuse it. */
  takeShort(client: Client, topic: string, payload: Uint8Array): boolean {
    const guest = this.#guests.get(client);
    if (!guest || !mayPublishNow(guest, topic, false)) return false;
    this.#allowed(guest, topic, payload);
    return this.#hearing.size > 0 && this.#subscribers.size === 0;
  }

  forget(client: Client): void {
    this.#subscribers.delete(client);
    if (this.#holders.get(client.id) === client) this.#holders.delete(client.id);
  }

  stats(): { published: number; refused: number } {
    return { published: this.#published, refused: this.#refused };
  }

  /** Counts a refusal, and logs the first of its kind for that account. */
  refuse(what: string, why: string, account: string): void {
    this.#refused++;
    this.#note(`refused ${what}`, why, account);
  }

  async #admit(client: Client, username?: string, password?: string): Promise<AuthenticateError | null> {
    const guest = this.#guests.get(client)!;
    const verdict =
      username === undefined || password === undefined
        ? 'refused'
        : await this.#verifier.verify(username, password);
    if (verdict === 'busy') return this.#turnAway(connack.serverUnavailable, 'busy', 'anyone');
    if (verdict === 'refused') return this.#turnAway(connack.badPassword, 'wrong name or password', 'anyone');
    const rights = rightsOf(verdict, this.#site);
    if (client.id.length > longestClientId || !this.#mayHold(client, verdict)) {
      return this.#turnAway(connack.identifierRejected, 'client id too long or in use', verdict.username);
    }
    if (guest.will && !mayPublish(rights, guest.will.topic, guest.will.retain === true)) {
      return this.#turnAway(connack.notAuthorized, `will on ${guest.will.topic}`, verdict.username);
    }
    if (!client.conn.destroyed) this.#holders.set(client.id, client);
    guest.account = verdict;
    guest.rights = rights;
    return null;
  }

  /** A second client of the same id takes over [MQTT-3.1.4-2], but never that of another account. */
  #mayHold(client: Client, account: BrokerAccount): boolean {
    const holder = this.#holders.get(client.id);
    return !holder || this.#guests.get(holder)?.account?.username === account.username;
  }

  #turnAway(code: ConnackCode, why: string, account: string): AuthenticateError {
    this.refuse('connection', why, account);
    return new Refusal(code, why);
  }

  /**
   * A refused message is acknowledged and dropped, one of the two ways that [MQTT-3.3.5-2] leaves; ending the
   * connection instead would have a badly set client reconnect for ever. Aedes offers no drop, so the message
   * is emptied and sent where nobody may listen.
   */
  #judgePublish(client: Client | null, packet: PublishPacket): void {
    const guest = client ? this.#guests.get(client) : undefined;
    if (guest && mayPublishNow(guest, packet.topic, packet.retain)) {
      if (!isCopy(guest, packet)) this.#allowed(guest, packet.topic, packet.payload);
      return;
    }
    this.refuse('publish', packet.topic, client ? this.nameOf(client) : 'anyone');
    packet.topic = refusedTopic;
    packet.payload = Buffer.alloc(0);
    packet.retain = false;
  }

  #allowed({ account }: Guest, topic: string, payload: Uint8Array | string): void {
    this.#published++;
    if (account?.kind !== 'gateway') return;
    for (const hear of this.#hearing)
      hear(topic, typeof payload === 'string' ? Buffer.from(payload) : payload);
  }

  #allowsSubscribe(client: Client, filter: string): boolean {
    const guest = this.#guests.get(client);
    const { subscriptions = {} } = client as Client & { subscriptions?: Record<string, unknown> };
    const hasRoom = filter in subscriptions || Object.keys(subscriptions).length < mostSubscriptions;
    if (guest && hasRoom && maySubscribe(guest.rights, filter)) {
      if (mayHearGateways(guest.account, filter)) this.#subscribers.add(client);
      return true;
    }
    this.refuse('subscription', filter.slice(0, 256), this.nameOf(client));
    return false;
  }

  #note(what: string, why: string, account: string): void {
    const key = `${what} ${account}`;
    if (this.#logged.has(key) || this.#logged.size >= mostKindsLogged) {
      this.#log.debug({ account, why }, what);
      return;
    }
    this.#logged.add(key);
    this.#log.warn({ account, why: why.slice(0, longestReason) }, what);
  }
}

function mayPublishNow({ rights, mayPublish: known }: Guest, topic: string, isRetained: boolean): boolean {
  if (!isRetained && known.has(topic)) return true;
  if (!mayPublish(rights, topic, isRetained)) return false;
  if (known.size >= mostTopicsKnown) known.clear();
  if (!isRetained) known.add(topic);
  return true;
}

/** Whether it was taken the short way before; a will was not. */
function isCopy({ isShort, will }: Guest, packet: PublishPacket): boolean {
  return isShort && packet.qos === 0 && !packet.retain && packet !== will;
}

/** Gateways are allowed commands and STATE alone; whoever else subscribes only STATE hears no gateway. */
function mayHearGateways(account: BrokerAccount | null, filter: string): boolean {
  return account?.kind !== 'gateway' && filter.split('/')[1] !== 'STATE';
}

/** Logged where it was decided. */
class Refusal extends Error implements AuthenticateError {
  readonly returnCode: ConnackCode;

  constructor(returnCode: ConnackCode, why: string) {
    super(why);
    this.returnCode = returnCode;
  }
}
