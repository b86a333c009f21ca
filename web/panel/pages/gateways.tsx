// The gateways: which are online, since when, and how many of their devices answer.
import './lists.css';
import type { GatewayStatus } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { CopyLink } from '../components/copy-link.tsx';
import { Icon } from '../components/icon.tsx';
import { Empty, ErrorNote, Loading } from '../components/notes.tsx';
import { useMarked } from '../components/use-marked.ts';
import { useCampus } from '../data/campus.ts';
import { gatewaysQuery } from '../data/gateways.ts';
import { formatMoment } from '../format/time.ts';
import { useLanguage, useWords } from '../i18n/index.ts';

const route = getRouteApi('/inside/gateways');

export function GatewaysPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(gatewaysQuery);
  const sorted = [...(data ?? [])].sort((a, b) => Number(a.isOnline) - Number(b.isOnline));
  return (
    <div className="page">
      <h1>{t('gateways.title')}</h1>
      {error && !data && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.length === 0 && (
        <Empty icon="gateways" title={t('gateways.empty')} lead={t('gateways.emptyLead')} />
      )}
      <ul className="gateway-list">
        {sorted.map((gateway) => (
          <GatewayCard key={gateway.id} gateway={gateway} />
        ))}
      </ul>
    </div>
  );
}

function GatewayCard({ gateway }: { gateway: GatewayStatus }) {
  const { t } = useTranslation();
  const isMeant = route.useSearch().gateway === gateway.id;
  const card = useMarked<HTMLLIElement>(isMeant);
  const words = useWords();
  const building = useCampus().buildings.find(({ id }) => id === gateway.buildingId);
  const devices = { online: gateway.devicesOnline, all: gateway.devices };
  return (
    <li
      ref={card}
      className={`card gateway${isMeant ? ' is-meant' : ''}`}
      data-gateway={gateway.id}
      data-online={gateway.isOnline}
    >
      <div className="gateway-head">
        <Icon name={gateway.isOnline ? 'gateways' : 'lost'} />
        <div>
          <h2>{words(gateway.name)}</h2>
          <p className="card-note">
            {building && words(building.name)} · {gateway.id}
          </p>
        </div>
        <strong className="gateway-state">
          {t(gateway.isOnline ? 'gateways.online' : 'gateways.offline')}
        </strong>
      </div>
      <meter min={0} max={Math.max(1, devices.all)} value={devices.online} aria-label={t('gateways.bar')} />
      <p className="gateway-facts">
        <span>{t('gateways.devices', devices)}</span>
        <GatewaySince changedAt={gateway.changedAt} />
        <CopyLink href={`/gateways?gateway=${encodeURIComponent(gateway.id)}`} name={words(gateway.name)} />
      </p>
      {!gateway.isOnline && <p className="note">{t('gateways.offlineLead')}</p>}
    </li>
  );
}

function GatewaySince({ changedAt }: { changedAt: number | null }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  if (changedAt === null) return <span className="card-note">{t('gateways.never')}</span>;
  return (
    <span className="card-note">
      {t('gateways.since', { time: formatMoment(changedAt, language, timeZone) })}
    </span>
  );
}
