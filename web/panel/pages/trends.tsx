// Trends of any points over any span, with all that happened meanwhile; the address holds the whole view, so it can be shared.
import './trends.css';
import type { PointView } from '@campus/campus-model';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty, ErrorNote, Loading } from '../components/notes.tsx';
import { useWidth } from '../components/use-size.ts';
import { pointsQuery } from '../data/points.ts';
import { chartGroups } from '../format/trend.ts';
import { rowsFor, useEraHistory } from '../trend/use-history.ts';
import { detailOf } from './trends/detail.ts';
import { Lanes } from './trends/lanes/lanes.tsx';
import { PointPicker } from './trends/point-picker.tsx';
import { PrintHead } from './trends/print-head.tsx';
import { SpanBar } from './trends/span-bar.tsx';
import { Toolbar } from './trends/toolbar.tsx';
import { TrendCard } from './trends/trend-card.tsx';
import { type TrendView, useTrendView } from './trends/trend-view.ts';

const none: readonly string[] = [];

export function TrendsPage() {
  const { t } = useTranslation();
  const view = useTrendView();
  const chosen = view.search.points ?? none;
  const { data, error, refetch } = useQuery({
    ...pointsQuery(chosen),
    enabled: chosen.length > 0,
    placeholderData: keepPreviousData,
  });
  const points = useMemo(() => chosen.flatMap((id) => data?.get(id) ?? []), [chosen, data]);
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  return (
    <div className="page trends-page">
      <div className="page-head">
        <h1>{t('trends.title')}</h1>
        <SpanBar view={view} />
      </div>
      <PrintHead view={view} />
      <Toolbar view={view} points={points} rows={rowsFor(width)} />
      <div className="trends-body">
        <aside className="card trends-picker" aria-label={t('trends.choose')}>
          <PointPicker
            points={points}
            chosen={chosen}
            onChoose={(ids) => view.set({ points: ids.length > 0 ? [...ids] : undefined })}
          />
        </aside>
        <div className="trends-charts" ref={frame}>
          {chosen.length === 0 && (
            <Empty icon="trends" title={t('trends.empty')} lead={t('trends.emptyLead')} />
          )}
          {error && !data && <ErrorNote error={error} onRetry={() => void refetch()} />}
          {chosen.length > 0 && width > 0 && !(error && !data) && (
            <Charts view={view} points={points} width={width} />
          )}
        </div>
      </div>
    </div>
  );
}

interface ChartsProps {
  readonly view: TrendView;
  readonly points: readonly PointView[];
  readonly width: number;
}

/** Room left of the drawings for values and names of lanes. */
const gutterPx = { wide: 96, narrow: 60 };
const narrowPx = 560;

function Charts({ view, points, width }: ChartsProps) {
  const { t } = useTranslation();
  const { isTooMany, rows } = detailOf(view, points, rowsFor(width));
  const answer = useEraHistory({
    points,
    eras: view.eras,
    rows,
    span: view.now,
    spanKey: view.spanKey,
    isFollowing: view.span.isFollowing,
  });
  const groups = useMemo(() => chartGroups(points), [points]);
  const gutter = width < narrowPx ? gutterPx.narrow : gutterPx.wide;
  return (
    <>
      {answer.error && <ErrorNote error={answer.error} onRetry={answer.refetch} />}
      {isTooMany && <p className="note">{t('trends.detailTooMany')}</p>}
      {answer.isEmpty && !answer.error && <Loading />}
      {!answer.isEmpty &&
        groups.map((group) => (
          <TrendCard
            key={group.map(({ pointId }) => pointId).join()}
            view={view}
            points={group}
            history={answer.history}
            gutterPx={gutter}
          />
        ))}
      {!answer.isEmpty && points.length > 0 && <Lanes view={view} points={points} gutterPx={gutter} />}
      <p className="card-note trends-hint">
        <span className="for-mouse">{t('trends.hint')}</span>
        <span className="for-touch">{t('trends.hintTouch')}</span>
      </p>
    </>
  );
}
