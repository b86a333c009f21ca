// A point as a fitter judges it: its live value or its control, whether that makes sense and what to do, and the verdict.
import type { ActView, CommissioningDevice, CommissioningPoint } from '@campus/campus-model';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Age } from '../../components/age.tsx';
import { LiveValue } from '../../components/live-value.tsx';
import { judgeLive } from '../../format/commissioning.ts';
import { capitalised } from '../../format/value.ts';
import { useLanguage, useWords } from '../../i18n/index.ts';
import { hubNow } from '../../live/clock.ts';
import { useIsStale, useLivePoint } from '../../live/use-live.ts';
import { Judgement } from './judgement.tsx';
import { TrialPanel } from './trial-panel.tsx';
import { VerdictCell } from './verdict-cell.tsx';

interface PointRowProps {
  readonly row: CommissioningPoint;
  /** All points of the device. */
  readonly points: readonly CommissioningPoint[];
  readonly view: CommissioningDevice;
  readonly onActed: (act: ActView) => void;
}

export function PointRow({ row, points, view, onActed }: PointRowProps) {
  const { point } = row;
  const live = useLivePoint(point.pointId);
  const isStale = useIsStale(live, point.staleAfterMs);
  const judged = judgeLive(row, live, isStale, hubNow());
  const readback = points.find((each) => each.point.pointId === point.write?.readback)?.point;
  return (
    <li
      className={`commissioning-point${row.standing ? ` is-${row.standing.verdict}` : ''}`}
      data-point={point.pointId}
      data-plausibility={judged.plausibility}
      data-verdict={row.standing?.verdict ?? 'open'}
    >
      <PointName row={row} />
      <div className="commissioning-value">
        {point.write === null ? (
          <>
            <LiveValue point={point} hasReason />
            {live && Number.isFinite(live.timeMs) && (
              <span className="card-note">
                <Age since={live.timeMs} />
              </span>
            )}
          </>
        ) : (
          <OrderedValue row={row} readback={readback} />
        )}
      </div>
      <Judgement plausibility={judged.plausibility} findings={judged.findings} />
      <VerdictCell row={row} plausibility={judged.plausibility} onActed={onActed} />
      {point.write !== null && point.mayCommand && (
        <TrialPanel point={point} readback={readback} isGuarded={view.device.kind === 'door'} />
      )}
    </li>
  );
}

function PointName({ row: { point, address } }: { row: CommissioningPoint }) {
  const { t } = useTranslation();
  const words = useWords();
  const { language } = useLanguage();
  const name = words(point.name);
  return (
    <div className="commissioning-name">
      <h4>
        <Link
          to="/trends"
          search={{ points: [point.write?.readback ?? point.pointId], span: '1h' }}
          aria-label={t('space.trendOf', { name })}
        >
          {language === 'en' ? capitalised(name) : name}
        </Link>
      </h4>
      <span className="card-note">{t(`commissioning.pointKind.${point.kind}`)}</span>
      <span className="card-note commissioning-address">{words(address)}</span>
    </div>
  );
}

/** What was ordered last, in the words of the point. */
function OrderedValue({
  row: { order },
  readback,
}: {
  row: CommissioningPoint;
  readback: CommissioningPoint['point'] | undefined;
}) {
  const { t } = useTranslation();
  if (readback) return <LiveValue point={readback} hasReason />;
  return <span className="card-note">{order ? t(`commandState.${order.state}`) : '—'}</span>;
}
