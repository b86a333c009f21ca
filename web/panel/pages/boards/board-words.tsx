// What is said of a board beside its name: who changed it when, and who sees it.
import type { BoardSummary, Role } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { useAge } from '../../components/age.tsx';
import { useIdentity } from '../../data/session.ts';
import { useLangOf } from '../../i18n/index.ts';

/** Who changed it last and when; a board that came with the campus says so until someone does. */
export function Changed({
  board,
}: {
  board: Pick<BoardSummary, 'owner' | 'version' | 'changedAt' | 'changedBy' | 'changedByName'>;
}) {
  const { t } = useTranslation();
  const { account } = useIdentity();
  const langOf = useLangOf();
  const age = useAge(board.changedAt);
  if (board.owner === null && board.version === 1) return <>{t('boards.ownerCampus')}</>;
  const name = board.changedBy === account ? t('boards.ownerSelf') : (board.changedByName ?? board.changedBy);
  return <span lang={langOf(name)}>{t('boards.changed', { name, age })}</span>;
}

export function SharedWords({ sharedWith }: { sharedWith: readonly Role[] }) {
  const { t } = useTranslation();
  if (sharedWith.length === 0) return <>{t('boards.private')}</>;
  const roles = sharedWith.map((role) => t(`role.${role}`)).join(t('boards.roleComma'));
  return <>{t('boards.sharedWith', { roles })}</>;
}
