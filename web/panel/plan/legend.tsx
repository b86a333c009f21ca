// What the colours of a layer mean, in words and figures.
import { useTranslation } from 'react-i18next';
import { PriorityMark } from '../components/priority-mark.tsx';
import { priorityOrder } from '../format/alarms.ts';
import { layerBounds, networkFill, networkSteps, stepFill, stepWords } from '../format/scale.ts';
import type { FloorLayer } from '../format/search.ts';
import './legend.css';

/** Units of the layers as people write them. */
const units: Partial<Record<FloorLayer, string>> = {
  temperature: '°C',
  co2: 'ppm',
  humidity: '%',
  light: 'lx',
  power: 'W',
};

export function Legend({ layer }: { layer: FloorLayer }) {
  const { t } = useTranslation();
  return (
    <figure className="legend" aria-label={t('floor.legend')}>
      <LegendSteps layer={layer} />
      {units[layer] && <span className="legend-unit">{units[layer]}</span>}
    </figure>
  );
}

function LegendSteps({ layer }: { layer: FloorLayer }) {
  const { t } = useTranslation();
  if (layer === 'alarms')
    return (
      <ul className="legend-marks">
        {priorityOrder.map((priority) => (
          <li key={priority} className="with-mark">
            <PriorityMark priority={priority} />
            {t(`priority.${priority}`)}
          </li>
        ))}
      </ul>
    );
  const steps =
    layer === 'network'
      ? networkSteps.map((step, row) => ({ words: t(`floor.network.${step}`), fill: networkFill(row) }))
      : [...layerBounds[layer], Number.POSITIVE_INFINITY].map((_, row) => ({
          words: stepWords(layer, row),
          fill: stepFill(layer, row),
        }));
  return (
    <ul className="legend-steps">
      {steps.map(({ words, fill }) => (
        <li key={words}>
          <span style={{ background: fill }} />
          <em>{words}</em>
        </li>
      ))}
    </ul>
  );
}
