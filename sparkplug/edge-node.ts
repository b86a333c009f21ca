// An edge node on the air: births, data, deaths, commands of one gateway. When to do what is edge-node-state.ts;
// what the metrics are is the owner's part.
import { type Clock, type Log, TroubleLog } from '@campus/runtime/plain';
import { AliasBook } from './alias-book.ts';
import { BirthDeathSequence } from './birth-death-sequence.ts';
import { BrokerConnection, type BrokerConnectionOptions, type MqttMessage } from './broker-connection.ts';
import { type EdgeNodeEvent, type EdgeNodeState, edgeNodeAtStart, stepEdgeNode } from './edge-node-state.ts';
import { parseHostState } from './host-state.ts';
import { bdSeqMetric, dataType, type Metric, rebirthMetric } from './payload.ts';
import { decodePayload } from './payload-decoder.ts';
import { encodePayload } from './payload-encoder.ts';
import { formatTopic, parseTopic, stateTopic } from './topic.ts';

export interface EdgeNodeOptions {
  readonly broker: BrokerConnectionOptions;
  readonly groupId: string;
  readonly edgeNodeId: string;
  readonly primaryHostId: string;
  /** Keeps bdSeq over a restart. */
  readonly bdSeqFile?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Called for each birth: the node's own metrics and the devices that are online. bdSeq and Rebirth are added here. */
  births(): {
    node: readonly Metric[];
    /** Gone through once, so that the metrics of one device at a time are in memory. */
    devices: Iterable<{ id: string; metrics: readonly Metric[] }>;
  };
  /** Births are sent, data may be published. */
  onBorn(): void;
  /** Host offline or broker connection lost. */
  onLost(): void;
  /** Command for the node (null) or a device, Rebirth left out; metrics that came with an alias have their name. */
  onCommand(deviceId: string | null, metrics: readonly Metric[]): void;
  /** A retained STATE is as old as the host's connection: its timestamp says nothing of the host's clock now. */
  onHostState(online: boolean, timestamp: number, isRetained: boolean): void;
}

/** Data beyond this in the socket's buffer is refused: about a second of a slow line, and bounded memory. */
export const mostBufferedBytes = 1_000_000;
/** Rebirths in a row are answered at most this often; a request in between is answered when it has passed. */
const rebirthSpacingMs = 1_000;
const sequenceNumbers = 256;

export class EdgeNode {
  readonly #options: EdgeNodeOptions;
  readonly #connection: BrokerConnection;
  readonly #bdSeq: BirthDeathSequence;
  readonly #aliases = new AliasBook();
  readonly #bornDevices = new Set<string>();
  readonly #trouble: TroubleLog;
  #state: EdgeNodeState = edgeNodeAtStart;
  #isBirthing = false;
  #seq = 0;
  #bornAt = Number.NEGATIVE_INFINITY;
  #cancelRebirth: (() => void) | null = null;

  constructor(options: EdgeNodeOptions) {
    this.#options = options;
    this.#bdSeq = new BirthDeathSequence(options.bdSeqFile, options.log);
    this.#trouble = new TroubleLog(options.log);
    this.#connection = new BrokerConnection(
      options.broker,
      {
        will: () => {
          this.#bdSeq.advance();
          return this.#death();
        },
        onUp: () => void this.#cameUp(),
        onDown: () => this.#step({ kind: 'down' }),
        onMessage: (topic, payload, isRetained) => this.#received(topic, payload, isRetained),
      },
      options,
    );
  }

  start(): void {
    this.#connection.start();
  }

  get isBorn(): boolean {
    return this.#state.phase === 'born' && !this.#isBirthing;
  }

  get bufferedBytes(): number {
    return this.#connection.bufferedBytes;
  }

  /** False where nothing was sent: not born, or the outgoing buffer is over its limit. */
  publishNode(metrics: readonly Metric[]): boolean {
    if (!this.#mayPublish()) return false;
    return this.#publish('NDATA', undefined, metrics);
  }

  /** False where nothing was sent: node or device not born, or the outgoing buffer is over its limit. */
  publishDevice(deviceId: string, metrics: readonly Metric[]): boolean {
    if (!this.#mayPublish() || !this.#bornDevices.has(deviceId)) return false;
    return this.#publish('DDATA', deviceId, metrics);
  }

  /**
   * As the two above, with a payload that the caller encodes (hot-encoder.ts): it is given the time of sending and the
   * sequence number. The payload is copied at once.
   */
  publishEncoded(deviceId: string | null, encode: (timestamp: number, seq: number) => Uint8Array): boolean {
    if (!this.#mayPublish() || (deviceId !== null && !this.#bornDevices.has(deviceId))) return false;
    return this.#send(deviceId === null ? 'NDATA' : 'DDATA', deviceId ?? undefined, encode);
  }

  /** A device has come: its birth, from then on its data. False where the node is not born. */
  deviceBirth(id: string, metrics: readonly Metric[]): boolean {
    if (!this.isBorn) return false;
    return this.#birthDevice(id, metrics);
  }

  /** A device has gone [tck-id-operational-behavior-device-ddeath]. False where it was not born. */
  deviceDeath(id: string): boolean {
    if (!this.isBorn || !this.#bornDevices.delete(id)) return false;
    this.#aliases.forget(id);
    return this.#publish('DDEATH', id, []);
  }

  /** Publishes the death and disconnects [tck-id-operational-behavior-edge-node-intentional-disconnect-ndeath]. */
  async close(): Promise<void> {
    this.#cancelRebirth?.();
    this.#state = edgeNodeAtStart;
    await this.#connection.close(this.#death());
  }

  #mayPublish(): boolean {
    return this.isBorn && this.#connection.bufferedBytes <= mostBufferedBytes;
  }

  async #cameUp(): Promise<void> {
    this.#step({ kind: 'up' });
    const { groupId, edgeNodeId, primaryHostId } = this.#options;
    const isGranted = await this.#connection.subscribe([
      // [tck-id-message-flow-edge-node-ncmd-subscribe], [tck-id-message-flow-device-dcmd-subscribe]
      { filter: formatTopic({ groupId, type: 'NCMD', edgeNodeId }), qos: 1 },
      { filter: `spBv1.0/${groupId}/DCMD/${edgeNodeId}/+`, qos: 1 },
      { filter: stateTopic(primaryHostId), qos: 1 },
    ]);
    if (isGranted) this.#trouble.back('command topics');
    else if (this.#connection.isUp) {
      this.#trouble.lost('command topics', 'the broker refused the subscription');
      this.#connection.restart(null);
      this.#step({ kind: 'down' });
    }
  }

  #step(event: EdgeNodeEvent): void {
    const { state, acts } = stepEdgeNode(this.#state, event);
    this.#state = state;
    for (const act of acts) {
      if (act === 'birth') this.#birth();
      else if (act === 'lose') this.#lose();
      else this.#connection.restart(this.#death());
    }
  }

  #lose(): void {
    this.#cancelRebirth?.();
    this.#bornDevices.clear();
    this.#options.onLost();
  }

  /** NBIRTH, then a DBIRTH for each device; no data in between [tck-id-payloads-dbirth-order]. */
  #birth(): void {
    this.#isBirthing = true;
    this.#bornAt = this.#options.clock.monotonic();
    this.#aliases.clear();
    this.#bornDevices.clear();
    this.#seq = sequenceNumbers - 1; // the NBIRTH gets 0 [tck-id-payloads-sequence-num-zero-nbirth]
    const { node, devices } = this.#options.births();
    const metrics = this.#stamped([
      { name: bdSeqMetric, dataType: dataType.Int64, value: this.#bdSeq.current },
      // [tck-id-operational-behavior-data-commands-rebirth-value, -name-aliases]
      { name: rebirthMetric, dataType: dataType.Boolean, value: false },
      ...node,
    ]);
    this.#aliases.learn(null, metrics);
    this.#publish('NBIRTH', undefined, metrics);
    for (const device of devices) this.#birthDevice(device.id, device.metrics);
    this.#isBirthing = false;
    this.#options.onBorn();
  }

  #birthDevice(id: string, metrics: readonly Metric[]): boolean {
    this.#aliases.learn(id, metrics);
    this.#bornDevices.add(id);
    return this.#publish('DBIRTH', id, this.#stamped(metrics));
  }

  /** Every metric of a birth has a timestamp [tck-id-payloads-name-birth-data-requirement]. */
  #stamped(metrics: readonly Metric[]): Metric[] {
    const timestamp = this.#options.clock.now();
    return metrics.map((metric) => (metric.timestamp === undefined ? { ...metric, timestamp } : metric));
  }

  #publish(
    type: 'NBIRTH' | 'NDATA' | 'DBIRTH' | 'DDATA' | 'DDEATH',
    deviceId: string | undefined,
    metrics: readonly Metric[],
  ): boolean {
    return this.#send(type, deviceId, (timestamp, seq) => encodePayload({ timestamp, metrics, seq }));
  }

  #send(
    type: 'NBIRTH' | 'NDATA' | 'DBIRTH' | 'DDATA' | 'DDEATH',
    deviceId: string | undefined,
    encode: (timestamp: number, seq: number) => Uint8Array,
  ): boolean {
    const { groupId, edgeNodeId, clock } = this.#options;
    if (!this.#connection.isUp) return false;
    this.#seq = (this.#seq + 1) % sequenceNumbers; // [tck-id-payloads-sequence-num-incrementing]
    return this.#connection.publish({
      topic: formatTopic({ groupId, type, edgeNodeId, deviceId }),
      payload: encode(clock.now(), this.#seq),
      qos: 0, // [tck-id-payloads-nbirth-qos], [tck-id-payloads-ddata-qos]
      retain: false,
    });
  }

  /** [tck-id-payloads-ndeath-bdseq], [tck-id-payloads-ndeath-seq], [tck-id-payloads-ndeath-will-message-qos, -retain] */
  #death(): MqttMessage {
    const { groupId, edgeNodeId, clock } = this.#options;
    const metrics = [{ name: bdSeqMetric, dataType: dataType.Int64, value: this.#bdSeq.current }];
    return {
      topic: formatTopic({ groupId, type: 'NDEATH', edgeNodeId }),
      payload: encodePayload({ timestamp: clock.now(), metrics }),
      qos: 1,
      retain: false,
    };
  }

  #received(topic: string, payload: Uint8Array, isRetained: boolean): void {
    // [tck-id-message-flow-edge-node-birth-publish-phid-wait-id]
    if (topic === stateTopic(this.#options.primaryHostId)) this.#hostState(payload, isRetained);
    else if (!isRetained) this.#command(topic, payload);
  }

  #hostState(payload: Uint8Array, isRetained: boolean): void {
    const state = parseHostState(payload);
    if (!state) return;
    const isOld = this.#state.hostTimestamp !== null && state.timestamp < this.#state.hostTimestamp;
    if (!isOld) this.#options.onHostState(state.online, state.timestamp, isRetained);
    this.#step({ kind: 'host', ...state, nowMs: this.#options.clock.now() });
  }

  /** Whatever a command holds, the node stays on the air. */
  #command(topic: string, bytes: Uint8Array): void {
    const to = parseTopic(topic);
    if (!to || (to.type !== 'NCMD' && to.type !== 'DCMD')) return;
    try {
      const { metrics } = decodePayload(bytes);
      for (const metric of metrics)
        if (metric.name === undefined && metric.alias !== undefined)
          metric.name = this.#aliases.get(metric.alias)?.name;
      const isRebirth =
        to.type === 'NCMD' && metrics.some((m) => m.name === rebirthMetric && m.value === true);
      const rest = metrics.filter(({ name }) => name !== undefined && name !== rebirthMetric);
      if (isRebirth) this.#rebirthAsked();
      if (rest.length > 0) this.#options.onCommand(to.deviceId ?? null, rest);
    } catch (error) {
      this.#options.log.error({ topic, error: (error as Error).message }, 'a command could not be taken');
    }
  }

  #rebirthAsked(): void {
    const { clock } = this.#options;
    const waitMs = this.#bornAt + rebirthSpacingMs - clock.monotonic();
    this.#cancelRebirth?.();
    if (waitMs <= 0) this.#step({ kind: 'rebirth' });
    else this.#cancelRebirth = clock.after(waitMs, () => this.#step({ kind: 'rebirth' }));
  }
}
