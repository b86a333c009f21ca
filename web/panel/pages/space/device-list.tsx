// The equipment of the space: its telling values, whether they can be trusted, and all of its points when opened.
import './device-list.css';
import { type DeviceView, type PointView, qualityOf, type SpaceView } from '@campus/campus-model';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { CopyLink } from '../../components/copy-link.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { iconOfKind } from '../../components/kind-icon.ts';
import { LiveValue } from '../../components/live-value.tsx';
import { NearView } from '../../components/near-view.tsx';
import { useMarked } from '../../components/use-marked.ts';
import { useGateways } from '../../data/gateways.ts';
import { machineTiles, tellingPoints } from '../../format/device-points.ts';
import type { LivePoint } from '../../format/value.ts';
import { useWords } from '../../i18n/index.ts';
import { useLiveCount } from '../../live/use-live.ts';

const route = getRouteApi('/inside/spaces/$spaceId');

/** Values in a row that is not opened. */
const shownValues = 3;
/** Of a point's row, in two columns about half of it. */
const pointHeightRem = 1.2;

export function DeviceList({ view }: { view: SpaceView }) {
  const { t } = useTranslation();
  const tiles = new Set(machineTiles(view).map(({ device }) => device.id));
  if (view.devices.length === 0) return null;
  return (
    <Card title={t('space.devices')} note={view.devices.length}>
      <ul className="devices">
        {view.devices.map((device) => (
          <li key={device.id}>
            <DeviceRow
              device={device}
              points={view.points.filter((point) => point.deviceId === device.id)}
              hasTile={tiles.has(device.id)}
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface DeviceRowProps {
  readonly device: DeviceView;
  readonly points: readonly PointView[];
  /** Its telling values stand on a tile above. */
  readonly hasTile: boolean;
}

function DeviceRow({ device, points, hasTile }: DeviceRowProps) {
  const words = useWords();
  const meant = useMeant(device.id, points);
  const [isOpen, setOpen] = useState(meant.isMeant);
  const details = useMarked<HTMLDetailsElement>(meant.isMeant);
  const measured = points.filter((point) => point.write === null);
  return (
    <details
      ref={details}
      className={`device${meant.isMeant ? ' is-meant' : ''}`}
      open={isOpen}
      data-device={device.id}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <Icon name={iconOfKind(device.kind)} />
        <span className="device-name">
          {words(device.name)}
          <span className="card-note">{words(device.modelName)}</span>
        </span>
        <DeviceNow device={device} points={measured} hasTile={hasTile} />
        <Icon name="down" />
      </summary>
      {isOpen && (
        <NearView heightRem={measured.length * pointHeightRem}>
          <DevicePoints points={measured} meant={meant.point} />
        </NearView>
      )}
      {isOpen && (
        <CopyLink
          href={`/spaces/${encodeURIComponent(device.spaceId)}?device=${encodeURIComponent(device.id)}`}
          name={words(device.name)}
        />
      )}
    </details>
  );
}

/** Whether the address means this device, or one of its points. */
function useMeant(deviceId: string, points: readonly PointView[]) {
  const { device, point } = route.useSearch();
  const isMeant = device === deviceId || points.some(({ pointId }) => pointId === point);
  return { isMeant, point };
}

function isDoubtful(live: LivePoint | undefined): boolean {
  return qualityOf(live?.status ?? 0) !== 'good';
}

/** What the device says now, and whether it can be trusted; a device that says nothing usable says only why. */
function DeviceNow({ device, points, hasTile }: DeviceRowProps) {
  const { t } = useTranslation();
  const ids = points.map(({ pointId }) => pointId);
  const doubtful = useLiveCount(ids, isDoubtful);
  const gateway = useGateways().find(({ id }) => id === device.gatewayId);
  if (gateway && !gateway.isOnline) return <Trouble icon="lost" words={t('overview.stateOffline')} />;
  return (
    <>
      {!hasTile && doubtful < points.length && (
        <DeviceValues points={tellingPoints(device, points, shownValues)} />
      )}
      {doubtful > 0 ? (
        <Trouble icon="warning" words={t('space.qualityBad', { count: doubtful })} />
      ) : (
        <span className="visually-hidden">{t('space.qualityGood')}</span>
      )}
    </>
  );
}

function Trouble({ icon, words }: { icon: IconName; words: string }) {
  return (
    <span className="with-mark device-trouble">
      <Icon name={icon} />
      {words}
    </span>
  );
}

function DeviceValues({ points }: { points: readonly PointView[] }) {
  const words = useWords();
  return (
    <span className="device-values">
      {points.map((point) => (
        <span key={point.pointId} className="device-value">
          <span className={points.length > 1 ? 'device-value-name name' : 'visually-hidden'}>
            {words(point.name)}
          </span>{' '}
          <LiveValue point={point} />
        </span>
      ))}
    </span>
  );
}

function DevicePoints({ points, meant }: { points: readonly PointView[]; meant: string | undefined }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <dl className="device-points">
      {points.map((point) => (
        <div key={point.pointId} className={point.pointId === meant ? 'is-meant' : undefined}>
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
