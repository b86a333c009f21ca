// How far the points of a device or gateway are, in figures.
import type { Progress } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { openOf } from '../../format/commissioning.ts';
import { formatNumber } from '../../format/number.ts';
import { useLanguage } from '../../i18n/index.ts';

const facts = ['points', 'seen', 'accepted', 'rejected', 'notApplicable', 'open', 'trouble'] as const;

export function ProgressFacts({ progress }: { progress: Progress }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const figures = { ...progress, open: openOf(progress) };
  return (
    <dl className="commissioning-facts">
      {facts.map((fact) => (
        <div key={fact} data-fact={fact} className={figures[fact] === 0 ? 'is-quiet' : undefined}>
          <dt>{t(`commissioning.facts.${fact}`)}</dt>
          <dd>{formatNumber(figures[fact], 0, language)}</dd>
        </div>
      ))}
    </dl>
  );
}
