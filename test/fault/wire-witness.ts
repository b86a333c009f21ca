// Stands between an agent and the hub's broker and writes down what both promise: samples that the agent says it has
// taken (positions), and positions that the hub says it has made durable (acknowledgements).
import { connect, createServer, type Server, type Socket } from 'node:net';
import {
  parseAcknowledgement,
  parseExactSet,
  parsePositionRanges,
  RangeSet,
  wire,
} from '@campus/campus-model';
import { decodePayload, type MessageType, type Metric, parseTopic } from '@campus/sparkplug';
import { levelOf, PacketStream, publishedIn } from './mqtt-packets.ts';
import { type SampleRow, sampleKey } from './sample-row.ts';

const nodeTypes: ReadonlySet<MessageType> = new Set(['NBIRTH', 'NDATA']);

interface Named {
  readonly deviceId: string;
  readonly name: string;
}

export class WireWitness {
  /** By outbox id and number: the sample that the agent said stands there. */
  readonly taken = new Map<string, Map<number, string>>();
  readonly acknowledged = new Map<string, RangeSet>();
  /** A position under which two different samples were said to stand. */
  readonly contradictions: string[] = [];
  /** The last backlog that the agent said, and when. */
  backlog: { readonly value: number; readonly atMs: number } | null = null;
  readonly #brokerPort: number;
  readonly #isNodeOnly: boolean;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(brokerPort: number, isNodeOnly: boolean) {
    this.#brokerPort = brokerPort;
    this.#isNodeOnly = isNodeOnly;
    this.#server = createServer({ noDelay: true }, (agent) => this.#relay(agent));
  }

  /** `isNodeOnly`: listens to what agents say of themselves alone, where millions of samples would be too many. */
  static async start(brokerPort: number, { isNodeOnly = false } = {}): Promise<WireWitness> {
    const witness = new WireWitness(brokerPort, isNodeOnly);
    await new Promise<void>((resolve) => witness.#server.listen(0, '127.0.0.1', resolve));
    return witness;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  get takenCount(): number {
    return [...this.taken.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Positions that were said to be taken and not yet to be durable at the hub. */
  get waiting(): number {
    let waiting = 0;
    for (const [outboxId, numbers] of this.taken) {
      const acknowledged = this.acknowledged.get(outboxId);
      for (const number of numbers.keys()) if (!acknowledged?.has(number)) waiting++;
    }
    return waiting;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #relay(agent: Socket): void {
    const hub = connect(this.#brokerPort, '127.0.0.1').setNoDelay(true);
    const names = new Map<number, Named>();
    let level = 4;
    const listen = (from: Socket, to: Socket): void => {
      const packets = new PacketStream();
      this.#sockets.add(from);
      from.on('data', (bytes) => {
        for (const { head, body } of packets.push(bytes)) {
          level = levelOf(head, body) ?? level;
          const said = publishedIn(head, body, level);
          if (said) this.#said(said.topic, said.payload, names);
        }
      });
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.once('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    };
    listen(agent, hub);
    listen(hub, agent);
  }

  #said(topicName: string, payload: Buffer, names: Map<number, Named>): void {
    const topic = parseTopic(topicName);
    if (!topic || (this.#isNodeOnly && !nodeTypes.has(topic.type))) return;
    const { metrics } = decodePayload(payload);
    const deviceId = topic.deviceId ?? '';
    if (topic.type === 'NBIRTH' || topic.type === 'DBIRTH') learn(names, deviceId, metrics);
    const nameOf = (metric: Metric): string => metric.name ?? names.get(metric.alias ?? -1)?.name ?? '';
    if (topic.type === 'DDATA') this.#sampled(deviceId, metrics, nameOf);
    if (topic.type === 'NDATA' || topic.type === 'NBIRTH') this.#healthSaid(metrics, nameOf);
    if (topic.type === 'NCMD') for (const metric of metrics) this.#acknowledgedIn(metric);
  }

  #sampled(deviceId: string, metrics: readonly Metric[], nameOf: (metric: Metric) => string): void {
    const [first, ...samples] = metrics;
    if (!first || nameOf(first) !== wire.positionsMetric || typeof first.value !== 'string') return;
    const positions = parsePositionRanges(first.value);
    if (positions?.count !== samples.length) {
      this.contradictions.push(`${first.value} with ${samples.length} samples`);
      return;
    }
    let at = 0;
    for (const [from, to] of positions.ranges) {
      for (let number = from; number <= to; number++) {
        const metric = samples[at++]!;
        this.#take(positions.outboxId, number, rowOf(`${deviceId}/${nameOf(metric)}`, metric));
      }
    }
  }

  #take(outboxId: string, number: number, row: SampleRow): void {
    const numbers = this.taken.get(outboxId) ?? new Map<number, string>();
    this.taken.set(outboxId, numbers);
    const key = sampleKey(row);
    const before = numbers.get(number);
    if (before !== undefined && before !== key) {
      this.contradictions.push(`${outboxId}:${number} is ${before} and ${key}`);
    }
    numbers.set(number, key);
  }

  #healthSaid(metrics: readonly Metric[], nameOf: (metric: Metric) => string): void {
    const backlog = metrics.find((metric) => nameOf(metric) === 'backlog');
    if (typeof backlog?.value === 'number') this.backlog = { value: backlog.value, atMs: Date.now() };
  }

  #acknowledgedIn({ name, value }: Metric): void {
    if (name !== wire.acknowledgeMetric || typeof value !== 'string') return;
    const said = parseAcknowledgement(value) ?? parseExactSet(value);
    if (!said) return;
    const set = this.acknowledged.get(said.outboxId) ?? new RangeSet();
    this.acknowledged.set(said.outboxId, set);
    for (const [first, last] of said.ranges) set.add(first, last);
  }
}

function learn(names: Map<number, Named>, deviceId: string, metrics: readonly Metric[]): void {
  for (const { alias, name } of metrics) {
    if (alias !== undefined && name !== undefined) names.set(alias, { deviceId, name });
  }
}

function rowOf(pointId: string, metric: Metric): SampleRow {
  const { timestamp = 0, value, properties } = metric;
  return {
    pointId,
    timeMs: timestamp,
    value: typeof value === 'number' ? value : null,
    status: Number(properties?.[wire.statusProperty]?.value ?? 0),
    ordinal: Number(properties?.[wire.ordinalProperty]?.value ?? 0),
  };
}
