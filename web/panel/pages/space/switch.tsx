// On or off. The knob stands where the readback says; what was asked for shows as a ring until it is true.
import { useId } from 'react';
import { capitalised, dash, formatValue } from '../../format/value.ts';
import { useLanguage } from '../../i18n/index.ts';
import type { ControlProps } from './point-control.tsx';

export function Switch({ point, name, control, isDisabled }: ControlProps) {
  const { language } = useLanguage();
  const id = useId();
  const { readback, wanted } = control;
  const isOn = readback !== null && readback !== 0;
  const state = readback === null ? dash : capitalised(formatValue(point, readback, language).words);
  const next = (wanted ?? readback ?? 0) === 0 ? 1 : 0;
  return (
    <div className="switch-row">
      <span id={id} className="name">
        {name}
      </span>
      <button
        type="button"
        role="switch"
        aria-checked={isOn}
        aria-labelledby={id}
        aria-busy={wanted !== null}
        className={`switch${readback === null ? ' is-unknown' : ''}${wantClass(wanted)}`}
        disabled={isDisabled}
        onClick={() => control.request(next)}
      >
        <span className="switch-track" aria-hidden="true">
          <span className="switch-knob" />
        </span>
        <span className="switch-words" aria-hidden="true">
          {state}
        </span>
      </button>
    </div>
  );
}

function wantClass(wanted: number | null): string {
  if (wanted === null) return '';
  return wanted === 0 ? ' wants-off' : ' wants-on';
}
