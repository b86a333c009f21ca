// A number that is typed: taken when the field is left or Enter is pressed, put back where it is none.
import { type KeyboardEvent, useEffect, useState } from 'react';

interface NumberFieldProps {
  /** Seen beside it, or told to a screen reader alone. */
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly value: number | null;
  readonly decimals?: number;
  readonly step?: number;
  readonly min?: number;
  readonly max?: number;
  readonly onChange: (value: number) => void;
}

export function NumberField(props: NumberFieldProps) {
  const { label, isLabelHidden, value, decimals = 2, step = 0.1, min, max, onChange } = props;
  const shown = value === null ? '' : value.toFixed(decimals);
  const [typed, setTyped] = useState(shown);
  useEffect(() => setTyped(shown), [shown]);
  const take = () => {
    const number = Number(typed);
    const isNumber = typed.trim() !== '' && Number.isFinite(number);
    if (!isNumber || (min !== undefined && number < min) || (max !== undefined && number > max))
      setTyped(shown);
    else if (typed !== shown) onChange(number);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') take();
    if (event.key === 'Escape') setTyped(shown);
  };
  return (
    <label className="number-field">
      <span className={isLabelHidden ? 'visually-hidden' : undefined}>{label}</span>
      <input
        type="number"
        inputMode="decimal"
        className="input"
        step={step}
        min={min}
        max={max}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onKeyDown={onKey}
      />
    </label>
  );
}
