// Gateways on the wire, as the edge agent is: births, data messages with positions, a bounded window of what is not yet
// acknowledged. One data message a device and step. What encoding takes is this process's own, and told apart.
import { type Campus, type Point, parseAcknowledgement, wire } from '@campus/campus-model';
import { silentLog, systemClock } from '@campus/runtime';
import { DataPayloadWriter, dataType, EdgeNode, type Metric } from '@campus/sparkplug';
import { valueAt } from './synthetic-campus.ts';

/** Less than the hub keeps waiting for its store, so that it never has to refuse. */
const mostUnacknowledged = 100_000;
const outboxId = 'bench0001';

interface FedDevice {
  readonly id: string;
  /** Place of its first point in the campus. */
  readonly firstPoint: number;
  readonly points: readonly Point[];
  /** Alias of its positions; those of its points follow. */
  readonly alias: number;
}

interface Gateway {
  readonly node: EdgeNode;
  readonly devices: readonly FedDevice[];
  isBorn: boolean;
  next: number;
  acknowledged: number;
}

export interface SparkplugFeedOptions {
  readonly campus: Campus;
  readonly port: number;
  password(gatewayId: string): string;
  /** Milliseconds UTC of the first step, and between two. */
  readonly fromMs: number;
  readonly stepMs: number;
}

export class SparkplugFeed {
  readonly #options: SparkplugFeedOptions;
  readonly #gateways: Gateway[];
  readonly #writer = new DataPayloadWriter();
  #progress = Promise.withResolvers<void>();
  /** Steps of earlier runs: time goes on where it ended. */
  #stepsBefore = 0;

  constructor(options: SparkplugFeedOptions) {
    this.#options = options;
    this.#gateways = [...options.campus.gateways.keys()].map((id) => this.#gateway(id));
  }

  /** Resolves when every gateway is born at the hub. */
  async start(): Promise<void> {
    for (const { node } of this.#gateways) node.start();
    while (this.#gateways.some(({ isBorn }) => !isBorn)) await this.#progress.promise;
  }

  /**
   * Every point tells a value a step, as fast as they are taken or a step each `everyMs`; resolves when the last sample is
   * acknowledged. Returns how many there were.
   */
  async run(steps: number, everyMs = 0): Promise<number> {
    const startedAt = performance.now();
    let sent = 0;
    for (let step = 0; step < steps; step++) {
      const restMs = startedAt + step * everyMs - performance.now();
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
      const places = Math.max(...this.#gateways.map(({ devices }) => devices.length));
      for (let place = 0; place < places; place++) {
        for (const gateway of this.#gateways)
          sent += await this.#send(gateway, place, this.#stepsBefore + step);
      }
    }
    this.#stepsBefore += steps;
    while (this.#waiting() > 0) await this.#progress.promise;
    return sent;
  }

  async close(): Promise<void> {
    for (const { node } of this.#gateways) await node.close();
  }

  async #send(gateway: Gateway, place: number, step: number): Promise<number> {
    const device = gateway.devices[place];
    if (!device) return 0;
    while (this.#waiting() > mostUnacknowledged) await this.#progress.promise;
    const { fromMs, stepMs } = this.#options;
    const encode = (timestamp: number, seq: number): Uint8Array => {
      const writer = this.#writer;
      const head = { alias: 0, timestamp, isHistorical: false, isTransient: false, properties: null };
      writer.begin(timestamp);
      head.alias = device.alias;
      writer.text(head, `${outboxId}:${gateway.next}-${gateway.next + device.points.length - 1}`);
      head.timestamp = fromMs + step * stepMs;
      for (let i = 0; i < device.points.length; i++) {
        head.alias++;
        writer.double(head, valueAt(device.firstPoint + i, step));
      }
      return writer.finish(seq);
    };
    // A full socket refuses: the loop must run for it to empty.
    while (!gateway.node.publishEncoded(device.id, encode)) await new Promise(setImmediate);
    gateway.next += device.points.length;
    return device.points.length;
  }

  #waiting(): number {
    return this.#gateways.reduce((sum, { next, acknowledged }) => sum + next - 1 - acknowledged, 0);
  }

  #tell(): void {
    this.#progress.resolve();
    this.#progress = Promise.withResolvers<void>();
  }

  #gateway(id: string): Gateway {
    const { campus, port, password } = this.#options;
    const devices = devicesOf(campus, id);
    const node = new EdgeNode({
      broker: { url: `mqtt://127.0.0.1:${port}`, username: id, password: password(id), clientId: id },
      groupId: campus.site.id,
      edgeNodeId: id,
      primaryHostId: wire.hostId,
      clock: systemClock,
      log: silentLog,
      births: () => ({
        node: [],
        devices: devices.map((device) => ({ id: device.id, metrics: birthOf(device) })),
      }),
      onBorn: () => {
        gateway.isBorn = true;
        this.#tell();
      },
      onLost: () => {
        if (gateway.isBorn) throw new Error(`${id} lost the hub`);
      },
      onHostState: () => {},
      onCommand: (_device, metrics) => this.#acknowledged(gateway, metrics),
    });
    const gateway: Gateway = { node, devices, isBorn: false, next: 1, acknowledged: 0 };
    return gateway;
  }

  #acknowledged(gateway: Gateway, metrics: readonly Metric[]): void {
    for (const { name, value } of metrics) {
      const said = name === wire.acknowledgeMetric ? parseAcknowledgement(String(value)) : null;
      for (const [first, last] of said?.ranges ?? []) gateway.acknowledged += last - first + 1;
    }
    this.#tell();
  }
}

function devicesOf(campus: Campus, gatewayId: string): FedDevice[] {
  const devices: FedDevice[] = [];
  let alias = 1;
  let firstPoint = 0;
  for (const [id, points] of Map.groupBy(campus.points.values(), ({ deviceId }) => deviceId)) {
    if (points[0]!.gatewayId === gatewayId) {
      devices.push({ id, firstPoint, points, alias });
      alias += points.length + 1;
    }
    firstPoint += points.length;
  }
  return devices;
}

function birthOf({ points, firstPoint, alias }: FedDevice): Metric[] {
  const timestamp = Date.now();
  const positions = { name: wire.positionsMetric, alias, timestamp, dataType: dataType.String, value: null };
  const values = points.map(({ id }, i) => {
    const value = valueAt(firstPoint + i, 0);
    return { name: id, alias: alias + 1 + i, timestamp, dataType: dataType.Double, value };
  });
  return [positions, ...values];
}
