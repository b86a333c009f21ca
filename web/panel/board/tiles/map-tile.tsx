// The site map, with the alarm state of each floor.
import { useTranslation } from 'react-i18next';
import { SiteMap } from '../../components/site-map.tsx';
import { useMapBuildings } from '../../pages/overview/use-map-buildings.ts';

export function MapTile() {
  const { t } = useTranslation();
  return (
    <div className="map-tile">
      <SiteMap buildings={useMapBuildings('alarms')} name={t('map.name', { layer: t('map.layer.alarms') })} />
    </div>
  );
}
