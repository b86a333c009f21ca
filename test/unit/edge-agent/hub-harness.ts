// A Sparkplug host for tests of the agent: keeps what it hears, and acknowledges what has positions while told to.
import {
  type CommandReport,
  formatAcknowledgement,
  formatExactSets,
  type PositionRanges,
  parsePositionRanges,
  RangeSet,
  wire,
} from '@campus/campus-model';
import { silentLog, systemClock } from '@campus/runtime';
import { dataType, Host, type Metric, type Payload } from '@campus/sparkplug';
import { expect } from 'vitest';

interface Seen {
  readonly what: 'data' | 'birth' | 'death';
  readonly deviceId: string | null;
  readonly metrics: readonly Metric[];
}

export class Hub {
  readonly seen: Seen[] = [];
  readonly committed = new Map<string, RangeSet>();
  /** Sample identities that were sent with positions. */
  readonly history = new Map<string, number | string | null>();
  acknowledges = true;
  readonly host: Host;

  constructor(port: number) {
    this.host = new Host({
      broker: { url: `mqtt://127.0.0.1:${port}`, username: 'hub', password: 'host', clientId: 'hub' },
      hostId: 'hub',
      groupId: 'school',
      clock: systemClock,
      log: silentLog,
      listener: {
        onNodeBirth: (_node, payload) => this.#note('birth', null, payload),
        onDeviceBirth: (_node, device, payload) => this.#note('birth', device, payload),
        onNodeDeath: () => this.#note('death', null),
        onDeviceDeath: (_node, device) => this.#note('death', device),
        onNodeData: (_node, payload) => this.#note('data', null, payload),
        onDeviceData: (_node, device, payload) => this.#note('data', device, payload),
        onConnected: () => {},
        onLost: () => {},
      },
    });
  }

  #note(what: Seen['what'], deviceId: string | null, payload?: Payload): void {
    const metrics = payload?.metrics ?? [];
    this.seen.push({ what, deviceId, metrics });
    if (what === 'birth' && deviceId === null) this.#sayExactly(metrics);
    if (what !== 'data') return;
    const [head, ...rest] = metrics;
    const positions = head?.name === wire.positionsMetric ? parsePositionRanges(String(head.value)) : null;
    if (!positions) return;
    expect(rest).toHaveLength(positions.count);
    for (const metric of deviceId ? rest : []) {
      const ordinal = metric.properties?.[wire.ordinalProperty]?.value ?? 0;
      this.history.set(`${deviceId}/${metric.name} ${metric.timestamp} ${ordinal}`, metric.value as number);
    }
    this.#acknowledge(positions);
  }

  /** After a node's birth: what is committed of each outbox that it names. */
  #sayExactly(metrics: readonly Metric[]): void {
    const named = String(metrics.find(({ name }) => name === wire.outboxesMetric)?.value ?? '');
    for (const id of named.split(',').filter((one) => one !== ''))
      for (const value of formatExactSets(id, this.committed.get(id) ?? new RangeSet()))
        void this.host.sendNodeCommand('gw-t1', [
          { name: wire.acknowledgeMetric, dataType: dataType.String, value },
        ]);
  }

  #acknowledge({ outboxId, ranges }: PositionRanges): void {
    if (!this.acknowledges) return;
    const set = this.committed.get(outboxId) ?? new RangeSet();
    this.committed.set(outboxId, set);
    for (const [first, last] of ranges) set.add(first, last);
    void this.host.sendNodeCommand('gw-t1', [
      {
        name: wire.acknowledgeMetric,
        dataType: dataType.String,
        value: formatAcknowledgement(outboxId, set),
      },
    ]);
  }

  command(name: string, value: number, id: string): Promise<boolean> {
    return this.host.sendDeviceCommand('gw-t1', 't1-101-lamps', [
      {
        name,
        value,
        dataType: dataType.Double,
        properties: {
          [wire.commandIdProperty]: { type: dataType.String, value: id },
          [wire.commandTtlProperty]: { type: dataType.UInt32, value: 10_000 },
          [wire.commandSentAtProperty]: { type: dataType.UInt64, value: Date.now() },
          [wire.commandPriorityProperty]: { type: dataType.String, value: 'person' },
        },
      },
    ]);
  }

  reports(): CommandReport[] {
    return this.values(null, wire.commandMetric).map((value) => JSON.parse(String(value)) as CommandReport);
  }

  values(deviceId: string | null, name: string, what: Seen['what'] = 'data'): Metric['value'][] {
    return this.metrics(deviceId, name, what).map(({ value }) => value);
  }

  metrics(deviceId: string | null, name: string, what: Seen['what'] = 'data'): Metric[] {
    return this.seen
      .filter((one) => one.what === what && one.deviceId === deviceId)
      .flatMap((one) => one.metrics.filter((metric) => metric.name === name));
  }
}
