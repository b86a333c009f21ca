// A space on the plan, with what the chosen layer shows of it.
import type { Alarm, AlarmPriority, PointView, SpaceSummary } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { priorityOrder, rankOf, worstOf } from '../format/alarms.ts';
import { networkFill, networkStepOf, stepFill, stepOf } from '../format/scale.ts';
import type { FloorLayer } from '../format/search.ts';
import { presentValue, type Shown, usableNumber } from '../format/value.ts';
import { useLanguage } from '../i18n/index.ts';
import { useIsStale, useLivePoint } from '../live/use-live.ts';
import type { Heard } from './use-equipment.ts';

export interface PlanRoom {
  readonly space: SpaceSummary;
  /** The point of the layer, where the space has one. */
  readonly point: PointView | null;
  /** Of the network layer, where the space has devices. */
  readonly heard: Heard | null;
  /** Open alarms of the space, most urgent first. */
  readonly alarms: readonly Alarm[];
}

export interface RoomLook {
  readonly shown: Shown | null;
  /** CSS colour of the room. */
  readonly fill: string;
  /** What stands in the room: a number or word, and its unit; null where nothing does. */
  readonly figure: Pick<Shown, 'words' | 'unit'> | null;
  /** The value or state in words. */
  readonly words: string;
}

/** Whether a layer puts something in the room to read. */
export function hasFigure({ point, heard }: PlanRoom): boolean {
  return point !== null || heard !== null;
}

const alarmFill: Record<AlarmPriority, string> = {
  critical: 'var(--critical-room)',
  high: 'var(--high-soft)',
  medium: 'var(--medium-soft)',
  low: 'var(--low-soft)',
};

const calmFill = 'var(--scale-co2-0)';
const unknownFill = 'var(--plan-none)';

/** What a room shows now in a layer; it watches the point while the view is there. A critical alarm colours it in every layer. */
export function useRoomLook(room: PlanRoom, layer: FloorLayer): RoomLook {
  const { language } = useLanguage();
  const { t } = useTranslation();
  const live = useLivePoint(room.point?.pointId ?? null);
  const stale = useIsStale(live, room.point?.staleAfterMs ?? 0);
  const alarmed = worstOf(room.alarms) === 'critical' ? alarmFill.critical : null;
  const inAlarm = (look: RoomLook): RoomLook => (alarmed ? { ...look, fill: alarmed } : look);
  if (layer === 'alarms') {
    const count = room.alarms.length;
    return alarmLook(room, count > 0 ? t('overview.stateAlarms', { count }) : t('floor.alarmsNone'));
  }
  if (layer === 'network')
    return inAlarm(
      networkLook(room.heard, (key, counts) => (counts ? t(`plan.${key}`, counts) : t('plan.noDevices'))),
    );
  if (!room.point)
    return inAlarm({ shown: null, fill: unknownFill, figure: null, words: t('floor.noPoint') });
  const shown = presentValue(room.point, live, stale, language);
  const value = usableNumber(live);
  const fill = value === null || stale ? unknownFill : stepFill(layer, stepOf(layer, value));
  return inAlarm({ shown, fill, figure: shown, words: `${shown.words} ${shown.unit}`.trim() });
}

function alarmLook({ alarms }: PlanRoom, words: string): RoomLook {
  const worst = worstOf(alarms);
  return { shown: null, figure: null, fill: worst ? alarmFill[worst] : calmFill, words };
}

type HeardWords = (key: 'heard' | 'heardShort', counts: { heard: number; asked: number } | null) => string;

function networkLook(heard: Heard | null, words: HeardWords): RoomLook {
  if (!heard) return { shown: null, figure: null, fill: unknownFill, words: words('heard', null) };
  const counts = { heard: heard.heard, asked: heard.asked };
  return {
    shown: null,
    figure: { words: words('heardShort', counts), unit: '' },
    fill: networkFill(networkStepOf(heard.heard, heard.asked)),
    words: words('heard', counts),
  };
}

/** Rooms that need a look first, then as on the plan; those the layer says nothing of come last. */
export function byUrgency(a: PlanRoom, b: PlanRoom): number {
  return urgency(a) - urgency(b) || Number(!hasFigure(a)) - Number(!hasFigure(b));
}

function urgency({ alarms }: PlanRoom): number {
  const [first] = alarms;
  return first ? rankOf(first.priority) : priorityOrder.length;
}
