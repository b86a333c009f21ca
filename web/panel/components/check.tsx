// A box to tick with its words: one target of a finger's size.
import './check.css';

interface CheckProps {
  readonly words: string;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isOn: boolean) => void;
}

export function Check({ words, isOn, isDisabled, onChange }: CheckProps) {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      {words}
    </label>
  );
}
