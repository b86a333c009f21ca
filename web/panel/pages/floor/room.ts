// A space on the plan, with what the chosen layer shows of it.
import type { Alarm, AlarmPriority, PointView, SpaceSummary } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { priorityOrder, rankOf, worstOf } from '../../format/alarms.ts';
import { stepFill, stepOf } from '../../format/scale.ts';
import type { FloorLayer } from '../../format/search.ts';
import { presentValue, type Shown, usableNumber } from '../../format/value.ts';
import { useLanguage } from '../../i18n/index.ts';
import { useIsStale, useLivePoint } from '../../live/use-live.ts';

export interface PlanRoom {
  readonly space: SpaceSummary;
  /** The point of the layer, where the space has one. */
  readonly point: PointView | null;
  /** Open alarms of the space, most urgent first. */
  readonly alarms: readonly Alarm[];
}

export interface RoomLook {
  readonly shown: Shown | null;
  /** CSS colour of the room. */
  readonly fill: string;
  /** The value or state in words. */
  readonly words: string;
}

/** What a room shows now in a layer; it watches the point while the view is there. A critical alarm colours it in every layer. */
export function useRoomLook(room: PlanRoom, layer: FloorLayer): RoomLook {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const live = useLivePoint(room.point?.pointId ?? null);
  const stale = useIsStale(live, room.point?.staleAfterMs ?? 0);
  if (layer === 'alarms')
    return alarmLook(room, (count) =>
      count > 0 ? t('overview.stateAlarms', { count }) : t('floor.alarmsNone'),
    );
  const alarmed = worstOf(room.alarms) === 'critical' ? alarmFill.critical : null;
  if (!room.point) return { shown: null, fill: alarmed ?? 'var(--plan-none)', words: t('floor.noPoint') };
  const shown = presentValue(room.point, live, stale, language);
  const value = usableNumber(live);
  const measured = value === null || stale ? 'var(--plan-none)' : stepFill(layer, stepOf(layer, value));
  return { shown, fill: alarmed ?? measured, words: `${shown.words} ${shown.unit}`.trim() };
}

const alarmFill: Record<AlarmPriority, string> = {
  critical: 'var(--critical-room)',
  high: 'var(--high-soft)',
  medium: 'var(--medium-soft)',
  low: 'var(--low-soft)',
};

function alarmLook({ alarms }: PlanRoom, words: (count: number) => string): RoomLook {
  const worst = worstOf(alarms);
  return {
    shown: null,
    fill: worst ? alarmFill[worst] : 'var(--scale-co2-0)',
    words: words(alarms.length),
  };
}

/** Rooms that need a look first, then as on the plan; those the layer says nothing of come last. */
export function byUrgency(a: PlanRoom, b: PlanRoom): number {
  return urgency(a) - urgency(b) || Number(a.point === null) - Number(b.point === null);
}

function urgency({ alarms }: PlanRoom): number {
  const [first] = alarms;
  return first ? rankOf(first.priority) : priorityOrder.length;
}
