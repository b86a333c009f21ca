// Order, merging and selection of alarms. Pure.
import type { Alarm, AlarmPriority, System } from '@campus/campus-model';

/** Most urgent first. Kept here as the page takes only types of the alarm's schema. */
export const priorityOrder: readonly AlarmPriority[] = ['critical', 'high', 'medium', 'low'];

export function rankOf(priority: AlarmPriority): number {
  return priorityOrder.indexOf(priority);
}

export function isOpen(alarm: Alarm): boolean {
  return alarm.state !== 'normal';
}

/** Waits for a person's acknowledgement. */
export function isWaiting(alarm: Alarm): boolean {
  return alarm.state === 'unacknowledged' || alarm.state === 'returned-unacknowledged';
}

/** Active before returned, most urgent first, unacknowledged before acknowledged, newest first. */
export function compareAlarms(a: Alarm, b: Alarm): number {
  return (
    Number(b.isActive) - Number(a.isActive) ||
    rankOf(a.priority) - rankOf(b.priority) ||
    Number(isWaiting(b)) - Number(isWaiting(a)) ||
    b.raisedAt - a.raisedAt
  );
}

/**
 * As compareAlarms, but of equals the alarm of a room before that of a plant room: a fire panel repeats from there what
 * a detector says of the room that burns, and people must go to the room.
 */
export function compareFirst(isPlantRoom: (spaceId: string) => boolean): (a: Alarm, b: Alarm) => number {
  const isRepeated = ({ spaceId }: Alarm) => Number(spaceId === null || isPlantRoom(spaceId));
  return (a, b) =>
    compareAlarms({ ...a, raisedAt: 0 }, { ...b, raisedAt: 0 }) ||
    isRepeated(a) - isRepeated(b) ||
    b.raisedAt - a.raisedAt;
}

/** The open alarms after some changed: closed ones leave, new ones take their place. */
export function mergeOpen(open: readonly Alarm[], changed: readonly Alarm[]): Alarm[] {
  const byId = new Map(open.map((alarm) => [alarm.id, alarm]));
  for (const alarm of changed) {
    if (isOpen(alarm)) byId.set(alarm.id, alarm);
    else byId.delete(alarm.id);
  }
  return [...byId.values()].sort(compareAlarms);
}

/** All alarms after some changed, newest first, at most `limit`. */
export function mergeAll(all: readonly Alarm[], changed: readonly Alarm[], limit: number): Alarm[] {
  const byId = new Map(all.map((alarm) => [alarm.id, alarm]));
  for (const alarm of changed) byId.set(alarm.id, alarm);
  return [...byId.values()].sort((a, b) => b.raisedAt - a.raisedAt).slice(0, limit);
}

interface AlarmFilter {
  readonly system?: System;
  readonly priority?: AlarmPriority;
}

export function selectAlarms(alarms: readonly Alarm[], { system, priority }: AlarmFilter): Alarm[] {
  return alarms.filter(
    (alarm) => (!system || alarm.system === system) && (!priority || alarm.priority === priority),
  );
}

/** The most urgent priority among active alarms; null where nothing is active. */
export function worstOf(alarms: readonly Alarm[]): AlarmPriority | null {
  return priorityOrder.find((priority) => alarms.some((a) => a.isActive && a.priority === priority)) ?? null;
}

export function countByPriority(alarms: readonly Alarm[]): Record<AlarmPriority, number> {
  const counts: Record<AlarmPriority, number> = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const alarm of alarms) counts[alarm.priority] += 1;
  return counts;
}
