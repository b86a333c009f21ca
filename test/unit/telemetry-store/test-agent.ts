// The agent's side of the wire, as far as ingest must be shown: births, samples with positions, acknowledgements.
import { type ExactSet, parseAcknowledgement, parseExactSet, RangeSet } from '../../../campus-model/index.ts';
import { silentLog, systemClock } from '../../../runtime/index.ts';
import { dataType, EdgeNode, type Metric } from '../../../sparkplug/index.ts';
import { password } from '../sparkplug/test-brokers.ts';

export const outbox = 'abcdef01';
export const journal = 'journal01';

/** Remembers what the hub acknowledged and commanded. */
export class Agent {
  readonly acknowledged = new Map<string, RangeSet>();
  readonly exact: ExactSet[] = [];
  readonly commands: Metric[] = [];
  readonly edge: EdgeNode;

  constructor(url: string, id: string, devices: Record<string, Metric[]>, node: readonly Metric[] = []) {
    this.edge = new EdgeNode({
      broker: { url, username: id, password, clientId: id },
      groupId: 'school',
      edgeNodeId: id,
      primaryHostId: 'hub',
      clock: systemClock,
      log: silentLog,
      births: () => ({
        node,
        devices: Object.entries(devices).map(([device, metrics]) => ({ id: device, metrics })),
      }),
      onBorn: () => {},
      onLost: () => {},
      onHostState: () => {},
      onCommand: (_, metrics) => {
        for (const metric of metrics) this.#command(metric);
      },
    });
    this.edge.start();
  }

  send(device: string | null, first: number, metrics: Metric[], id = outbox): boolean {
    const positions: Metric = {
      name: 'campus/positions',
      dataType: dataType.String,
      value: `${id}:${first}-${first + metrics.length - 1}`,
    };
    const all = [positions, ...metrics];
    return device === null ? this.edge.publishNode(all) : this.edge.publishDevice(device, all);
  }

  hasAcknowledged(first: number, last: number, id = outbox): boolean {
    return this.acknowledged.get(id)?.covers(first, last) ?? false;
  }

  /** Some samples of a backlog: the numbers of others of the same outbox lie between them. */
  sendRanges(device: string, ranges: string, metrics: Metric[]): boolean {
    const value = `${outbox}:${ranges}`;
    return this.edge.publishDevice(device, [
      { name: 'campus/positions', dataType: dataType.String, value },
      ...metrics.map((metric) => ({ ...metric, isHistorical: true })),
    ]);
  }

  #command(metric: Metric): void {
    const exact = metric.name === 'campus/acknowledge' ? parseExactSet(String(metric.value)) : null;
    if (exact) {
      this.exact.push(exact);
      return;
    }
    const said = metric.name === 'campus/acknowledge' ? parseAcknowledgement(String(metric.value)) : null;
    if (!said) this.commands.push(metric);
    const set = this.acknowledged.get(said?.outboxId ?? '') ?? new RangeSet();
    for (const [first, last] of said?.ranges ?? []) set.add(first, last);
    if (said) this.acknowledged.set(said.outboxId, set);
  }
}

export const power = (value: number | null, timestamp = Date.now(), rest: Partial<Metric> = {}): Metric => ({
  name: 'power',
  dataType: dataType.Double,
  value,
  timestamp,
  ...rest,
});
