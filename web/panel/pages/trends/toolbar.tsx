// The tools of the trend page: moving and zooming the axis, comparing, detail, files, paper.
import type { PointView } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../../components/icon.tsx';
import { panAxis, zoomAxis } from '../../trend/chart-gestures.ts';
import { CompareChoice } from './compare-choice.tsx';
import { detailOf } from './detail.ts';
import { ExportMenu } from './export-menu.tsx';
import type { TrendView } from './trend-view.ts';

interface ToolbarProps {
  readonly view: TrendView;
  readonly points: readonly PointView[];
  /** Of each line, by the width of the charts. */
  readonly rows: number;
}

export function Toolbar({ view, points, rows }: ToolbarProps) {
  if (points.length === 0) return null;
  return (
    <div className="trends-tools">
      <AxisTools view={view} />
      <CompareChoice view={view} />
      <DetailChoice view={view} />
      <div className="trends-out">
        <ExportMenu view={view} points={points} rows={detailOf(view, points, rows).rows} />
        <PrintButton />
      </div>
    </div>
  );
}

const zoomStep = 2;
const panShare = 0.5;

function AxisTools({ view: { axis, span, goToNow } }: { view: TrendView }) {
  const { t } = useTranslation();
  const tools: readonly [IconName, 'earlier' | 'later' | 'zoomIn' | 'zoomOut', () => void][] = [
    ['earlier', 'earlier', () => panAxis(axis, -panShare)],
    ['later', 'later', () => panAxis(axis, panShare)],
    ['plus', 'zoomIn', () => zoomAxis(axis, 1 / zoomStep)],
    ['minus', 'zoomOut', () => zoomAxis(axis, zoomStep)],
  ];
  return (
    <fieldset className="axis-tools">
      <legend className="visually-hidden">{t('trends.axis')}</legend>
      {tools.map(([icon, name, act]) => (
        <button
          key={name}
          type="button"
          className="button button-icon"
          aria-label={t(`trends.${name}`)}
          onClick={act}
        >
          <Icon name={icon} />
        </button>
      ))}
      <button type="button" className="button" disabled={span.isFollowing} onClick={goToNow}>
        <Icon name="clock" />
        {span.isFollowing ? t('trends.following') : t('trends.now')}
      </button>
    </fieldset>
  );
}

function DetailChoice({ view: { search, set } }: { view: TrendView }) {
  const { t } = useTranslation();
  return (
    <label className="tool-choice">
      <span className="field-label">{t('trends.detail')}</span>
      <select
        className="input"
        value={search.detail ?? 'fit'}
        onChange={(event) => set({ detail: event.target.value === 'minutes' ? 'minutes' : undefined })}
      >
        <option value="fit">{t('trends.detailOf.fit')}</option>
        <option value="minutes">{t('trends.detailOf.minutes')}</option>
      </select>
    </label>
  );
}

function PrintButton() {
  const { t } = useTranslation();
  return (
    <button type="button" className="button" onClick={() => window.print()}>
      <Icon name="print" />
      {t('trends.print')}
    </button>
  );
}
