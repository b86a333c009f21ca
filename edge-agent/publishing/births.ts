// What node and devices say at their births: names, aliases, last values, and that others are waited for.
import { type StatusName, status, wire } from '@campus/campus-model/plain';
import type { Clock } from '@campus/runtime';
import { dataType, type Metric } from '@campus/sparkplug';
import type { PollPlan } from '../poll-plan.ts';
import type { LastSent } from '../sampling/report-by-exception.ts';
import { sampleProperties, textMetric } from './metrics.ts';
import type { PointBook } from './point-book.ts';

/** Outbox ids that a birth names: so many runs may still have records on the disk. */
const mostOutboxes = 256;

export interface Health {
  readonly backlog: number;
  readonly dropped: number;
  readonly memoryMb: number;
  readonly devicesSilent: number;
}

/** What the node knows of itself. */
export interface NodeFacts {
  health(): Health;
  /** Ids of both logs whose records stand on the disk, newest last. */
  outboxes(): readonly string[];
  /** The books as JSON. */
  books(): string;
  /** The standing orders of all points as JSON. */
  standing(): string;
}

export interface BirthsOptions extends NodeFacts {
  readonly plan: PollPlan;
  readonly book: PointBook;
  readonly lastSent: LastSent;
  readonly clock: Clock;
}

export class Births {
  readonly #options: BirthsOptions;

  constructor(options: BirthsOptions) {
    this.#options = options;
  }

  node(): Metric[] {
    const nowMs = this.#options.clock.now();
    const declared = [wire.acknowledgeMetric, wire.commandMetric, wire.alarmMetric, wire.positionsMetric];
    const outboxes = this.#options.outboxes().slice(-mostOutboxes).join(',');
    return [
      ...declared.map((name) => textMetric(name, this.#aliasOf(name), nowMs, null)),
      textMetric(wire.outboxesMetric, this.#aliasOf(wire.outboxesMetric), nowMs, outboxes),
      textMetric(wire.booksMetric, this.#aliasOf(wire.booksMetric), nowMs, this.#options.books()),
      textMetric(wire.standingMetric, this.#aliasOf(wire.standingMetric), nowMs, this.#options.standing()),
      ...this.health().map(([name, metric]) => ({ ...metric, name })),
    ];
  }

  health(): [name: string, metric: Metric][] {
    const nowMs = this.#options.clock.now();
    const { backlog, dropped, memoryMb, devicesSilent } = this.#options.health();
    const values = { backlog, dropped, 'memory-mb': memoryMb, 'devices-silent': devicesSilent };
    return Object.entries(values).map(([name, value]) => [
      name,
      { alias: this.#aliasOf(name), timestamp: nowMs, dataType: dataType.Double, value },
    ]);
  }

  /** A removed point stays in the births until its backlog is gone (decision 3 of docs/architecture.md). */
  device(deviceId: string): Metric[] {
    const { plan, book, clock } = this.#options;
    const name = wire.positionsMetric;
    const metrics = [textMetric(name, book.aliases.of(deviceId, name), clock.now(), null)];
    const { start, end } = plan.devices.get(deviceId) ?? { start: 0, end: 0 };
    for (let index = start; index < end; index++) metrics.push(this.#point(index));
    for (const { localId, isText, index } of book.foreignOf(deviceId))
      metrics.push(this.#missing(localId, book.aliasOf(index), isText, 'outOfService'));
    return metrics;
  }

  #aliasOf(name: string): number {
    return this.#options.book.aliases.of(null, name);
  }

  #point(index: number): Metric {
    const { plan, book, lastSent } = this.#options;
    const { id } = plan.points[index]!;
    const isText = book.isText(index);
    const alias = book.aliasOf(index);
    if (!lastSent.has(index)) return this.#missing(id, alias, isText, 'waitingForInitialData');
    const properties = sampleProperties(lastSent.status[index]!);
    const value = lastSent.value[index]!;
    return {
      name: id,
      alias,
      timestamp: lastSent.timeMs[index]!,
      dataType: isText ? dataType.String : dataType.Double,
      value: isText ? (lastSent.texts[index] ?? null) : Number.isNaN(value) ? null : value,
      ...(properties ? { properties } : {}),
    };
  }

  #missing(name: string, alias: number, isText: boolean, why: StatusName): Metric {
    return {
      name,
      alias,
      timestamp: this.#options.clock.now(),
      dataType: isText ? dataType.String : dataType.Double,
      value: null,
      properties: sampleProperties(status[why])!,
    };
  }
}
