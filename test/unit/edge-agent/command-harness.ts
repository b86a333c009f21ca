// A command runner with its surroundings in memory: lamps that obey, a journal disk, an ear for reports.
import { type CommandReport, type CommandState, isFinal, status, wire } from '@campus/campus-model';
import { type DriverSession, deviceModels, type WriteResult } from '@campus/device-drivers';
import { silentLog, systemClock } from '@campus/runtime';
import { dataType, type Metric } from '@campus/sparkplug';
import { CommandRunner } from '../../../edge-agent/commands/command-runner.ts';
import { HubClock } from '../../../edge-agent/commands/hub-clock.ts';
import { decodeJournalEntry, Journal, type JournalEntry } from '../../../edge-agent/commands/journal.ts';
import { StandingOrders } from '../../../edge-agent/commands/standing-orders.ts';
import { DeliveryWindow } from '../../../edge-agent/outbox/delivery-window.ts';
import { frameHeadBytes, packRecords, unpackRecords } from '../../../edge-agent/outbox/frame.ts';
import { partOfCampus } from '../../../edge-agent/part-of-campus.ts';
import { PollPlan } from '../../../edge-agent/poll-plan.ts';
import { smallCampus } from './small-campus.ts';

const campus = smallCampus();
export const lamps = 't1-101-lamps';
export const plan = new PollPlan(partOfCampus(campus, 'gw-t1', deviceModels));

export interface Wish {
  readonly id?: string;
  readonly name?: string;
  readonly value?: Metric['value'];
  readonly priority?: string;
  readonly ttlMs?: number;
  readonly sentAt?: number;
  readonly release?: boolean;
  readonly untilMs?: number;
  readonly by?: string;
}

export function metricOf({
  id,
  name = 'front-set',
  value = 1,
  priority = 'person',
  ttlMs = 10_000,
  sentAt,
  release,
  untilMs,
  by,
}: Wish): Metric {
  return {
    name,
    value: release ? null : value,
    dataType: dataType.Double,
    properties: {
      ...(id ? { [wire.commandIdProperty]: { type: dataType.String, value: id } } : {}),
      [wire.commandPriorityProperty]: { type: dataType.String, value: priority },
      [wire.commandTtlProperty]: { type: dataType.UInt32, value: ttlMs },
      [wire.commandSentAtProperty]: { type: dataType.UInt64, value: sentAt ?? Date.now() },
      ...(release ? { [wire.commandReleaseProperty]: { type: dataType.Boolean, value: true } } : {}),
      ...(untilMs ? { [wire.commandUntilProperty]: { type: dataType.DateTime, value: untilMs } } : {}),
      ...(by ? { [wire.commandByProperty]: { type: dataType.String, value: by } } : {}),
    },
  };
}

/** Lamps that obey, unless told otherwise. */
export class Lamps implements DriverSession {
  readonly coils = new Map<string, number>();
  readonly writes: [string, number][] = [];
  obeys = true;
  answers = true;
  result: WriteResult = { ok: true };
  writing: Promise<void> = Promise.resolve();
  start(): void {}
  async write(point: { id: string }, value: number): Promise<WriteResult> {
    this.writes.push([point.id, value]);
    await this.writing;
    if (this.result.ok && this.obeys) this.coils.set(point.id.replace(/-set$/, ''), value);
    return this.result;
  }
  async read(point: { id: string }): Promise<{ value: number; status: number }> {
    if (!this.answers) return { value: Number.NaN, status: status.timeout };
    return { value: this.coils.get(point.id) ?? 0, status: status.good };
  }
  async close(): Promise<void> {}
}

export class JournalDisk {
  readonly window = new DeliveryWindow();
  readonly kept: Uint8Array[] = [];
  /** The side file of standing orders, as JSON. */
  file = 'null';
  isFull = false;
  /** The disk takes its time. */
  delayMs = 0;
  async append(frame: Uint8Array) {
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    if (this.isFull) return { ok: false, reason: 'disk-full' } as const;
    this.kept.push(...unpackRecords(frame.subarray(frameHeadBytes))!);
    return {
      ok: true,
      positions: { outboxId: 'abcdef', first: this.kept.length, last: this.kept.length },
    } as const;
  }
  async *all() {
    for (const [i, bytes] of this.kept.entries()) yield blockOf(i + 1, packRecords([bytes]));
  }
  entries(): JournalEntry[] {
    return this.kept.map((bytes) => decodeJournalEntry(bytes)!);
  }
}

function blockOf(first: number, content: Uint8Array) {
  return { id: 'abcdef', first, count: 1, skipped: 0, atMs: 0, content, isFirstFormat: false };
}

const runners: CommandRunner[] = [];

export function closeRunners(): void {
  for (const runner of runners.splice(0)) runner.close();
}

export function setUp(
  disk = new JournalDisk(),
  session: DriverSession | null = new Lamps(),
  hubKnown = true,
  shown: number | null = null,
) {
  const hubClock = new HubClock(systemClock);
  if (hubKnown) hubClock.observe(Date.now());
  const reports: CommandReport[] = [];
  const samples: [string, number][] = [];
  const journal = new Journal({
    outbox: disk,
    clock: systemClock,
    publish: (all) => {
      reports.push(...all.map((text) => JSON.parse(text) as CommandReport));
      return true;
    },
  });
  const standing = new StandingOrders({
    file: {
      read: async () => JSON.parse(disk.file),
      write: async (content) => {
        disk.file = JSON.stringify(content);
      },
    },
    log: silentLog,
    isOutput: (pointId) => plan.indexOf.has(pointId),
    onChange: () => {},
  });
  let made = 0;
  const runner = new CommandRunner({
    plan,
    clock: systemClock,
    hubClock,
    journal,
    standing,
    log: silentLog,
    newId: () => (made++ === 0 ? 'made-up' : `made-up-${made}`),
    sessionOf: () => session,
    shownBy: () => shown,
    onSample: (index, _timeMs, value) => samples.push([plan.points[index]!.pointId, value]),
  });
  runners.push(runner);
  const statesOf = (id: string): CommandState[] =>
    reports.filter((report) => report.id === id).map((report) => report.state);
  const finalOf = async (id: string): Promise<CommandReport> => {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const found = reports.findLast((report) => report.id === id && isFinal(report.state));
      if (found) return found;
      if (Date.now() > deadline) throw new Error(`${id} never ended: ${statesOf(id)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const held = (pointId: string): string =>
    standing
      .of(pointId)
      .map(({ id, priority, value }) => `${priority} ${id}=${value}`)
      .join(', ');
  return { runner, standing, held, hubClock, disk, reports, samples, statesOf, finalOf };
}
