// A Sparkplug host application: says by STATE that it is there, follows the edge nodes of one group, sends commands.
// What a node's messages mean is node-session.ts; what is done with values is the listener's part.
import { type Clock, type Log, TroubleLog } from '@campus/runtime/plain';
import { BrokerConnection, type BrokerConnectionOptions, type MqttMessage } from './broker-connection.ts';
import { DataRowReader } from './data-row-reader.ts';
import type { HostListener } from './host-listener.ts';
import { formatHostState, parseHostState } from './host-state.ts';
import { NodeSession, type Verdict } from './node-session.ts';
import { dataType, type Metric, type Payload, rebirthMetric, SparkplugError } from './payload.ts';
import { type DecodedPayload, decodePayload } from './payload-decoder.ts';
import { encodePayload } from './payload-encoder.ts';
import { formatTopic, parseTopic, stateTopic, type Topic } from './topic.ts';

/** Tells what edge nodes publish; the payload is good during the call only. Returns the way to stop. */
export type Hear = (onPublication: (topic: string, payload: Uint8Array) => void) => () => void;

export interface HostOptions {
  readonly broker: BrokerConnectionOptions;
  /** Of a broker in this process, while there is a connection; left out, edge nodes are heard over the connection. */
  readonly hear?: Hear;
  readonly hostId: string;
  readonly groupId: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly listener: HostListener;
}

const firstConnectionMs = 10_000;
/** A node is asked for births at most this often. */
const rebirthEveryMs = 5_000;
/** Most edge nodes followed; a campus has some dozen. */
const mostNodes = 2_000;
/** Topics whose meaning is remembered: those of the devices that are heard. */
const mostRoutes = 20_000;
/** Own STATE is corrected at most this often, or two hosts of one name would shout without end. */
const stateEveryMs = 1_000;

interface KnownNode {
  readonly session: NodeSession;
  rebirthAskedAt: number;
  isGarbled: boolean;
}

interface Route {
  readonly from: Topic;
  readonly node: KnownNode;
}

export class Host {
  readonly #options: HostOptions;
  readonly #connection: BrokerConnection;
  readonly #nodes = new Map<string, KnownNode>();
  readonly #routes = new Map<string, Route>();
  readonly #reader: DataRowReader | null;
  readonly #stateTopic: string;
  readonly #trouble: TroubleLog;
  /** Will and birth of one connection share it [tck-id-host-topic-phid-birth-payload-timestamp]. */
  #stateTimestamp = 0;
  #stateSaidAt = Number.NEGATIVE_INFINITY;
  #isOnline = false;
  #cancelSilentCheck: (() => void) | null = null;
  #stopHearing: (() => void) | null = null;
  /** A correction of STATE that waits its time. */
  #cancelState: (() => void) | null = null;
  #onFirstOnline: (() => void) | null = null;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#trouble = new TroubleLog(options.log);
    this.#reader = options.listener.rows ? new DataRowReader(options.listener.rows.properties) : null;
    this.#stateTopic = stateTopic(options.hostId);
    this.#connection = new BrokerConnection(
      options.broker,
      {
        will: () => {
          this.#stateTimestamp = options.clock.now();
          return this.#stateMessage(false);
        },
        onUp: () => void this.#cameUp(),
        onDown: () => this.#wentDown(),
        onMessage: (topic, payload) => this.#received(topic, payload),
      },
      options,
    );
  }

  /** Resolves once online; rejects after 10 s without a broker (and then tries no more). */
  async start(): Promise<void> {
    const { clock, broker } = this.#options;
    const isOnline = await new Promise<boolean>((resolve) => {
      const cancel = clock.after(firstConnectionMs, () => resolve(false));
      this.#onFirstOnline = () => {
        cancel();
        resolve(true);
      };
      this.#connection.start();
    });
    this.#onFirstOnline = null;
    if (isOnline) return;
    await this.close();
    throw new Error(`no connection to the broker ${broker.url} within ${firstConnectionMs} ms`);
  }

  /** False where the node is not on the air. QoS 0: true says sent, not received. */
  async sendNodeCommand(edgeNodeId: string, metrics: readonly Metric[]): Promise<boolean> {
    return this.#isKnown(edgeNodeId) && this.#send({ type: 'NCMD', edgeNodeId }, metrics);
  }

  /** False where the node is not on the air. QoS 0: true says sent, not received. */
  async sendDeviceCommand(
    edgeNodeId: string,
    deviceId: string,
    metrics: readonly Metric[],
  ): Promise<boolean> {
    return this.#isKnown(edgeNodeId) && this.#send({ type: 'DCMD', edgeNodeId, deviceId }, metrics);
  }

  /** Says offline and disconnects [tck-id-operational-behavior-host-application-termination]. */
  async close(): Promise<void> {
    this.#cancelTimers();
    this.#hearNoMore();
    this.#isOnline = false;
    await this.#connection.close(this.#stateMessage(false));
  }

  /** Subscribes, then says online [tck-id-message-flow-phid-sparkplug-subscription, -state-publish]. */
  async #cameUp(): Promise<void> {
    const { hear, groupId } = this.#options;
    const filters = [this.#stateTopic, ...(hear ? [] : nodeFilters(groupId))];
    const isGranted = await this.#connection.subscribe(filters.map((filter) => ({ filter, qos: 1 })));
    if (!this.#connection.isUp) return;
    if (!isGranted) {
      this.#trouble.lost('Sparkplug topics', 'the broker refused the subscription');
      this.#connection.restart(null);
      return;
    }
    this.#trouble.back('Sparkplug topics');
    this.#hearNoMore();
    this.#stopHearing = hear?.((topic, payload) => this.#heard(topic, payload)) ?? null;
    this.#sayOnline();
    this.#isOnline = true;
    this.#cancelSilentCheck = this.#options.clock.after(rebirthEveryMs, () => this.#askSilentNodes());
    this.#options.listener.onConnected();
    this.#onFirstOnline?.();
  }

  #wentDown(): void {
    const wasOnline = this.#isOnline;
    this.#isOnline = false;
    this.#cancelTimers();
    this.#hearNoMore();
    for (const { session } of this.#nodes.values()) session.forget();
    if (wasOnline) this.#options.listener.onLost();
  }

  #cancelTimers(): void {
    this.#cancelSilentCheck?.();
    this.#cancelState?.();
    this.#cancelState = null;
  }

  /** A node that kept its connection while ours broke has no reason of its own to be born again. */
  #askSilentNodes(): void {
    for (const [id, node] of this.#nodes) if (!node.session.isBorn) this.#askRebirth(id, node);
  }

  #sayOnline(): void {
    this.#cancelState?.();
    this.#cancelState = null;
    this.#stateSaidAt = this.#options.clock.monotonic();
    this.#connection.publish(this.#stateMessage(true));
  }

  /** [tck-id-host-topic-phid-birth-qos, -birth-retain], [tck-id-host-topic-phid-death-qos, -death-retain] */
  #stateMessage(online: boolean): MqttMessage {
    return {
      topic: stateTopic(this.#options.hostId),
      payload: formatHostState({ online, timestamp: this.#stateTimestamp }),
      qos: 1,
      retain: true,
    };
  }

  #hearNoMore(): void {
    this.#stopHearing?.();
    this.#stopHearing = null;
  }

  /** STATE comes over the connection. */
  #heard(topic: string, bytes: Uint8Array): void {
    if (topic !== this.#stateTopic) this.#received(topic, bytes);
  }

  #received(topic: string, bytes: Uint8Array): void {
    const route = this.#routes.get(topic);
    if (route) this.#take(route.from, route.node, bytes);
    else if (topic === this.#stateTopic) this.#ownState(bytes);
    else this.#firstOf(topic, bytes);
  }

  #firstOf(topic: string, bytes: Uint8Array): void {
    const from = parseTopic(topic);
    const node = from?.groupId === this.#options.groupId ? this.#node(from.edgeNodeId) : null;
    if (!from || !node) return;
    if (this.#routes.size >= mostRoutes) this.#routes.clear();
    this.#routes.set(topic, { from, node });
    this.#take(from, node, bytes);
  }

  /** Whatever a message holds, the other nodes are still served. */
  #take(from: Topic, node: KnownNode, bytes: Uint8Array): void {
    try {
      if (!this.#takeRows(from, node, bytes)) this.#handle(from, node, decodePayload(bytes));
      if (node.isGarbled) this.#trouble.back(`payloads of ${from.edgeNodeId}`);
      node.isGarbled = false;
    } catch (error) {
      if (error instanceof SparkplugError) {
        node.isGarbled = true;
        this.#trouble.lost(`payloads of ${from.edgeNodeId}`, `${from.type}: ${error.message}`);
      } else this.#options.log.error({ from, error }, 'a message could not be taken');
    }
  }

  /** False where the message is no data, or of a shape that takes the codec. */
  #takeRows({ type, edgeNodeId, ...from }: Topic, node: KnownNode, bytes: Uint8Array): boolean {
    const deviceId = from.deviceId ?? null;
    const { rows: listener } = this.#options.listener;
    const reader = this.#reader;
    if (!listener || !reader || (type !== 'DDATA' && type !== 'NDATA') || !reader.read(bytes)) return false;
    const { rows } = reader;
    const verdict = node.session.rows(deviceId, rows, listener.leadName);
    if (verdict === null) return false;
    listener.onRows(edgeNodeId, deviceId, rows);
    if (verdict === 'gap') this.#askRebirth(edgeNodeId, node);
    return true;
  }

  /**
   * Another client, or a late will, said that we are offline, or left what nobody can read: an edge node that connects
   * now would wait for us for ever [tck-id-message-flow-hid-sparkplug-state-message-delivered].
   */
  #ownState(bytes: Uint8Array): void {
    if (!this.#isOnline || this.#cancelState || parseHostState(bytes)?.online === true) return;
    const waitMs = this.#stateSaidAt + stateEveryMs - this.#options.clock.monotonic();
    if (waitMs <= 0) this.#sayOnline();
    else this.#cancelState = this.#options.clock.after(waitMs, () => this.#sayOnline());
  }

  #handle(from: Topic, node: KnownNode, payload: DecodedPayload): void {
    const { type, edgeNodeId } = from;
    const { session } = node;
    const device = from.deviceId ?? '';
    const message = payload as Payload;
    const { listener, clock } = this.#options;
    const timestamp = payload.timestamp ?? clock.now();
    const tellIf = (verdict: Verdict, tell: () => void): void => {
      if (verdict === 'accepted' || verdict === 'gap') tell();
      if (verdict === 'gap' || verdict === 'unknown') this.#askRebirth(edgeNodeId, node);
    };
    if (type === 'DDATA')
      tellIf(session.data(device, payload), () => listener.onDeviceData(edgeNodeId, device, message));
    else if (type === 'NDATA')
      tellIf(session.data(null, payload), () => listener.onNodeData(edgeNodeId, message));
    else if (type === 'NBIRTH')
      tellIf(session.nodeBirth(payload), () => listener.onNodeBirth(edgeNodeId, message));
    else if (type === 'DBIRTH')
      tellIf(session.deviceBirth(device, payload), () => listener.onDeviceBirth(edgeNodeId, device, message));
    else if (type === 'DDEATH')
      tellIf(session.deviceDeath(device, payload), () =>
        listener.onDeviceDeath(edgeNodeId, device, timestamp),
      );
    else if (type === 'NDEATH')
      tellIf(session.nodeDeath(payload), () => listener.onNodeDeath(edgeNodeId, timestamp));
  }

  #node(edgeNodeId: string): KnownNode | null {
    const known = this.#nodes.get(edgeNodeId);
    if (known) return known;
    if (this.#nodes.size >= mostNodes) {
      this.#trouble.lost('edge nodes', `more than ${mostNodes} edge nodes; ${edgeNodeId} is not followed`);
      return null;
    }
    const { rows } = this.#options.listener;
    const session = new NodeSession((deviceId, name) => rows?.slotOf(edgeNodeId, deviceId, name) ?? -1);
    const node = { session, rebirthAskedAt: Number.NEGATIVE_INFINITY, isGarbled: false };
    this.#nodes.set(edgeNodeId, node);
    return node;
  }

  /** Asks an edge node that is on the air for all its births. */
  requestRebirth(edgeNodeId: string): void {
    const node = this.#isKnown(edgeNodeId) ? this.#nodes.get(edgeNodeId) : undefined;
    if (node) this.#askRebirth(edgeNodeId, Object.assign(node, { rebirthAskedAt: Number.NEGATIVE_INFINITY }));
  }

  /** [tck-id-operational-behavior-data-commands-ncmd-rebirth-name, -value] */
  #askRebirth(edgeNodeId: string, node: KnownNode): void {
    const now = this.#options.clock.monotonic();
    if (now - node.rebirthAskedAt < rebirthEveryMs) return;
    node.rebirthAskedAt = now;
    this.#options.log.info({ edgeNodeId }, 'asking for new births');
    this.#send({ type: 'NCMD', edgeNodeId }, [
      { name: rebirthMetric, dataType: dataType.Boolean, value: true },
    ]);
  }

  #isKnown(edgeNodeId: string): boolean {
    return this.#connection.isUp && (this.#nodes.get(edgeNodeId)?.session.isBorn ?? false);
  }

  /** Metrics without a timestamp get the host's now: from it the node knows the host's clock. */
  #send(to: Omit<Topic, 'groupId'>, metrics: readonly Metric[]): boolean {
    const timestamp = this.#options.clock.now();
    return this.#connection.publish({
      topic: formatTopic({ groupId: this.#options.groupId, ...to }),
      payload: encodePayload({ timestamp, metrics: metrics.map((metric) => ({ timestamp, ...metric })) }),
      qos: 0, // [tck-id-payloads-ncmd-qos], [tck-id-payloads-dcmd-qos]
      retain: false,
    });
  }
}

function nodeFilters(groupId: string): string[] {
  const node = ['NBIRTH', 'NDEATH', 'NDATA'].map((type) => `spBv1.0/${groupId}/${type}/+`);
  const device = ['DBIRTH', 'DDEATH', 'DDATA'].map((type) => `spBv1.0/${groupId}/${type}/+/+`);
  return [...node, ...device];
}
