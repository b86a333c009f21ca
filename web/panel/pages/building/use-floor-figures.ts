// What a layer measures on a whole floor, in words: the span of its rooms' values, how many are in use, how many are heard.
import type { Language, PointView } from '@campus/campus-model';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { FloorLayer } from '../../format/search.ts';
import { dash, formatValue, isStale, type LivePoint, usableNumber } from '../../format/value.ts';
import { useLanguage } from '../../i18n/index.ts';
import { useLiveGroup } from '../../live/use-live.ts';
import type { PlanRoom } from '../../plan/room.ts';

interface FloorFigures {
  readonly figure: string;
  /** How much of the floor that says; empty where it says all. */
  readonly note: string;
}

export function useFloorFigures(rooms: readonly PlanRoom[], layer: FloorLayer): FloorFigures {
  const { t } = useTranslation();
  const alarms = rooms.reduce((sum, room) => sum + room.alarms.length, 0);
  const measured = useMeasured(rooms, layer);
  if (layer === 'network') return heardFigures(rooms, t);
  if (layer !== 'alarms') return measured;
  return {
    figure: alarms > 0 ? t('overview.stateAlarms', { count: alarms }) : t('floor.alarmsNone'),
    note: '',
  };
}

function heardFigures(rooms: readonly PlanRoom[], t: TFunction): FloorFigures {
  const asked = rooms.reduce((sum, room) => sum + (room.heard?.asked ?? 0), 0);
  const heard = rooms.reduce((sum, room) => sum + (room.heard?.heard ?? 0), 0);
  if (asked === 0) return { figure: dash, note: t('plan.noDevices') };
  return { figure: t('plan.heardShort', { heard, asked }), note: '' };
}

/** From the points of the rooms that a layer measures; stale values count as missing. */
function useMeasured(rooms: readonly PlanRoom[], layer: FloorLayer): FloorFigures {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const points = useMemo(() => rooms.flatMap(({ point }) => point ?? []), [rooms]);
  const live = useLiveGroup(useMemo(() => points.map(({ pointId }) => pointId), [points]));
  const [first] = points;
  if (!first) return { figure: dash, note: t('building.nothing') };
  const values = usableOf(points, live);
  const [usable, asked] = [values.length, points.length];
  const note = usable < asked ? t('building.covered', { usable, asked }) : '';
  if (usable === 0) return { figure: dash, note };
  if (layer !== 'occupancy') return { figure: spanWords(first, values, language, t), note };
  const used = values.filter((value) => value > 0).length;
  return { figure: t('map.inUse', { used, asked: usable }), note };
}

function usableOf(points: readonly PointView[], live: ReadonlyMap<string, LivePoint>): number[] {
  const now = performance.now();
  return points.flatMap(({ pointId, staleAfterMs }) => {
    const found = live.get(pointId);
    return found && !isStale(found, staleAfterMs, now) ? (usableNumber(found) ?? []) : [];
  });
}

/** "20.4 – 22.1 °C"; each end has its unit where they differ, and one value stands alone. */
function spanWords(point: PointView, values: readonly number[], language: Language, t: TFunction): string {
  const low = formatValue(point, Math.min(...values), language);
  const high = formatValue(point, Math.max(...values), language);
  const last = `${high.words} ${high.unit}`;
  if (low.words === high.words && low.unit === high.unit) return last;
  const first = low.unit === high.unit ? low.words : `${low.words} ${low.unit}`;
  return t('building.span', { low: first, high: last });
}
