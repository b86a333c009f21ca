// Reads a command metric of a DCMD and judges it: a known point, a value within its limits or a release, not too late.
import {
  type CommandPriority,
  commandPriorities,
  type ErrorCode,
  type GatewayAuthor,
  type Point,
  pointId,
  wire,
} from '@campus/campus-model/plain';
import type { Metric } from '@campus/sparkplug';
import type { PollPlan } from '../poll-plan.ts';

export interface Order {
  readonly id: string;
  readonly point: Point;
  /** In the point's unit; null is a release. */
  readonly value: number | null;
  readonly priority: CommandPriority;
  readonly by: string;
  /** Until when it stands, milliseconds UTC of the hub's clock; null until it is released. */
  readonly untilMs: number | null;
  /** Milliseconds UTC of the hub's clock; null where the order never expires before it is taken up. */
  readonly expiresAt: number | null;
  /** Who gave it, where that was not the hub: then each report tells the hub all of it. */
  readonly author?: GatewayAuthor;
  /** Of a release: the one order that it is about; left out, whatever stands at its priority. */
  readonly releases?: string;
  /** Whether the reason for it still holds; asked until it is written. */
  isDue?(): boolean;
}

export type Judged =
  | { readonly ok: true; readonly order: Order }
  | { readonly ok: false; readonly id: string; readonly reason: ErrorCode };

const longestId = 64;
const longestBy = 64;
/** A quotient this near a whole number is a whole number of steps. */
const stepTolerance = 1e-6;
/** A longer life than this is a mistake of who asks. */
const longestTtlMs = 3_600_000;
const lowest: CommandPriority = 'comfort';

/** The id a command gives itself; null where it has none (a foreign host) or one of no use. */
export function commandIdOf(metric: Metric): string | null {
  const id = propertyOf(metric, wire.commandIdProperty);
  return typeof id === 'string' && id.length > 0 && id.length <= longestId ? id : null;
}

/** Judges everything about a command that needs neither clock nor device. `isForeign`: it had no id of its own. */
export function judgeOrder(
  plan: Pick<PollPlan, 'points' | 'indexOf'>,
  deviceId: string,
  metric: Metric,
  id: string,
  isForeign = false,
): Judged {
  const index = plan.indexOf.get(pointId(deviceId, metric.name ?? ''));
  if (index === undefined) return { ok: false, id, reason: 'not-found' };
  const point = plan.points[index]!;
  const limits = point.write;
  if (!limits) return { ok: false, id, reason: 'not-writable' };
  const isRelease = propertyOf(metric, wire.commandReleaseProperty) === true;
  const value = isRelease ? null : numberOf(metric.value);
  if (!isRelease && (value === null || !isWithin(value, limits)))
    return { ok: false, id, reason: 'value-out-of-range' };
  const by = propertyOf(metric, wire.commandByProperty);
  return {
    ok: true,
    order: {
      id,
      point,
      value,
      priority: priorityOf(metric),
      by: typeof by === 'string' ? by.slice(0, longestBy) : '',
      untilMs: timeOf(metric, wire.commandUntilProperty),
      expiresAt: expiryOf(metric),
      ...(isForeign ? { author: 'sparkplug-host' as const, by: 'sparkplug-host' } : {}),
    },
  };
}

function propertyOf(metric: Metric, name: string): unknown {
  return metric.properties?.[name]?.value;
}

function numberOf(value: Metric['value']): number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

function isWithin(value: number, { min, max, step }: NonNullable<Point['write']>): boolean {
  if (value < min || value > max) return false;
  if (step === undefined) return true;
  const steps = (value - min) / step;
  return Math.abs(steps - Math.round(steps)) <= stepTolerance;
}

/** A command without a priority of ours is of the lowest (a foreign host). */
function priorityOf(metric: Metric): CommandPriority {
  const said = propertyOf(metric, wire.commandPriorityProperty);
  return commandPriorities.find((priority) => priority === said) ?? lowest;
}

function timeOf(metric: Metric, name: string): number | null {
  const time = Number(propertyOf(metric, name) ?? Number.NaN);
  return Number.isSafeInteger(time) && time > 0 ? time : null;
}

function expiryOf(metric: Metric): number | null {
  const sentAt = Number(propertyOf(metric, wire.commandSentAtProperty) ?? Number.NaN);
  const ttlMs = Number(propertyOf(metric, wire.commandTtlProperty) ?? Number.NaN);
  if (!Number.isFinite(sentAt) || !Number.isFinite(ttlMs)) return null;
  return sentAt + Math.min(Math.max(ttlMs, 0), longestTtlMs);
}
