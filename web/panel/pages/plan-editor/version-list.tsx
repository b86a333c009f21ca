// The versions of the plan: who changed what and when; each can be looked at, and brought back.
import type { PlanVersion } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Empty, ErrorNote, Loading } from '../../components/notes.tsx';
import { useCampus } from '../../data/campus.ts';
import { versionsQuery } from '../../data/drawings.ts';
import { formatMoment } from '../../format/time.ts';
import { useLangOf, useLanguage } from '../../i18n/index.ts';
import { useDesk } from './desk.ts';
import { useChangeWords } from './use-change-words.ts';

interface VersionListProps {
  readonly looked: number | null;
  readonly onLook: (version: number | null) => void;
}

export function VersionList({ looked, onLook }: VersionListProps) {
  const { t } = useTranslation();
  const { edit } = useDesk();
  const { data, error } = useQuery(versionsQuery(edit.place));
  if (error && !data) return <ErrorNote error={error} />;
  if (!data) return <Loading />;
  if (data.length === 0) {
    return <Empty icon="clock" title={t('planEdit.noVersions')} lead={t('planEdit.noVersionsLead')} />;
  }
  return (
    <ul className="plan-list">
      {data.map((version) => (
        <li key={version.version} className={looked === version.version ? 'is-chosen' : undefined}>
          <VersionRow
            version={version}
            isLooked={looked === version.version}
            onLook={() => onLook(looked === version.version ? null : version.version)}
          />
        </li>
      ))}
    </ul>
  );
}

function VersionRow({
  version,
  isLooked,
  onLook,
}: {
  version: PlanVersion;
  isLooked: boolean;
  onLook: () => void;
}) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const langOf = useLangOf();
  const changeWords = useChangeWords();
  const { edit } = useDesk();
  const name = version.changedByName ?? version.changedBy;
  return (
    <button
      type="button"
      className="plan-row"
      aria-pressed={isLooked}
      data-version={version.version}
      onClick={onLook}
    >
      <span className="plan-row-name">
        <span>
          {t('planEdit.version', { version: version.version })}
          {version.version === edit.view.version && (
            <span className="card-note"> {t('planEdit.present')}</span>
          )}
        </span>
        <span className="card-note">
          <span lang={langOf(name)}>{name}</span> · {formatMoment(version.changedAt, language, timeZone)}
        </span>
        <span className="card-note">
          {version.restored !== null && `${t('planEdit.restored', { version: version.restored })} `}
          {changeWords(version.changes)}
        </span>
      </span>
    </button>
  );
}
