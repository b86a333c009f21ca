// The choice of a layer and its legend. Where there is little room the choice is one row to be scrolled.
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../components/choice.tsx';
import { type FloorLayer, floorLayers } from '../format/search.ts';
import { Legend } from './legend.tsx';
import './layer-tools.css';

interface LayerToolsProps {
  readonly layer: FloorLayer;
  readonly onChoose: (layer: FloorLayer) => void;
}

export function LayerTools({ layer, onChoose }: LayerToolsProps) {
  const { t } = useTranslation();
  const tools = useRef<HTMLDivElement>(null);
  const layers = floorLayers.map((value) => ({ value, words: t(`floor.layer.${value}`) }));
  useEffect(() => {
    const row = tools.current?.querySelector('.choice-bar');
    const chosen = row?.querySelector<HTMLElement>(`input[value="${layer}"]`)?.parentElement;
    if (row && chosen) row.scrollLeft = chosen.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
  }, [layer]);
  return (
    <div className="layer-tools" ref={tools}>
      <Choice legend={t('floor.layers')} isLegendHidden options={layers} value={layer} onChoose={onChoose} />
      <Legend layer={layer} />
    </div>
  );
}
