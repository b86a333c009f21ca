// A live value as a person may trust it: good plainly, stale dimmed with a clock, bad as its reason, missing as a dash.
import type { PointView } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { presentValue, type Shown } from '../format/value.ts';
import { useLangOf, useLanguage } from '../i18n/index.ts';
import { useIsStale, useLivePoint } from '../live/use-live.ts';
import { Icon } from './icon.tsx';

/** The point's value, watched while it is shown. */
export function LiveValue({ point, hasReason }: { point: PointView; hasReason?: boolean }) {
  const shown = useShown(point);
  return <ShownValue shown={shown} pointId={point.pointId} hasReason={hasReason} />;
}

export function useShown(point: PointView): Shown {
  const { language } = useLanguage();
  const live = useLivePoint(point.pointId);
  const stale = useIsStale(live, point.staleAfterMs);
  return presentValue(point, live, stale, language);
}

export function ShownValue(props: { shown: Shown; pointId: string; hasReason?: boolean }) {
  const { shown, pointId, hasReason } = props;
  const { language } = useLanguage();
  const langOf = useLangOf();
  const reason = shown.reason?.[language] ?? null;
  const isFlagged = shown.standing === 'stale' || shown.standing === 'uncertain';
  return (
    <span
      className={`value is-${shown.standing}${shown.isFigure ? '' : ' is-word'}`}
      data-point={pointId}
      data-standing={shown.standing}
    >
      <span className="value-words" lang={langOf(shown.words)}>
        {shown.words}
      </span>
      {shown.unit && <span className="value-unit">{shown.unit}</span>}
      {shown.standing === 'stale' && <Icon name="clock" />}
      {(shown.standing === 'uncertain' || shown.standing === 'bad') && <Icon name="warning" />}
      {isFlagged && <span className={hasReason ? 'value-flag' : 'visually-hidden'}>{reason}</span>}
      {shown.standing === 'missing' && <Missing />}
    </span>
  );
}

function Missing() {
  const { t } = useTranslation();
  return <span className="visually-hidden">{t('value.missing')}</span>;
}
