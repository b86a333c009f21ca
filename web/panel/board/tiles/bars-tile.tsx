// What meters counted by hour or day, as bars; the one that still goes on is drawn lighter.
import type { PointView, TileOf, TrendView } from '@campus/campus-model';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { type CSSProperties, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useCampus } from '../../data/campus.ts';
import { api, queryString } from '../../data/http.ts';
import { formatNumber, formatShare } from '../../format/number.ts';
import { formatAxisTime } from '../../format/time.ts';
import { useLanguage } from '../../i18n/index.ts';
import { hubNow } from '../../live/clock.ts';
import { type Bar, barSpans, barsOf, roundTop } from '../bars.ts';
import { TileNote } from '../tile-note.tsx';
import { useTilePoints } from '../tile-points.tsx';

type Settings = TileOf<'bars'>['settings'];

const askAgainMs = 60_000;
/** A sum of which less is known says so. */
const wholeCoverage = 0.99;

function barsQuery(pointIds: readonly string[], step: Settings['step']) {
  const { bucketMs, buckets } = barSpans[step];
  return queryOptions({
    queryKey: ['bars', pointIds, step],
    staleTime: askAgainMs / 2,
    refetchInterval: askAgainMs,
    enabled: pointIds.length > 0,
    queryFn: () => {
      const to = Math.round(hubNow());
      const search = queryString({ points: pointIds, from: to - (buckets - 1) * bucketMs, to, buckets });
      return api<TrendView[]>(`/history${search}`);
    },
  });
}

export function BarsTile({ settings: { points: ids, step } }: { settings: Settings }) {
  const { t } = useTranslation();
  const points = useTilePoints(ids);
  // A sum is of one unit: the first point's.
  const same = useMemo(() => points?.filter(({ unit }) => unit === points[0]?.unit) ?? [], [points]);
  const { data, error } = useQuery(
    barsQuery(
      useMemo(() => same.map(({ pointId }) => pointId), [same]),
      step,
    ),
  );
  const bars = useMemo(() => (data ? barsOf(data, hubNow()) : null), [data]);
  const [first] = same;
  if (points && !first)
    return <TileNote icon="search" words={t('board.noPoint')} lead={t('board.noPointLead')} />;
  if (error && !data) return <TileNote icon="warning" words={t('board.failed')} />;
  if (!first || !bars) return null;
  if (bars.every(({ sum }) => sum === null)) return <TileNote icon="clock" words={t('board.noHistory')} />;
  return <Bars bars={bars} point={first} step={step} />;
}

interface BarsProps {
  readonly bars: readonly Bar[];
  readonly point: PointView;
  readonly step: Settings['step'];
}

function Bars({ bars, point: { unit }, step }: BarsProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const known = bars.flatMap(({ sum }) => sum ?? []);
  const top = roundTop(Math.max(...known));
  const digits = top < 10 ? 2 : top < 100 ? 1 : 0;
  const number = (value: number): string => formatNumber(value, digits, language);
  const total = known.reduce((sum, value) => sum + value, 0);
  const coverage = bars.reduce((sum, bar) => sum + bar.coverage, 0) / bars.length;
  const running = bars.at(-1);
  return (
    <div className="bars-tile">
      <p className="bars-sums">
        {running?.isRunning && running.sum !== null && (
          <span>
            {t(step === 'hour' ? 'tile.thisHour' : 'tile.today')} <strong>{number(running.sum)}</strong>{' '}
            <span className="value-unit">{unit}</span>
          </span>
        )}
        <span>
          {t('tile.total')} <strong>{number(total)}</strong> <span className="value-unit">{unit}</span>
        </span>
        {coverage < wholeCoverage && (
          <span>{t('tile.coverage', { share: formatShare(coverage, language) })}</span>
        )}
      </p>
      <Drawing bars={bars} top={top} topWords={formatNumber(top, top < 1 ? 2 : 0, language)} step={step} />
      <BarTable bars={bars} step={step} number={number} unit={unit} />
    </div>
  );
}

function Drawing({
  bars,
  top,
  topWords,
  step,
}: Pick<BarsProps, 'bars' | 'step'> & { top: number; topWords: string }) {
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const stepS = barSpans[step].bucketMs / 1000;
  const every = Math.ceil(bars.length / 6);
  return (
    <div className="bars" aria-hidden="true">
      <span className="bars-top">{topWords}</span>
      <ol className="bars-plot">
        {bars.map(({ fromMs, sum, isRunning }) => (
          <li
            key={fromMs}
            className={isRunning ? 'is-running' : sum === null ? 'is-unknown' : undefined}
            style={{ '--share': sum === null ? 0 : sum / top } as CSSProperties}
          />
        ))}
      </ol>
      <ol className="bars-axis">
        {bars.map(({ fromMs }, row) => (
          <li key={fromMs}>
            {row % every === 0 && row + every / 2 <= bars.length && (
              <span>{formatAxisTime(fromMs, stepS, language, timeZone)}</span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The bars' equal for screen readers. */
function BarTable({
  bars,
  step,
  number,
  unit,
}: Pick<BarsProps, 'bars' | 'step'> & { number: (value: number) => string; unit: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  return (
    <table className="visually-hidden">
      <caption>{t(step === 'hour' ? 'tile.perHour' : 'tile.perDay')}</caption>
      <tbody>
        {bars.map(({ fromMs, sum }) => (
          <tr key={fromMs}>
            <th scope="row">{formatAxisTime(fromMs, barSpans[step].bucketMs / 1000, language, timeZone)}</th>
            <td>{sum === null ? t('value.missing') : `${number(sum)} ${unit}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
