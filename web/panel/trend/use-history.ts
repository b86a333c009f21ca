// History of points in all eras that are shown: curves and counters are asked apart, as they want rows of other lengths.
import type { HistoryColumnName, PointView } from '@campus/campus-model';
import { useQueries } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { bucketsOfBars, bucketsOfLines, type HistoryAnswer, historyQuery } from '../data/history.ts';
import type { TimeSpan } from '../format/trend-lines.ts';
import type { Era } from '../format/trend-span.ts';
import type { EraHistory } from './trend.ts';

const lineColumns: readonly HistoryColumnName[] = ['timeMean', 'min', 'max', 'last', 'coverage', 'quality'];
const barColumns: readonly HistoryColumnName[] = ['rise', 'coverage', 'quality'];

interface HistoryNeed {
  readonly points: readonly PointView[];
  readonly eras: readonly Era[];
  /** Of the lines. */
  readonly rows: number | 'minutes';
  /** The span as it is now, before the offsets of the eras. */
  readonly span: () => TimeSpan;
  /** Names the span in the cache. */
  readonly spanKey: string;
  readonly isFollowing: boolean;
}

interface EraHistoryAnswer {
  readonly history: EraHistory;
  readonly error: Error | null;
  readonly isEmpty: boolean;
  readonly refetch: () => void;
}

export function useEraHistory(need: HistoryNeed): EraHistoryAnswer {
  const { points, eras } = need;
  const curves = points.filter(({ counter }) => !counter).map(({ pointId }) => pointId);
  const counters = points.filter(({ counter }) => counter).map(({ pointId }) => pointId);
  const results = useQueries({
    queries: eras.flatMap((era) => [
      eraQuery(need, era, curves, need.rows, lineColumns),
      eraQuery(need, era, counters, bucketsOfBars, barColumns),
    ]),
  });
  const names = eras.flatMap(({ offsetMs }) => [`lines ${offsetMs}`, `bars ${offsetMs}`]);
  const answers = useKept(
    names,
    results.map(({ data }) => data),
    [curves.length > 0, counters.length > 0],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer is a dependency of its own
  const history = useMemo(
    () =>
      eras.map((_, row) => {
        const [lines, bars] = [answers[2 * row], answers[2 * row + 1]];
        if (!lines && !bars) return null;
        return [...(lines?.points ?? []), ...(bars?.points ?? [])];
      }),
    [eras.length, ...answers],
  );
  return {
    history,
    error: results.find(({ error }) => error)?.error ?? null,
    isEmpty: history[0] === null || history[0] === undefined,
    refetch: () => {
      for (const { refetch } of results) void refetch();
    },
  };
}

/**
 * What was drawn stays until its successor has come: of the same era, whatever its span and points. (A list of queries keeps
 * nothing by itself when their keys change.)
 */
function useKept(
  names: readonly string[],
  answers: readonly (HistoryAnswer | undefined)[],
  isWanted: readonly boolean[],
): readonly (HistoryAnswer | undefined)[] {
  const kept = useRef(new Map<string, HistoryAnswer>());
  const shown = answers.map((answer, at) => {
    if (!isWanted[at % isWanted.length]) return undefined;
    return answer ?? kept.current.get(names[at]!);
  });
  useEffect(() => {
    kept.current.clear();
    for (const [at, answer] of shown.entries()) if (answer) kept.current.set(names[at]!, answer);
  });
  return shown;
}

function eraQuery(
  { span, spanKey, isFollowing }: HistoryNeed,
  { offsetMs }: Era,
  pointIds: readonly string[],
  rows: number | 'minutes',
  columns: readonly HistoryColumnName[],
) {
  return historyQuery({
    pointIds,
    rows,
    columns,
    key: `${spanKey} ${offsetMs}`,
    isFollowing,
    span: () => {
      const { fromMs, toMs } = span();
      return { fromMs: fromMs - offsetMs, toMs: toMs - offsetMs };
    },
  });
}

/** About two rows for a pixel: finer ones are drawn over each other. */
export function rowsFor(widthPx: number): number {
  return bucketsOfLines.find((rows) => rows >= 2 * widthPx) ?? bucketsOfLines.at(-1)!;
}
