// What the trend page shows: its address, the span that it means now, and the axis that hands may move.
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useCampus } from '../../data/campus.ts';
import { followPeriodMs } from '../../data/history.ts';
import type { TrendSearch } from '../../format/search.ts';
import type { TimeSpan } from '../../format/trend-lines.ts';
import {
  dayAfter,
  dayBegin,
  type Era,
  erasOf,
  localDay,
  type ResolvedSpan,
  resolveSpan,
} from '../../format/trend-span.ts';
import { hubNow, useClock } from '../../live/clock.ts';
import { TimeAxis } from '../../trend/time-axis.ts';

const route = getRouteApi('/inside/trends');

/** Moves that follow each other this soon are one step back in the browser. */
const oneStepMs = 1_500;

export interface TrendView {
  readonly search: TrendSearch;
  readonly span: ResolvedSpan;
  readonly eras: readonly Era[];
  readonly axis: TimeAxis;
  /** The span as it is this moment. */
  readonly now: () => TimeSpan;
  /** Names the span in caches. */
  readonly spanKey: string;
  readonly set: (change: TrendSearch) => void;
  /** Back to a span that follows the clock. */
  readonly goToNow: () => void;
}

export function useTrendView(): TrendView {
  const search = route.useSearch();
  const { timeZone } = useCampus().site;
  const [set, keep] = useChange();
  const { from, to, span: name } = search;
  const now = useCallback(
    () => resolveSpan({ from, to, span: name }, hubNow(), timeZone),
    [from, to, name, timeZone],
  );
  const span = useFollowed(now);
  const eras = useMemo(() => erasOf(span, search, timeZone), [span, search, timeZone]);
  const [axis] = useState(() => new TimeAxis(span));
  const bounds = useCallback(
    () => boundsOf(span, search.compare === 'days', timeZone),
    [span, search.compare, timeZone],
  );
  useEffect(() => axis.attend(bounds, keep), [axis, bounds, keep]);
  useEffect(() => axis.show(span), [axis, span]);
  useEffect(() => () => axis.end(), [axis]);
  const spanKey = from !== undefined ? `${from}-${to}` : (name ?? '');
  const goToNow = () => set({ from: undefined, to: undefined, span: name });
  return { search, span, eras, axis, now, spanKey, set, goToNow };
}

/** The span by the clock, anew at the pace at which it is asked for. */
function useFollowed(now: () => ResolvedSpan): ResolvedSpan {
  const tick = useClock(() => Math.floor(hubNow() / followPeriodMs()));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the clock's tick moves the span on
  const span = useMemo(now, [now, tick]);
  const { fromMs, toMs, isFollowing } = span;
  return useMemo(() => ({ fromMs, toMs, isFollowing }), [fromMs, toMs, isFollowing]);
}

function useChange(): [(change: TrendSearch) => void, (span: TimeSpan) => void] {
  const navigate = useNavigate({ from: '/trends' });
  const keptAt = useRef(Number.NEGATIVE_INFINITY);
  const set = useCallback(
    (change: TrendSearch) =>
      void navigate({ search: (before) => ({ ...before, ...change }), resetScroll: false }),
    [navigate],
  );
  const keep = useCallback(
    ({ fromMs, toMs }: TimeSpan) => {
      const isOneStep = performance.now() - keptAt.current < oneStepMs;
      keptAt.current = performance.now();
      void navigate({
        search: (before) => ({ ...before, from: fromMs, to: toMs }),
        replace: isOneStep,
        resetScroll: false,
      });
    },
    [navigate],
  );
  return [set, keep];
}

/** Up to now, or a later end that was asked for; of days laid over each other, the day. */
function boundsOf(span: TimeSpan, isDay: boolean, timeZone: string): TimeSpan {
  if (!isDay) return { fromMs: 0, toMs: Math.max(hubNow(), span.toMs) };
  const day = localDay(span.fromMs, timeZone);
  return { fromMs: dayBegin(day, timeZone), toMs: dayBegin(dayAfter(day, 1), timeZone) };
}
