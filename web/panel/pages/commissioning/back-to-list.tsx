// On a phone the list and what was chosen from it are two views: the way back.
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';

export function BackToList() {
  const { t } = useTranslation();
  return (
    <Link
      to="/commissioning"
      search={(before) => ({ show: before.show })}
      className="text-link commissioning-back"
    >
      <Icon name="back" />
      {t('commissioning.back')}
    </Link>
  );
}
