// A critical alarm on a wall: which room, what to do, where it is on the plan, and the room's picture for those who may
// see it. It stays until someone acknowledges or its cause is gone.
import { type Alarm, authorise } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useAge } from '../../components/age.tsx';
import { Icon } from '../../components/icon.tsx';
import { PriorityMark } from '../../components/priority-mark.tsx';
import { useAcknowledge } from '../../data/alarms.ts';
import { camerasQuery } from '../../data/cameras.ts';
import { type Place, useCampus, usePlaces } from '../../data/campus.ts';
import { useIdentity } from '../../data/session.ts';
import { formatClock } from '../../format/time.ts';
import { useLanguage, useWords } from '../../i18n/index.ts';
import { LiveFloorPlan } from '../../plan/index.ts';
import { Picture } from '../tiles/camera-tile.tsx';

export function CriticalWall({ alarm, more }: { alarm: Alarm; more: number }) {
  const { t } = useTranslation();
  const place = usePlaces().get(alarm.spaceId ?? '');
  return (
    <section className="wall-critical" aria-label={t('wall.critical')} data-alarm={alarm.id}>
      <AlarmWords alarm={alarm} place={place} more={more} />
      <div className="wall-critical-place">
        {place && (
          <LiveFloorPlan building={place.building} floor={place.floor} layer="alarms" className="plan-tile" />
        )}
        <RoomPicture spaceId={alarm.spaceId} />
      </div>
    </section>
  );
}

function AlarmWords({ alarm, place, more }: { alarm: Alarm; place: Place | undefined; more: number }) {
  const { t } = useTranslation();
  const words = useWords();
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const age = useAge(alarm.raisedAt);
  const time = formatClock(alarm.raisedAt, language, timeZone);
  return (
    <div className="wall-critical-words">
      <p className="wall-critical-name">
        <PriorityMark priority={alarm.priority} label={t('priority.critical')} />
        {words(alarm.name)}
      </p>
      <h1>{place ? words(place.space.name) : (alarm.spaceId ?? '')}</h1>
      {place && (
        <p className="wall-critical-floor">
          {words(place.building.name)} · {words(place.floor.name)}
        </p>
      )}
      {alarm.advice && (
        <div className="wall-critical-step">
          <h2>{t('wall.step')}</h2>
          <p>{words(alarm.advice)}</p>
        </div>
      )}
      <p className="wall-critical-since">{t('wall.since', { time, age })}</p>
      {more > 0 && <p className="wall-critical-more">{t('wall.moreCritical', { count: more })}</p>}
      <Acknowledge alarm={alarm} />
    </div>
  );
}

function Acknowledge({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const acknowledge = useAcknowledge();
  const mayAcknowledge = authorise(useIdentity(), 'alarm.acknowledge', alarm);
  if (!mayAcknowledge) return <p className="wall-critical-since">{t('wall.waiting')}</p>;
  return (
    <button
      type="button"
      className="button"
      disabled={acknowledge.isPending}
      onClick={() => acknowledge.mutate({ alarmId: alarm.id })}
    >
      <Icon name="check" />
      {t('wall.acknowledge')}
    </button>
  );
}

function RoomPicture({ spaceId }: { spaceId: string | null }) {
  const maySee = authorise(useIdentity(), 'picture.read', { system: 'security', spaceId });
  const { data } = useQuery({ ...camerasQuery, enabled: maySee });
  const camera = spaceId === null ? undefined : data?.find((each) => each.spaceId === spaceId);
  return camera ? <Picture camera={camera} /> : null;
}
