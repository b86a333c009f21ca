// A dialog with a heading: the browser's own modal, which keeps focus and Escape.
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';

interface SheetProps {
  readonly title: string;
  readonly className?: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

export function Sheet({ title, className, children, onClose }: SheetProps) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className={`dialog plan-sheet${className ? ` ${className}` : ''}`}
      aria-labelledby={id}
      onClose={onClose}
    >
      <div className="plan-sheet-head">
        <h2 id={id}>{title}</h2>
        <button
          type="button"
          className="tool"
          aria-label={t('planEdit.close')}
          onClick={() => dialog.current?.close()}
        >
          <Icon name="close" />
        </button>
      </div>
      {children}
    </dialog>
  );
}
