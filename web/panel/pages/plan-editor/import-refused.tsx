// What of a file was not taken: what it is, where it is, and what was expected.
import { useTranslation } from 'react-i18next';
import type { Candidates } from '../../plan-import/candidates.ts';
import type { ImportedPlan } from '../../plan-import/imported.ts';

export function ImportRefused({ plan, unfit }: { plan: ImportedPlan; unfit: Candidates['unfit'] }) {
  const { t } = useTranslation();
  const faults = Object.entries(unfit) as [keyof Candidates['unfit'], number][];
  const count = plan.refused.length + faults.length;
  if (count === 0) return null;
  return (
    <details className="note plan-refused" data-refused-parts={count}>
      <summary>{t('planEdit.refusedParts', { count })}</summary>
      <ul>
        {plan.refused.map(({ reason, what, where, count: times }) => (
          <li key={`${reason} ${what}`}>
            <b>
              {what}
              {times > 1 && ` × ${times}`}
            </b>
            <span className="card-note">{where}</span>
            {t(`planEdit.refusal.${reason}`)}
          </li>
        ))}
        {faults.map(([fault, times]) => (
          <li key={fault}>
            <b>{t('planEdit.unfitOutlines', { count: times })}</b>
            {t(`planEdit.fault.${fault}`)}
          </li>
        ))}
      </ul>
    </details>
  );
}
