// The buildings of the site map: with the worst active alarm of each floor, and what the map's layer measures of each.
import type { PointView } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MapBuilding, MapFloor } from '../../components/site-map.tsx';
import { useOpenAlarms } from '../../data/alarms.ts';
import { type BuildingView, useCampus } from '../../data/campus.ts';
import { useGateways } from '../../data/gateways.ts';
import { pointsQuery } from '../../data/points.ts';
import { worstOf } from '../../format/alarms.ts';
import { buildingFill, buildingStepOf } from '../../format/scale.ts';
import { powerPoints, spacesOf, totalOf } from '../../format/totals.ts';
import { dash, formatValue, isStale, usableNumber } from '../../format/value.ts';
import { useLanguage } from '../../i18n/index.ts';
import { useLiveGroup } from '../../live/use-live.ts';

export const mapLayers = ['alarms', 'people', 'power'] as const;
export type MapLayer = (typeof mapLayers)[number];

export function useMapBuildings(layer: MapLayer): MapBuilding[] {
  const { buildings } = useCampus();
  const alarms = useOpenAlarms();
  const gateways = useGateways();
  const figureOf = useFigures(layer);
  const standing = useMemo(() => {
    const offline = new Set(
      gateways.filter((gateway) => !gateway.isOnline).map((gateway) => gateway.buildingId),
    );
    const floorsOf = (building: BuildingView): MapFloor[] =>
      [...building.floors]
        .sort((a, b) => a.level - b.level)
        .map((floor) => {
          const inside = new Set(floor.spaces.map((space) => space.id));
          const own = alarms.filter((alarm) => alarm.spaceId !== null && inside.has(alarm.spaceId));
          return { floor, worst: worstOf(own), count: own.length };
        });
    return buildings.map((building) => ({
      building,
      isOffline: offline.has(building.id),
      floors: floorsOf(building),
    }));
  }, [buildings, alarms, gateways]);
  return useMemo(
    () => standing.map((item) => ({ ...item, figure: figureOf(item.building) })),
    [standing, figureOf],
  );
}

function pointsOf(building: BuildingView, layer: MapLayer): string[] {
  if (layer === 'power') return powerPoints(building);
  return layer === 'people' ? spacesOf(building).flatMap((space) => space.layers.occupancy ?? []) : [];
}

/** What a layer measures of a building: its power, or how many of its spaces are in use. Stale values count as missing. */
function useFigures(layer: MapLayer): (building: BuildingView) => MapBuilding['figure'] {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { buildings } = useCampus();
  const ids = useMemo(() => buildings.flatMap((building) => pointsOf(building, layer)), [buildings, layer]);
  const points: ReadonlyMap<string, PointView> | undefined = useQuery({
    ...pointsQuery(ids),
    enabled: ids.length > 0,
  }).data;
  const live = useLiveGroup(ids);
  return useMemo(() => {
    const read = (pointId: string) => {
      const found = live.get(pointId);
      const staleAfterMs = points?.get(pointId)?.staleAfterMs ?? Number.POSITIVE_INFINITY;
      return found && !isStale(found, staleAfterMs, performance.now()) ? usableNumber(found) : null;
    };
    return (building) => {
      if (layer === 'alarms') return null;
      const own = pointsOf(building, layer);
      if (layer === 'power') {
        const { sum } = totalOf(own, read);
        const { words, unit } = formatValue(powerPoint, sum ?? Number.NaN, language);
        return { words: `${words} ${unit}`.trim(), fill: fillOf('power', sum) };
      }
      const values = own.flatMap((pointId) => read(pointId) ?? []);
      if (values.length === 0) return { words: dash, fill: fillOf('people', null) };
      const used = values.filter((value) => value > 0).length;
      return {
        words: t('map.inUse', { used, asked: values.length }),
        fill: fillOf('people', used),
      };
    };
  }, [layer, live, points, language, t]);
}

const powerPoint = { quantity: 'power', unit: 'W', decimals: 0, states: null } as const;

function fillOf(layer: 'people' | 'power', value: number | null): string {
  return value === null ? 'var(--plan-none)' : buildingFill(layer, buildingStepOf(layer, value));
}
