// Accepts all plausible open points of a device, a space or a gateway with one press; what is left open is told.
import type { ActView, CommissioningScope } from '@campus/campus-model';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/confirm.tsx';
import { Icon } from '../../components/icon.tsx';
import { ErrorNote } from '../../components/notes.tsx';
import { useAcceptPlausible } from '../../data/commissioning.ts';

interface AcceptPlausibleProps {
  readonly scope: CommissioningScope;
  /** How many it will be, where the page knows; null for a whole gateway, which is asked for first. */
  readonly count: number | null;
  readonly onActed: (act: ActView) => void;
}

export function AcceptPlausible({ scope, count, onActed }: AcceptPlausibleProps) {
  const { t } = useTranslation();
  const accept = useAcceptPlausible();
  const [isAsking, setAsking] = useState(false);
  const run = () => accept.mutate(scope, { onSuccess: onActed });
  const words =
    count === null
      ? t('commissioning.acceptAll')
      : count === 0
        ? t('commissioning.nothingPlausible')
        : t('commissioning.acceptPlausible', { count });
  return (
    <>
      <button
        type="button"
        className="button button-main"
        data-act="accept-plausible"
        disabled={accept.isPending || count === 0}
        onClick={() => (count === null ? setAsking(true) : run())}
      >
        <Icon name="check" />
        {words}
      </button>
      {isAsking && (
        <Confirm
          question={t('commissioning.acceptAllQuestion')}
          onConfirm={run}
          onClose={() => setAsking(false)}
        />
      )}
      {accept.error && <ErrorNote error={accept.error} />}
    </>
  );
}
