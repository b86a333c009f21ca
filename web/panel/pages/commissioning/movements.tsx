// The points that moved in a trial, the soonest and clearest first, each with what it is to the order.
import type { TrialView } from '@campus/campus-model';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { formatNumber } from '../../format/number.ts';
import { formatValue } from '../../format/value.ts';
import { useLanguage, useWords } from '../../i18n/index.ts';

/** More have nothing to do with it. */
const shown = 8;

export function Movements({ trial }: { trial: TrialView }) {
  const { t } = useTranslation();
  const { movements, isOver } = trial;
  if (movements.length === 0)
    return isOver ? <p className="card-note">{t('commissioning.trial.noMovements')}</p> : null;
  return (
    <ol className="commissioning-movements" aria-label={t('commissioning.trial.movements')}>
      {movements.slice(0, shown).map((movement) => (
        <li key={movement.pointId} data-moved={movement.pointId} data-role={movement.role}>
          <Movement movement={movement} />
        </li>
      ))}
    </ol>
  );
}

function Movement({ movement }: { movement: TrialView['movements'][number] }) {
  const { t } = useTranslation();
  const words = useWords();
  const { language } = useLanguage();
  const { name, from, to, afterMs, role, pointId } = movement;
  const figure = (value: number) => formatValue(movement, value, language);
  const [device = ''] = pointId.split('/');
  return (
    <>
      <Link to="/commissioning" search={(before) => ({ show: before.show, device })}>
        {words(name)}
      </Link>
      <span className="with-mark">
        {figure(from).words} <Icon name="arrow" /> {figure(to).words} {figure(to).unit}
      </span>
      <span className="card-note">
        {t('commissioning.trial.after', { seconds: formatNumber(afterMs / 1000, 1, language) })}
      </span>
      {role && <strong>{t(`commissioning.trial.role.${role}`)}</strong>}
    </>
  );
}
