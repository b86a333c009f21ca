// A name that is typed: taken when the field is left or Enter is pressed, put back where it is empty.
import { useEffect, useId, useState } from 'react';

interface TextFieldProps {
  readonly label: string;
  readonly lang: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const longestName = 60;

export function TextField({ label, lang, value, onChange }: TextFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const take = () => {
    const words = typed.trim();
    if (words === '') setTyped(value);
    else if (words !== value) onChange(words);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        lang={lang}
        maxLength={longestName}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === 'Enter' && take()}
      />
    </div>
  );
}
