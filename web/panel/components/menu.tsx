// A button that opens a small sheet; Escape or a press elsewhere closes it and gives the focus back.
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';

interface MenuProps {
  readonly label: string;
  readonly button: ReactNode;
  readonly children: (close: () => void) => ReactNode;
}

export function Menu({ label, button, children }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const anchor = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(
    () => (isOpen ? closeOutside(anchor.current, opener.current, () => setOpen(false)) : undefined),
    [isOpen],
  );
  return (
    <div className="menu-anchor" ref={anchor}>
      <button
        ref={opener}
        type="button"
        className="tool"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {button}
        <span className="visually-hidden">{label}</span>
      </button>
      {isOpen && (
        <div className="menu" id={id}>
          {children(() => setOpen(false))}
        </div>
      )}
    </div>
  );
}

function closeOutside(anchor: HTMLElement | null, opener: HTMLElement | null, close: () => void): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    close();
    opener?.focus();
  };
  const onPress = (event: Event) => {
    if (event.target instanceof Node && !anchor?.contains(event.target)) close();
  };
  document.addEventListener('keydown', onKey);
  document.addEventListener('pointerdown', onPress);
  document.addEventListener('focusin', onPress);
  return () => {
    document.removeEventListener('keydown', onKey);
    document.removeEventListener('pointerdown', onPress);
    document.removeEventListener('focusin', onPress);
  };
}
