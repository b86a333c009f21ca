// A choice among named states: buttons, as each press is an order; the pressed one is what the readback shows.
import { useWords } from '../../i18n/index.ts';
import type { ControlProps } from './point-control.tsx';

export function StateChoice({ point, name, control, isDisabled }: ControlProps) {
  const words = useWords();
  const { readback, wanted } = control;
  return (
    <fieldset className="state-choice">
      <legend className="name">{name}</legend>
      <div className="choice-bar">
        {Object.entries(point.states ?? {}).map(([code, text]) => {
          const value = Number(code);
          return (
            <button
              key={code}
              type="button"
              className={value === wanted ? 'is-wanted' : undefined}
              aria-pressed={value === readback}
              disabled={isDisabled}
              onClick={() => control.request(value)}
            >
              <span className="name">{words(text)}</span>
            </button>
          );
        })}
      </div>
    </fieldset>
  );
}
