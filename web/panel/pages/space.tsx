// A space: what it is like now, what can be switched, its equipment, and what happened lately.
import './space.css';
import type { Alarm, SpaceView } from '@campus/campus-model';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { AlarmCard } from '../components/alarm-card.tsx';
import { Card } from '../components/card.tsx';
import { Icon } from '../components/icon.tsx';
import { useOpenAlarms } from '../data/alarms.ts';
import { spaceQuery, useCampus, usePlaces } from '../data/campus.ts';
import type { SpaceSearch } from '../format/deep-links.ts';
import { useWords } from '../i18n/index.ts';
import { Cameras } from './space/camera.tsx';
import { Controls } from './space/controls.tsx';
import { DeviceList } from './space/device-list.tsx';
import { Machines } from './space/machines.tsx';
import { RecentAlarms, RecentCommands } from './space/recent.tsx';
import { RoomValues } from './space/room-values.tsx';

const route = getRouteApi('/inside/spaces/$spaceId');

export function SpacePage() {
  const { spaceId } = route.useParams();
  const { data: view } = useSuspenseQuery(spaceQuery(spaceId));
  const alarms = useOpenAlarms().filter((alarm) => alarm.spaceId === spaceId);
  return (
    <div className="page space-page" data-space={spaceId} key={spaceId}>
      <SpaceHead spaceId={spaceId} />
      <MissingNote view={view} />
      <div className={`space-columns${alarms.length > 0 ? ' is-alarmed' : ''}`}>
        <div className="space-main">
          <SpaceAlarms alarms={alarms} />
          <RoomValues view={view} />
          <Machines view={view} />
          <Controls view={view} />
          <DeviceList view={view} />
        </div>
        <div className="space-side">
          <Cameras view={view} />
          <RecentCommands view={view} />
          <RecentAlarms spaceId={spaceId} />
        </div>
      </div>
    </div>
  );
}

/** The address means a device or point that is not here, as after it was moved. */
function MissingNote({ view }: { view: SpaceView }) {
  const { t } = useTranslation();
  const missing = missingOf(view, route.useSearch());
  return missing === null ? null : <p className="note">{t('link.markedMissing', { id: missing })}</p>;
}

function missingOf({ devices, points }: SpaceView, { device, point }: SpaceSearch): string | null {
  if (device !== undefined && devices.every(({ id }) => id !== device)) return device;
  if (point !== undefined && points.every(({ pointId }) => pointId !== point)) return point;
  return null;
}

function SpaceHead({ spaceId }: { spaceId: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const place = usePlaces().get(spaceId);
  if (!place) return null;
  const { space, building, floor } = place;
  const facts = [
    t(`spaceKind.${space.kind}`),
    `${words(building.name)} ${words(floor.name)}`,
    ...(space.seats > 0 ? [t('space.seats', { count: space.seats })] : []),
  ];
  return (
    <div className="page-head space-head">
      <div>
        <h1>{words(space.name)}</h1>
        <p className="card-note">{facts.join(' · ')}</p>
      </div>
      <Responsible personId={space.responsible} />
    </div>
  );
}

function Responsible({ personId }: { personId: string | null }) {
  const { t } = useTranslation();
  const words = useWords();
  const person = useCampus().people.find(({ id }) => id === personId);
  if (!person) return null;
  return (
    <p className="responsible">
      <span className="card-note">{t('space.responsible')}</span> {words(person.name)}
      {person.phone && (
        <a className="button" href={`tel:${person.phone}`}>
          <Icon name="phone" />
          <span className="visually-hidden">{t('space.call', { name: words(person.name) })}</span>
          {person.phone}
        </a>
      )}
    </p>
  );
}

function SpaceAlarms({ alarms }: { alarms: readonly Alarm[] }) {
  const { t } = useTranslation();
  const { alarm: meant } = route.useSearch();
  if (alarms.length === 0) return null;
  return (
    <Card title={t('overview.alarms')} className="space-alarms">
      <ul className="alarm-list">
        {alarms.map((alarm) => (
          <li key={alarm.id}>
            <AlarmCard alarm={alarm} hasPlace={false} isFull isMeant={alarm.id === meant} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
