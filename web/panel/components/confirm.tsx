// Asks before an act that cannot be taken back lightly: the browser's own modal dialog.
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';

interface ConfirmProps {
  readonly question: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function Confirm({ question, onConfirm, onClose }: ConfirmProps) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={onClose}>
      <p id={id}>{question}</p>
      <div className="dialog-acts">
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {t('cancel')}
        </button>
        <button
          type="button"
          className="button button-main"
          onClick={() => {
            onConfirm();
            dialog.current?.close();
          }}
        >
          {t('control.confirm')}
        </button>
      </div>
    </dialog>
  );
}
