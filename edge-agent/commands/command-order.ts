// Reads a command metric of a DCMD and judges it: a known point, a value within its limits, not too late.
import {
  type CommandPriority,
  commandPriorities,
  type ErrorCode,
  type Point,
  pointId,
  wire,
} from '@campus/campus-model/plain';
import type { Metric } from '@campus/sparkplug';
import type { PollPlan } from '../poll-plan.ts';

export interface Order {
  readonly id: string;
  /** Plan index of the commanded point. */
  readonly index: number;
  readonly point: Point;
  readonly value: number;
  /** Smaller is more urgent. */
  readonly rank: number;
  /** Milliseconds UTC of the hub's clock; null where the order never expires before it is taken up. */
  readonly expiresAt: number | null;
}

export type Judged =
  | { readonly ok: true; readonly order: Order }
  | { readonly ok: false; readonly id: string; readonly reason: ErrorCode };

const longestId = 64;
/** A quotient this near a whole number is a whole number of steps. */
const stepTolerance = 1e-6;
/** A longer life than this is a mistake of who asks. */
const longestTtlMs = 3_600_000;
const lowest: CommandPriority = 'comfort';

/** The id a command gives itself; null where it has none (a foreign host) or one of no use. */
export function commandIdOf(metric: Metric): string | null {
  const id = metric.properties?.[wire.commandIdProperty]?.value;
  return typeof id === 'string' && id.length > 0 && id.length <= longestId ? id : null;
}

/** Judges everything about a command that needs neither clock nor device. */
export function judgeOrder(plan: PollPlan, deviceId: string, metric: Metric, id: string): Judged {
  const index = plan.indexOf.get(pointId(deviceId, metric.name ?? ''));
  if (index === undefined) return { ok: false, id, reason: 'not-found' };
  const point = plan.points[index]!;
  const limits = point.write;
  if (!limits) return { ok: false, id, reason: 'not-writable' };
  const value = numberOf(metric.value);
  if (value === null || !isWithin(value, limits)) return { ok: false, id, reason: 'value-out-of-range' };
  return { ok: true, order: { id, index, point, value, rank: rankOf(metric), expiresAt: expiryOf(metric) } };
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
function rankOf(metric: Metric): number {
  const priority = metric.properties?.[wire.commandPriorityProperty]?.value;
  const rank = (commandPriorities as readonly unknown[]).indexOf(priority);
  return rank < 0 ? commandPriorities.indexOf(lowest) : rank;
}

function expiryOf(metric: Metric): number | null {
  const sentAt = Number(metric.properties?.[wire.commandSentAtProperty]?.value ?? Number.NaN);
  const ttlMs = Number(metric.properties?.[wire.commandTtlProperty]?.value ?? Number.NaN);
  if (!Number.isFinite(sentAt) || !Number.isFinite(ttlMs)) return null;
  return sentAt + Math.min(Math.max(ttlMs, 0), longestTtlMs);
}
