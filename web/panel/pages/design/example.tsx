// One part in one state, with the state's name below it.
import { type ReactNode, useId } from 'react';
import { Card } from '../../components/card.tsx';

export function Shelf({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <Card title={title} className="design-shelf">
      {note && <p className="design-note">{note}</p>}
      <ul className="design-examples">{children}</ul>
    </Card>
  );
}

interface ExampleProps {
  readonly state: string;
  readonly isWide?: boolean;
  /** Looked at, not pressed: it stands for something that is not there. */
  readonly isInert?: boolean;
  readonly children: ReactNode;
}

export function Example({ state, isWide, isInert, children }: ExampleProps) {
  const id = useId();
  return (
    <li className={`design-example${isWide ? ' is-wide' : ''}`} aria-labelledby={id}>
      <div className="design-subject" inert={isInert}>
        {children}
      </div>
      <span id={id} className="design-state">
        {state}
      </span>
    </li>
  );
}
