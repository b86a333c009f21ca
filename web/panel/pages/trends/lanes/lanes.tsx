// The lanes below the charts, on the same time axis, and the same as a table.
import './lanes.css';
import type { PointView } from '@campus/campus-model';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWidth } from '../../../components/use-size.ts';
import { rightPx } from '../../../trend/chart-options.ts';
import { usePointedTime, useShownSpan } from '../../../trend/time-axis.ts';
import type { TrendView } from '../trend-view.ts';
import type { LaneItem } from './lane.ts';
import { LaneCard } from './lane-card.tsx';
import { LaneRow } from './lane-row.tsx';
import { useLanes } from './lane-sources.ts';
import { LaneTable } from './lane-table.tsx';

interface LanesProps {
  readonly view: TrendView;
  readonly points: readonly PointView[];
  readonly gutterPx: number;
}

export interface OpenItem {
  readonly item: LaneItem;
  readonly opener: HTMLElement;
}

export function Lanes({ view, points, gutterPx }: LanesProps) {
  const { t } = useTranslation();
  const { span, now, spanKey } = view;
  const lanes = useLanes({ points, span, now, spanKey, isFollowing: span.isFollowing });
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame) - gutterPx - rightPx;
  const shown = useShownSpan(view.axis);
  const [open, setOpen] = useState<OpenItem | null>(null);
  const isQuiet = lanes.every(({ items }) => items.length === 0);
  return (
    <section className="card lanes" aria-labelledby="lanes-title">
      <div className="card-head">
        <h2 id="lanes-title">{t('trends.lanes.title')}</h2>
        {isQuiet && <span className="card-note">{t('trends.lanes.none')}</span>}
      </div>
      <div className="lanes-field" ref={frame}>
        {width > 0 &&
          lanes.map((lane) => (
            <LaneRow
              key={lane.key}
              lane={lane}
              span={shown}
              gutterPx={gutterPx}
              widthPx={width}
              onOpen={setOpen}
            />
          ))}
        <PointedLine view={view} gutterPx={gutterPx} widthPx={width} />
      </div>
      {lanes.map(
        ({ key, note }) =>
          note && (
            <p key={key} className="note">
              {note}
            </p>
          ),
      )}
      {open && <LaneCard open={open} onClose={() => setOpen(null)} />}
      {!isQuiet && <LaneTable lanes={lanes} span={span} />}
    </section>
  );
}

function PointedLine({ view, gutterPx, widthPx }: { view: TrendView; gutterPx: number; widthPx: number }) {
  const atMs = usePointedTime(view.axis);
  const { fromMs, toMs } = useShownSpan(view.axis);
  if (atMs === null || atMs < fromMs || atMs > toMs) return null;
  const left = gutterPx + ((atMs - fromMs) / (toMs - fromMs)) * widthPx;
  return <div className="lanes-pointed" style={{ left }} aria-hidden="true" />;
}
