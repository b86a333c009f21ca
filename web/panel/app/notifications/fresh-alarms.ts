// Which alarms are news: open ones that were not there before. Pure.
import type { Alarm, AlarmPriority } from '@campus/campus-model';

export interface AlarmNews {
  /** Raised since the last look and still active, most urgent first. */
  readonly fresh: readonly Alarm[];
  /** Those that a person has seen to meanwhile, or that are over. */
  readonly settled: readonly string[];
}

/** What changed from one look at the open alarms to the next; `before` holds the ids that still wanted a person. */
export function newsOf(before: ReadonlySet<string>, open: readonly Alarm[]): AlarmNews {
  const wanting = wantingOf(open);
  return {
    fresh: open.filter(({ id, isActive }) => isActive && wanting.has(id) && !before.has(id)),
    settled: [...before].filter((id) => !wanting.has(id)),
  };
}

/** Ids of the alarms that no one has acknowledged. */
export function wantingOf(open: readonly Alarm[]): Set<string> {
  return new Set(open.filter(({ state }) => state === 'unacknowledged').map(({ id }) => id));
}

/** Whether an alarm is as urgent as the person wants to be told of. */
export function isWorth({ priority }: Alarm, from: AlarmPriority): boolean {
  return priority === 'critical' || priority === from;
}
