// From what was fetched to what is drawn: the lines of a chart, and the marks beside them.
import type { PointView } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlaceWords } from '../components/place-link.tsx';
import { storageQuery } from '../data/storage.ts';
import { formatDay } from '../format/time.ts';
import type { TimeSpan } from '../format/trend-lines.ts';
import type { Era } from '../format/trend-span.ts';
import { useLanguage, useWords } from '../i18n/index.ts';
import { hubNow } from '../live/clock.ts';
import type { Marks } from './chart-marks.ts';
import { type EraHistory, type Trend, trendsOf } from './trend.ts';

export function useTrends(
  points: readonly PointView[],
  eras: readonly Era[],
  history: EraHistory,
): readonly Trend[] {
  const words = useWords();
  const placeWords = usePlaceWords();
  const { language } = useLanguage();
  const nameOf = useCallback(
    (point: PointView, { day }: Era) => {
      const name = `${words(point.name)} · ${placeWords(point.spaceId)}`;
      return day === null ? name : `${name} · ${formatDay(day, language)}`;
    },
    [words, placeWords, language],
  );
  const eraKey = eras.map(({ day, offsetMs }) => `${day} ${offsetMs}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the eras' offsets and days say all that is used of them
  return useMemo(
    () => trendsOf({ points, eras, history, nowMs: hubNow(), nameOf }),
    [points, eraKey, history, nameOf],
  );
}

export function useMarks(trends: readonly Trend[], { fromMs, toMs }: TimeSpan): Marks {
  const { t } = useTranslation();
  const demo = useQuery(storageQuery).data?.demo;
  const isShown = demo && demo.fromMs < toMs && demo.toMs > fromMs;
  const [fromS, toS] = isShown ? [demo.fromMs / 1000, demo.toMs / 1000] : [0, 0];
  const words = t('trends.demo');
  return useMemo(
    () => ({ trends, demo: toS > 0 ? { fromS, toS, words } : null }),
    [trends, fromS, toS, words],
  );
}
