// One of a few: native radio buttons drawn as a bar.
import { type ReactNode, useId } from 'react';

interface Option<T extends string> {
  readonly value: T;
  readonly words: ReactNode;
}

interface ChoiceProps<T extends string> {
  readonly legend: string;
  readonly isLegendHidden?: boolean;
  readonly options: readonly Option<T>[];
  /** Null where none is chosen. */
  readonly value: T | null;
  /** An option that was asked for but is not true yet. */
  readonly wanted?: T | null;
  readonly isDisabled?: boolean;
  readonly onChoose: (value: T) => void;
}

export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { legend, isLegendHidden, options, value, wanted, isDisabled, onChoose } = props;
  const name = useId();
  return (
    <fieldset className="choice">
      <legend className={isLegendHidden ? 'visually-hidden' : undefined}>{legend}</legend>
      <div className="choice-bar">
        {options.map((option) => (
          <label key={option.value} className={option.value === wanted ? 'is-wanted' : undefined}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              disabled={isDisabled}
              onChange={() => onChoose(option.value)}
            />
            {option.words}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
