// The stretches of time whose samples were lost, with why: they are gaps in the trends too.
import type { BooksView } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { useCampus } from '../../data/campus.ts';
import { useGatewayName } from '../../data/gateways.ts';
import { formatNumber } from '../../format/number.ts';
import { formatStretch } from '../../format/time.ts';
import { useLanguage } from '../../i18n/index.ts';

/** The latest; the file holds all of a day's losses. */
const shown = 12;

export function GapList({ gaps }: { gaps: BooksView['gaps'] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const nameOf = useGatewayName();
  return (
    <Card title={t('books.gaps')} note={t('books.gapsNote')}>
      <ul className="gap-list">
        {gaps.slice(0, shown).map(({ gatewayId, fromMs, toMs, samples, why }) => (
          <li key={`${gatewayId} ${fromMs} ${why}`} data-why={why}>
            <span>{formatStretch(fromMs, toMs, language, timeZone)}</span>
            <span>{nameOf(gatewayId)}</span>
            <span className="card-note">
              {t(`books.why.${why}`)} ·{' '}
              {t('books.samples', { count: samples, number: formatNumber(samples, 0, language) })}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
