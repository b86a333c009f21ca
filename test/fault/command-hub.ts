// The hub's side of a campaign of commands: sends them, hears what agents report, acknowledges what they keep.
import {
  type CommandPriority,
  type CommandReport,
  commandReportSchema,
  formatAcknowledgement,
  formatExactSets,
  isFinal,
  parsePositionRanges,
  RangeSet,
  wire,
} from '@campus/campus-model';
import { silentLog, systemClock } from '@campus/runtime';
import { dataType, Host, type Metric } from '@campus/sparkplug';

const acknowledgeEveryMs = 200;

export interface WireCommand {
  readonly id: string;
  readonly gatewayId: string;
  readonly deviceId: string;
  readonly name: string;
  /** Null is a release. */
  readonly value: number | null;
  readonly priority: CommandPriority;
  readonly sentAt: number;
  readonly ttlMs: number;
}

/** The end of a command, and when it was heard here. */
export interface Ending {
  readonly report: CommandReport;
  readonly heardMs: number;
}

export class CommandHub {
  readonly host: Host;
  readonly #ends = new Map<string, (ending: Ending) => void>();
  readonly #committed = new Map<string, Map<string, RangeSet>>();
  readonly #dirty = new Map<string, Set<string>>();
  readonly #stop: () => void;
  /** Reports that were not of the agreed form. */
  readonly garbled: string[] = [];

  constructor(port: number, groupId: string, password: string) {
    this.host = new Host({
      broker: { url: `mqtt://127.0.0.1:${port}`, username: wire.hostId, password, clientId: wire.hostId },
      hostId: wire.hostId,
      groupId,
      clock: systemClock,
      log: silentLog,
      listener: {
        onNodeBirth: (gatewayId, { metrics }) => this.#born(gatewayId, metrics),
        onNodeData: (gatewayId, { metrics }) => this.#data(gatewayId, metrics),
        onDeviceData: (gatewayId, _device, { metrics }) => this.#positions(gatewayId, metrics),
        onDeviceBirth: () => {},
        onNodeDeath: () => {},
        onDeviceDeath: () => {},
        onConnected: () => {},
        onLost: () => {},
      },
    });
    this.#stop = systemClock.every(acknowledgeEveryMs, () => this.#acknowledge());
  }

  async close(): Promise<void> {
    this.#stop();
    await this.host.close();
  }

  /** Resolves at the first final report. */
  endOf(id: string): Promise<Ending> {
    return new Promise((resolve) => this.#ends.set(id, resolve));
  }

  /** False where the gateway is not on the air. */
  send({ id, gatewayId, deviceId, name, value, priority, sentAt, ttlMs }: WireCommand): Promise<boolean> {
    const text = (said: string) => ({ type: dataType.String, value: said });
    const metric: Metric = {
      name,
      value,
      dataType: dataType.Double,
      properties: {
        [wire.commandIdProperty]: text(id),
        [wire.commandPriorityProperty]: text(priority),
        [wire.commandByProperty]: text('campaign'),
        [wire.commandTtlProperty]: { type: dataType.UInt32, value: ttlMs },
        [wire.commandSentAtProperty]: { type: dataType.DateTime, value: sentAt },
        ...(value === null ? { [wire.commandReleaseProperty]: { type: dataType.Boolean, value: true } } : {}),
      },
    };
    return this.host.sendDeviceCommand(gatewayId, deviceId, [metric]);
  }

  #born(gatewayId: string, metrics: readonly Metric[]): void {
    const named = String(metrics.find(({ name }) => name === wire.outboxesMetric)?.value ?? '');
    for (const id of named.split(',').filter((one) => one !== ''))
      for (const value of formatExactSets(id, this.#setOf(gatewayId, id))) this.#say(gatewayId, value);
  }

  #data(gatewayId: string, metrics: readonly Metric[]): void {
    for (const { name, value } of metrics) if (name === wire.commandMetric) this.#report(String(value));
    this.#positions(gatewayId, metrics);
  }

  #report(text: string): void {
    const parsed = commandReportSchema.safeParse(JSON.parse(text));
    if (!parsed.success) this.garbled.push(text);
    else if (isFinal(parsed.data.state)) {
      this.#ends.get(parsed.data.id)?.({ report: parsed.data, heardMs: Date.now() });
      this.#ends.delete(parsed.data.id);
    }
  }

  #positions(gatewayId: string, [head]: readonly Metric[]): void {
    const said = head?.name === wire.positionsMetric ? parsePositionRanges(String(head.value)) : null;
    if (!said) return;
    const set = this.#setOf(gatewayId, said.outboxId);
    for (const [first, last] of said.ranges) set.add(first, last);
    const dirty = this.#dirty.get(gatewayId) ?? new Set();
    this.#dirty.set(gatewayId, dirty.add(said.outboxId));
  }

  #acknowledge(): void {
    for (const [gatewayId, outboxes] of this.#dirty)
      for (const id of outboxes) this.#say(gatewayId, formatAcknowledgement(id, this.#setOf(gatewayId, id)));
    this.#dirty.clear();
  }

  #say(gatewayId: string, value: string): void {
    const metric = { name: wire.acknowledgeMetric, dataType: dataType.String, value };
    void this.host.sendNodeCommand(gatewayId, [metric]);
  }

  #setOf(gatewayId: string, outboxId: string): RangeSet {
    const sets = this.#committed.get(gatewayId) ?? new Map<string, RangeSet>();
    this.#committed.set(gatewayId, sets);
    const set = sets.get(outboxId) ?? new RangeSet();
    sets.set(outboxId, set);
    return set;
  }
}
