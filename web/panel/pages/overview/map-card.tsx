// The site map on the overview, with the alarm state of each floor.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { type MapBuilding, SiteMap } from '../../components/site-map.tsx';
import { useOpenAlarms } from '../../data/alarms.ts';
import { useCampus } from '../../data/campus.ts';
import { useGateways } from '../../data/gateways.ts';
import { worstOf } from '../../format/alarms.ts';

export function MapCard() {
  const { t } = useTranslation();
  const buildings = useMapBuildings();
  return (
    <Card className="part-map" title={t('overview.map')} note={t('overview.mapHint')}>
      <SiteMap buildings={buildings} />
    </Card>
  );
}

/** Buildings with their floors from the ground up, each with the worst active alarm in it. */
function useMapBuildings(): MapBuilding[] {
  const { buildings } = useCampus();
  const alarms = useOpenAlarms();
  const gateways = useGateways();
  return useMemo(() => {
    const offline = new Set(
      gateways.filter((gateway) => !gateway.isOnline).map((gateway) => gateway.buildingId),
    );
    return buildings.map((building) => ({
      building,
      isOffline: offline.has(building.id),
      floors: [...building.floors]
        .sort((a, b) => a.level - b.level)
        .map((floor) => {
          const inside = new Set(floor.spaces.map((space) => space.id));
          const own = alarms.filter((alarm) => alarm.spaceId !== null && inside.has(alarm.spaceId));
          return { floor, worst: worstOf(own), count: own.length };
        }),
    }));
  }, [buildings, alarms, gateways]);
}
