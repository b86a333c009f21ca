// A section of a page with its heading.
import { type ReactNode, useId } from 'react';

interface CardProps {
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Card({ title, note, className, children }: CardProps) {
  const id = useId();
  return (
    <section className={`card${className ? ` ${className}` : ''}`} aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
        {note && <span className="card-note">{note}</span>}
      </div>
      {children}
    </section>
  );
}
