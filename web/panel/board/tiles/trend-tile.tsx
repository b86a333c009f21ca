// Curves of some points over the last hours, as the trend page draws them.
import type { TileOf } from '@campus/campus-model';
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { typeScale, useHeight } from '../../components/use-size.ts';
import type { SpanName } from '../../format/search.ts';
import { TrendFigure } from '../../trend/index.ts';
import { TileNote } from '../tile-note.tsx';
import { useTilePoints } from '../tile-points.tsx';

type Settings = TileOf<'trend'>['settings'];

const spanNames: Record<Settings['span'], SpanName> = { 1: '1h', 8: '8h', 24: '24h', 168: '7d' };
/** Between legend and chart, and between charts, as the style sheet of the figure has it. */
const gapRem = 0.5;

export default function TrendTile({ settings: { points: ids, span } }: { settings: Settings }) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const heightPx = useHeight(frame);
  const points = useTilePoints(ids);
  const legendsPx = useLegendsHeight(frame);
  const isNone = points?.length === 0;
  return (
    <div className="trend-tile" ref={frame}>
      {isNone && <TileNote icon="search" words={t('board.noPoint')} lead={t('board.noPointLead')} />}
      {points && !isNone && heightPx > 0 && (
        <TrendFigure points={ids} span={spanNames[span]} height={heightPx - legendsPx} />
      )}
    </div>
  );
}

/** What the legends of the figure take: its charts share what is left. */
function useLegendsHeight(frame: RefObject<HTMLElement | null>): number {
  const [heightPx, setHeight] = useState(0);
  useLayoutEffect(() => {
    const target = frame.current;
    if (!target) return;
    const measure = () => {
      const legends = [...target.querySelectorAll<HTMLElement>('figcaption')];
      const gapPx = gapRem * 16 * typeScale();
      setHeight(
        legends.reduce((sum, { offsetHeight }, row) => sum + offsetHeight + (row > 0 ? 2 : 1) * gapPx, 0),
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    const inner = target.firstElementChild;
    if (inner) observer.observe(inner);
    return () => observer.disconnect();
  });
  return heightPx;
}
