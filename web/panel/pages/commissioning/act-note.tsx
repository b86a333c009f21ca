// What was just decided, and the way to take it back.
import type { ActView } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { ErrorNote } from '../../components/notes.tsx';
import { useRevoke } from '../../data/commissioning.ts';

export function ActNote({ act: { act, points, left } }: { act: ActView }) {
  const { t } = useTranslation();
  const revoke = useRevoke();
  const open = Object.values(left).reduce((sum, count) => sum + count, 0);
  return (
    <div className="note commissioning-act" role="status" data-acted={points}>
      <Icon name="check" />
      <p>
        {revoke.isSuccess ? t('commissioning.undone') : t('commissioning.acted', { count: points })}
        {open > 0 && !revoke.isSuccess && ` ${t('commissioning.left', { count: open })}`}
      </p>
      {act !== null && !revoke.isSuccess && (
        <button
          type="button"
          className="link-button"
          data-act="undo"
          disabled={revoke.isPending}
          onClick={() => revoke.mutate(act)}
        >
          <Icon name="undo" />
          {t('commissioning.undo')}
        </button>
      )}
      {revoke.error && <ErrorNote error={revoke.error} />}
    </div>
  );
}
