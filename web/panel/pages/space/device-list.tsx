// The equipment of the space: whether its values can be trusted, and all of its points when opened.
import { type DeviceView, type PointView, qualityOf, type SpaceView } from '@campus/campus-model';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { Icon } from '../../components/icon.tsx';
import { iconOfKind } from '../../components/kind-icon.ts';
import { LiveValue } from '../../components/live-value.tsx';
import { useGateways } from '../../data/gateways.ts';
import { useWords } from '../../i18n/index.ts';
import { useLiveGroup } from '../../live/use-live.ts';

export function DeviceList({ view }: { view: SpaceView }) {
  const { t } = useTranslation();
  if (view.devices.length === 0) return null;
  return (
    <Card title={t('space.devices')} note={view.devices.length}>
      <ul className="devices">
        {view.devices.map((device) => (
          <li key={device.id}>
            <DeviceRow device={device} points={view.points.filter((point) => point.deviceId === device.id)} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function DeviceRow({ device, points }: { device: DeviceView; points: readonly PointView[] }) {
  const words = useWords();
  const [isOpen, setOpen] = useState(false);
  const measured = points.filter((point) => point.write === null);
  return (
    <details
      className="device"
      data-device={device.id}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <Icon name={iconOfKind(device.kind)} />
        <span className="device-name">
          {words(device.name)}
          <span className="card-note">{words(device.modelName)}</span>
        </span>
        <DeviceQuality device={device} points={measured} />
        <Icon name="down" />
      </summary>
      {isOpen && <DevicePoints points={measured} />}
    </details>
  );
}

function DeviceQuality({ device, points }: { device: DeviceView; points: readonly PointView[] }) {
  const { t } = useTranslation();
  const live = useLiveGroup(points.map(({ pointId }) => pointId));
  const gateway = useGateways().find(({ id }) => id === device.gatewayId);
  if (gateway && !gateway.isOnline) {
    return (
      <span className="with-mark device-trouble">
        <Icon name="lost" />
        {t('overview.stateOffline')}
      </span>
    );
  }
  const count = points.filter(({ pointId }) => qualityOf(live.get(pointId)?.status ?? 0) !== 'good').length;
  if (count === 0) return <span className="card-note">{t('space.qualityGood')}</span>;
  return (
    <span className="with-mark device-trouble">
      <Icon name="warning" />
      {t('space.qualityBad', { count })}
    </span>
  );
}

function DevicePoints({ points }: { points: readonly PointView[] }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <dl className="device-points">
      {points.map((point) => (
        <div key={point.pointId}>
          <dt>
            <Link
              to="/trends"
              search={{ points: [point.pointId], span: '8h' }}
              aria-label={t('space.trendOf', { name: words(point.name) })}
            >
              {words(point.name)}
            </Link>
          </dt>
          <dd>
            <LiveValue point={point} hasReason />
          </dd>
        </div>
      ))}
    </dl>
  );
}
