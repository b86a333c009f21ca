// A table that may be wider than the page: it scrolls in a frame of its own, which the keyboard can reach.
import type { ReactNode } from 'react';

interface TableFrameProps {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

export function TableFrame({ label, className, children }: TableFrameProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={`table-wrap${className ? ` ${className}` : ''}`} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
