// The machines of a space, a tile each: what it does now, its telling values, and the way to their trend.
import './machines.css';
import type { DeviceView, PointView, SpaceView } from '@campus/campus-model';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { Icon } from '../../components/icon.tsx';
import { iconOfKind } from '../../components/kind-icon.ts';
import { LiveValue } from '../../components/live-value.tsx';
import { machineTiles, shareOf } from '../../format/device-points.ts';
import { stateName, usableNumber } from '../../format/value.ts';
import { useWords } from '../../i18n/index.ts';
import { useLivePoint } from '../../live/use-live.ts';

/** A chart with more curves than this cannot be read. */
const mostCurves = 4;

export function Machines({ view }: { view: SpaceView }) {
  const { t } = useTranslation();
  const tiles = machineTiles(view);
  if (tiles.length === 0) return null;
  return (
    <Card title={t('space.machines')} note={tiles.length}>
      <ul className="machines">
        {tiles.map(({ device, points }) => (
          <li key={device.id} className={`machine machine-${device.kind}`} data-machine={device.id}>
            <MachineTile device={device} points={points} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** The first point beside the name where it is a state, the others below. */
function MachineTile({ device, points }: { device: DeviceView; points: readonly PointView[] }) {
  const { t } = useTranslation();
  const words = useWords();
  const [first, ...others] = points;
  const isStateFirst = first !== undefined && stateName(first, 0) !== null;
  const curves = points.filter((point) => point.quantity !== 'text' && stateName(point, 0) === null);
  return (
    <>
      <div className="machine-head">
        <Icon name={iconOfKind(device.kind)} />
        <h3>{words(device.name)}</h3>
        <Link
          to="/trends"
          search={{ points: curves.slice(0, mostCurves).map(({ pointId }) => pointId), span: '8h' }}
          className="tool"
          aria-label={t('space.trendOf', { name: words(device.name) })}
        >
          <Icon name="trends" />
        </Link>
      </div>
      {isStateFirst && (
        <p className="machine-state">
          <span className="visually-hidden">{words(first.name)} </span>
          <LiveValue point={first} />
        </p>
      )}
      <dl className="machine-points">
        {(isStateFirst ? others : points).map((point) => (
          <div key={point.pointId} className={point.quantity === 'text' ? 'is-wide' : undefined}>
            <dt className="name">{words(point.name)}</dt>
            <dd>
              <LiveValue point={point} />
              <ShareBar point={point} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** How full or loaded: the number beside it says the same in words. */
function ShareBar({ point }: { point: PointView }) {
  const live = useLivePoint(point.pointId);
  const share = shareOf(point, usableNumber(live));
  if (share === null) return null;
  return (
    <span className="share" aria-hidden="true">
      <span style={{ width: `${share * 100}%` }} />
    </span>
  );
}
