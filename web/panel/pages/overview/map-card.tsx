// The site map on the overview: the alarm state of each floor, or how many people or how much power a building has.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { Choice } from '../../components/choice.tsx';
import { SiteMap } from '../../components/site-map.tsx';
import { type MapLayer, mapLayers, useMapBuildings } from './use-map-buildings.ts';

export function MapCard() {
  const { t } = useTranslation();
  const [layer, setLayer] = useState<MapLayer>('alarms');
  const buildings = useMapBuildings(layer);
  const layers = mapLayers.map((value) => ({ value, words: t(`map.layer.${value}`) }));
  return (
    <Card
      className="part-map"
      title={t('overview.map')}
      note={
        <Choice legend={t('map.layers')} isLegendHidden options={layers} value={layer} onChoose={setLayer} />
      }
    >
      <SiteMap buildings={buildings} name={t('map.name', { layer: t(`map.layer.${layer}`) })} />
    </Card>
  );
}
