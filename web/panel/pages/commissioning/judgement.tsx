// Whether a value can be believed, why not, and what to do about it.
import type { Finding, Plausibility } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../../components/icon.tsx';
import { useWords } from '../../i18n/index.ts';

const icons: Readonly<Record<Plausibility, IconName>> = {
  plausible: 'check',
  doubtful: 'warning',
  implausible: 'warning',
  unseen: 'clock',
};

interface JudgementProps {
  readonly plausibility: Plausibility;
  readonly findings: readonly Finding[];
}

export function Judgement({ plausibility, findings }: JudgementProps) {
  const { t } = useTranslation();
  return (
    <div className={`commissioning-judgement is-${plausibility}`}>
      <span className="with-mark">
        <Icon name={icons[plausibility]} />
        {t(`commissioning.plausibility.${plausibility}`)}
      </span>
      <Findings findings={findings} />
    </div>
  );
}

export function Findings({ findings }: { findings: readonly Finding[] }) {
  const words = useWords();
  if (findings.length === 0) return null;
  return (
    <ul className="commissioning-findings">
      {findings.map((finding) => (
        <li key={finding.code + finding.words.en} data-finding={finding.code} data-weight={finding.weight}>
          {words(finding.words)} <span className="card-note">{words(finding.remedy)}</span>
        </li>
      ))}
    </ul>
  );
}
