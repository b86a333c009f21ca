// A row of the list of devices: a gateway that folds, a connection, or a device with how far it is.
import type { CommissioningOverview, Progress } from '@campus/campus-model';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { iconOfKind } from '../../components/kind-icon.ts';
import { usePlaces } from '../../data/campus.ts';
import { type CommissioningEntry, type ListRow, openOf } from '../../format/commissioning.ts';
import { useWords } from '../../i18n/index.ts';

const route = getRouteApi('/inside/commissioning');

interface ListRowProps {
  readonly row: ListRow;
  readonly overview: CommissioningOverview;
  readonly onToggle: (gatewayId: string) => void;
}

export function ListRowView({ row, overview, onToggle }: ListRowProps) {
  if (row.kind === 'gateway') return <GatewayRow row={row} overview={overview} onToggle={onToggle} />;
  if (row.kind === 'device') return <DeviceRow device={row.device} />;
  const endpoint = overview.endpoints.find(({ id }) => id === row.id);
  return (
    <p className="commissioning-endpoint">
      {row.id} <span className="card-note">{endpoint && `${endpoint.protocol} · ${endpoint.where}`}</span>
    </p>
  );
}

interface GatewayRowProps extends Omit<ListRowProps, 'row'> {
  readonly row: ListRow & { readonly kind: 'gateway' };
}

function GatewayRow({ row, overview, onToggle }: GatewayRowProps) {
  const { t } = useTranslation();
  const words = useWords();
  const gateway = overview.gateways.find(({ id }) => id === row.id);
  const name = gateway ? words(gateway.name) : row.id;
  return (
    <div className="commissioning-gateway" data-gateway={row.id}>
      <button
        type="button"
        className="tool"
        aria-expanded={!row.isFolded}
        aria-label={t(row.isFolded ? 'commissioning.unfold' : 'commissioning.fold', { name })}
        onClick={() => onToggle(row.id)}
      >
        <Icon name="down" />
      </button>
      <Link
        to="/commissioning"
        search={(before) => ({ show: before.show, gateway: row.id })}
        activeOptions={{ includeSearch: true, exact: false }}
        aria-current={route.useSearch().gateway === row.id ? 'true' : undefined}
      >
        <span className="name">{name}</span>
        <Done name={name} progress={row.progress} />
      </Link>
    </div>
  );
}

function DeviceRow({ device }: { device: CommissioningEntry }) {
  const words = useWords();
  const places = usePlaces();
  const place = places.get(device.spaceId);
  const name = words(device.name);
  return (
    <Link
      to="/commissioning"
      search={(before) => ({ show: before.show, device: device.id })}
      className="commissioning-device"
      data-device={device.id}
      aria-current={route.useSearch().device === device.id ? 'true' : undefined}
    >
      <Icon name={iconOfKind(device.kind)} />
      <span className="commissioning-device-name">
        <span className="name">{name}</span>
        <span className="card-note">{place ? words(place.space.name) : device.spaceId}</span>
      </span>
      <Done name={name} progress={device.progress} />
    </Link>
  );
}

/** How many of the points were decided, and what is not as it should be. */
function Done({ name, progress }: { name: string; progress: Progress }) {
  const { t } = useTranslation();
  const { points, trouble, rejected } = progress;
  const done = points - openOf(progress);
  return (
    <span className="commissioning-done">
      <span className="card-note">{t('commissioning.progress', { done, all: points })}</span>
      <meter
        min={0}
        max={Math.max(1, points)}
        value={done}
        aria-label={t('commissioning.progressBar', { name, done, all: points })}
      />
      {(trouble > 0 || rejected > 0) && (
        <span className="with-mark commissioning-trouble">
          <Icon name="warning" />
          {trouble > 0
            ? t('commissioning.trouble', { count: trouble })
            : t('commissioning.rejected', { count: rejected })}
        </span>
      )}
    </span>
  );
}
