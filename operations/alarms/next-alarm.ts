// An alarm from what the engine says of its condition and what people did. Pure; hearing a thing twice, or in
// another order, gives the same alarm.
import { type Alarm, type AlarmTransition, alarmId, alarmState } from '@campus/campus-model';

/** How an alarm is shown: taken from its rule when it is raised, and kept with it. */
export type AlarmPresentation = Pick<Alarm, 'name' | 'advice' | 'system' | 'priority'>;

/** The alarm after a transition; the same object where it says nothing new. */
export function nextAlarm(
  before: Alarm | null,
  transition: AlarmTransition,
  presentation: AlarmPresentation,
): Alarm {
  if (!before) return firstAlarm(transition, presentation);
  if (transition.isActive) return withRaise(before, transition);
  if (!before.isActive) return before;
  return withState({ ...before, isActive: false, clearedAt: transition.at });
}

function firstAlarm(transition: AlarmTransition, presentation: AlarmPresentation): Alarm {
  const { ruleId, subject, occurrence, isActive, at, value, pointIds, spaceId } = transition;
  return withState({
    id: alarmId(ruleId, subject, occurrence),
    ruleId,
    subject,
    occurrence,
    ...presentation,
    state: 'unacknowledged',
    isActive,
    spaceId,
    pointIds: [...pointIds],
    value,
    raisedAt: at,
    clearedAt: isActive ? null : at,
    acknowledgedAt: null,
    acknowledgedBy: null,
    comment: null,
  });
}

/** An occurrence is raised once; a raise that comes after its own clear tells only when it began. */
function withRaise(before: Alarm, { at, value, spaceId }: AlarmTransition): Alarm {
  if (before.isActive || before.raisedAt <= at) return before;
  return { ...before, raisedAt: at, value, spaceId };
}

/** The alarm after a person has acknowledged it; the first acknowledgement stays. */
export function acknowledged(before: Alarm, by: string, at: number, comment: string | null): Alarm {
  if (before.acknowledgedAt !== null) return before;
  return withState({ ...before, acknowledgedAt: at, acknowledgedBy: by, comment });
}

function withState(alarm: Alarm): Alarm {
  return { ...alarm, state: alarmState(alarm.isActive, alarm.acknowledgedAt !== null) };
}
