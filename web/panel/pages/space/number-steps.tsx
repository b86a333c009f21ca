// A number changed in steps. Presses are gathered for a moment and sent as one order; the big figure is the readback.
import type { PointView } from '@campus/campus-model';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { dash, formatValue } from '../../format/value.ts';
import { useLanguage } from '../../i18n/index.ts';
import type { ControlProps } from './point-control.tsx';

/** Several presses are one wish. */
const gatherMs = 700;

/** Without a step of its own a range is walked in so many steps. */
const stepsOfRange = 20;

export function NumberSteps({ point, name, control, isDisabled }: ControlProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const [draft, setDraft] = useGathered(control.request);
  const shown = draft ?? control.wanted;
  const press = (direction: 1 | -1) => setDraft(stepped(point, shown ?? control.readback, direction));
  const figure =
    control.readback === null ? { words: dash, unit: '' } : formatValue(point, control.readback, language);
  const isKnown = control.readback !== null || shown !== null;
  return (
    <fieldset className="steps">
      <legend className="name">{name}</legend>
      <div className="steps-bar">
        <button
          type="button"
          className="button button-icon"
          aria-label={t('control.lower', { name })}
          disabled={isDisabled || !isKnown}
          onClick={() => press(-1)}
        >
          <Icon name="minus" />
        </button>
        <output className="steps-value">
          {figure.words}
          <span className="value-unit">{figure.unit}</span>
          {shown !== null && shown !== control.readback && (
            <span className="steps-wanted">
              <Icon name="arrow" />
              {formatValue(point, shown, language).words}
            </span>
          )}
        </output>
        <button
          type="button"
          className="button button-icon"
          aria-label={t('control.raise', { name })}
          disabled={isDisabled || !isKnown}
          onClick={() => press(1)}
        >
          <Icon name="plus" />
        </button>
      </div>
    </fieldset>
  );
}

function stepped(point: PointView, from: number | null, direction: 1 | -1): number | null {
  if (!point.write || from === null) return null;
  const { min, max, step } = point.write;
  const stride = step ?? (max - min) / stepsOfRange;
  const onGrid = min + Math.round((from + direction * stride - min) / stride) * stride;
  return Math.min(max, Math.max(min, Number(onGrid.toFixed(6))));
}

/** A draft that is sent when no further press comes. */
function useGathered(send: (value: number) => void): [number | null, (value: number | null) => void] {
  const [draft, setDraft] = useState<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new draft starts the wait anew, a redrawn page does not
  useEffect(() => {
    if (draft === null) return;
    const timer = setTimeout(() => {
      setDraft(null);
      send(draft);
    }, gatherMs);
    return () => clearTimeout(timer);
  }, [draft]);
  return [draft, setDraft];
}
