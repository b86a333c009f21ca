// What the colours of a layer mean, in words and figures.
import { useTranslation } from 'react-i18next';
import { PriorityMark } from '../../components/priority-mark.tsx';
import { priorityOrder } from '../../format/alarms.ts';
import { layerBounds, stepFill, stepWords } from '../../format/scale.ts';
import type { FloorLayer } from '../../format/search.ts';

export function Legend({ layer, unit }: { layer: FloorLayer; unit: string }) {
  const { t } = useTranslation();
  return (
    <figure className="legend" aria-label={t('floor.legend')}>
      {layer === 'alarms' ? (
        <ul className="legend-marks">
          {priorityOrder.map((priority) => (
            <li key={priority} className="with-mark">
              <PriorityMark priority={priority} />
              {t(`priority.${priority}`)}
            </li>
          ))}
        </ul>
      ) : (
        <>
          <ul className="legend-steps">
            {[...layerBounds[layer], Number.POSITIVE_INFINITY].map((bound, step) => (
              <li key={bound}>
                <span style={{ background: stepFill(layer, step) }} />
                <em>{stepWords(layer, step)}</em>
              </li>
            ))}
          </ul>
          <span className="legend-unit">{unit}</span>
        </>
      )}
    </figure>
  );
}
