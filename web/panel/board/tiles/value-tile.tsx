// A point now: its value with quality and age, the course of the last hours below it, and their lowest and highest.
import type { Language, PointView, TileOf, TrendView } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Age } from '../../components/age.tsx';
import { ShownValue, useShown } from '../../components/live-value.tsx';
import { formatNumber } from '../../format/number.ts';
import { formatValue, isCoded } from '../../format/value.ts';
import { useLanguage } from '../../i18n/index.ts';
import { useLivePoint } from '../../live/use-live.ts';
import { sparkQuery } from '../history-batch.ts';
import { Sparkline } from '../sparkline.tsx';
import { TileNote } from '../tile-note.tsx';
import { useTilePoint } from '../tile-points.tsx';

export function ValueTile({ settings }: { settings: TileOf<'value'>['settings'] }) {
  const { t } = useTranslation();
  const point = useTilePoint(settings.point);
  if (point === undefined) return null;
  if (point === null)
    return <TileNote icon="search" words={t('board.noPoint')} lead={t('board.noPointLead')} />;
  return (
    <div className="value-tile">
      <Now point={point} />
      <Course point={point} hours={settings.span} />
    </div>
  );
}

function Now({ point }: { point: PointView }) {
  const shown = useShown(point);
  return (
    <>
      <p className="value-tile-now">
        <ShownValue shown={shown} pointId={point.pointId} />
      </p>
      <p className="value-tile-age">
        <ValueAge pointId={point.pointId} />
      </p>
    </>
  );
}

function ValueAge({ pointId }: { pointId: string }) {
  const { t } = useTranslation();
  const live = useLivePoint(pointId);
  return live && live.timeMs > 0 ? <Age since={live.timeMs} /> : t('board.never');
}

function Course({ point, hours }: { point: PointView; hours: number }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { data: view } = useQuery(sparkQuery(point.pointId, hours));
  const range = view && !isCoded(point) ? rangeOf(view) : null;
  return (
    <>
      <div className="value-tile-course">{view && <Sparkline view={view} isStepped={isCoded(point)} />}</div>
      <p className="value-tile-span">
        <span>{spanWords(t, hours)}</span>
        {range && (
          <span
            className="value-tile-range"
            role="img"
            aria-label={t('board.range', rangeWords(point, range, language))}
          >
            {Object.values(rangeWords(point, range, language)).join(' – ')}
          </span>
        )}
      </p>
    </>
  );
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/** Null where the hours hold no value. */
function rangeOf({ buckets }: TrendView): Range | null {
  const lows = buckets.flatMap(({ min }) => min ?? []);
  const highs = buckets.flatMap(({ max }) => max ?? []);
  return lows.length === 0 ? null : { low: Math.min(...lows), high: Math.max(...highs) };
}

/** Both in the unit of the higher one. */
function rangeWords(
  point: PointView,
  { low, high }: Range,
  language: Language,
): { low: string; high: string } {
  const top = formatValue(point, high, language);
  const isScaled = top.unit !== point.unit;
  const bottom = isScaled ? formatNumber(low / 1000, 1, language) : formatValue(point, low, language).words;
  return { low: bottom, high: `${top.words}${isScaled ? ` ${top.unit}` : ''}` };
}

const hoursOfDays = 48;

function spanWords(t: TFunction, hours: number): string {
  if (hours < hoursOfDays) return t('board.lastHours', { count: hours });
  return t('board.lastDays', { count: Math.round(hours / 24) });
}
