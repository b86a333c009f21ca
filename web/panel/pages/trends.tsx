// Trends of any points over any span; the address holds the whole view, so it can be shared.
import './trends.css';
import type { PointView } from '@campus/campus-model';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { Empty, ErrorNote, Loading } from '../components/notes.tsx';
import {
  bucketsOfBars,
  bucketsOfLines,
  type HistorySpan,
  historyFile,
  historyQuery,
} from '../data/history.ts';
import { pointsQuery } from '../data/points.ts';
import { mostTrendPoints, spans, type TrendSearch } from '../format/search.ts';
import { chartGroups } from '../format/trend.ts';
import { useLanguage } from '../i18n/index.ts';
import { hubNow } from '../live/clock.ts';
import { ChosenPoints, PointSearch } from './trends/point-picker.tsx';
import { SpanChoice } from './trends/span-choice.tsx';
import { TrendCard } from './trends/trend-card.tsx';

const route = getRouteApi('/inside/trends');
const hourMs = 3_600_000;

export function TrendsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/trends' });
  const chosen = search.points ?? [];
  const set = (change: TrendSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false });
  const choose = (points: string[]) => set({ points: points.length > 0 ? points : undefined });
  const { data: points } = useQuery({
    ...pointsQuery(chosen),
    enabled: chosen.length > 0,
    placeholderData: keepPreviousData,
  });
  const known = chosen.flatMap((id) => points?.get(id) ?? []);
  return (
    <div className="page trends-page">
      <div className="page-head">
        <h1>{t('trends.title')}</h1>
        <SpanChoice search={search} onChoose={set} />
      </div>
      <div className="trends-body">
        <aside className="card trends-picker" aria-label={t('trends.choose')}>
          <ChosenPoints points={known} onRemove={(id) => choose(chosen.filter((each) => each !== id))} />
          <PointSearch
            chosen={chosen}
            isFull={chosen.length >= mostTrendPoints}
            onAdd={(id) => choose([...chosen, id])}
          />
        </aside>
        <div className="trends-charts">
          {chosen.length === 0 ? (
            <Empty icon="trends" title={t('trends.empty')} lead={t('trends.emptyLead')} />
          ) : (
            <Charts points={known} search={search} />
          )}
        </div>
      </div>
    </div>
  );
}

/** Curves, and below them bars of what counters counted: an hour's or a day's at once. */
function Charts({ points, search }: { points: readonly PointView[]; search: TrendSearch }) {
  const curves = points.filter(({ counter }) => !counter);
  const counters = points.filter(({ counter }) => counter);
  return (
    <>
      {curves.length > 0 && (
        <ChartsOf points={curves} all={points} search={search} buckets={bucketsOfLines} />
      )}
      {counters.length > 0 && (
        <ChartsOf points={counters} all={points} search={search} buckets={bucketsOfBars} />
      )}
    </>
  );
}

interface ChartsOfProps {
  readonly points: readonly PointView[];
  readonly all: readonly PointView[];
  readonly search: TrendSearch;
  readonly buckets: number;
}

function ChartsOf({ points, all, search, buckets }: ChartsOfProps) {
  const { from, to, span = '8h' } = search;
  const isFixed = from !== undefined && to !== undefined;
  const pointIds = points.map((point) => point.pointId);
  const { data, error, refetch } = useQuery(
    historyQuery({
      pointIds,
      buckets,
      key: isFixed ? `${from}-${to}` : span,
      isFollowing: !isFixed,
      span: () =>
        isFixed ? { fromMs: from, toMs: to } : { fromMs: hubNow() - spans[span] * hourMs, toMs: hubNow() },
    }),
  );
  if (!data) return error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : <Loading />;
  return (
    <>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {chartGroups(points).map((group) => (
        <TrendCard key={group.map(({ pointId }) => pointId).join()} points={group} all={all} history={data} />
      ))}
      <FileLink pointIds={pointIds} buckets={buckets} span={data} />
    </>
  );
}

function FileLink(props: { pointIds: readonly string[]; buckets: number; span: HistorySpan }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { pointIds, buckets, span } = props;
  return (
    <a className="button file-link" href={historyFile(pointIds, buckets, span, language)} download>
      <Icon name="download" />
      {t('trends.file')}
    </a>
  );
}
