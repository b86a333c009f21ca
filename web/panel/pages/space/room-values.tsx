// The room's values, big, each with its age and a way to its trend.
import type { Alarm, PointView, SpaceView } from '@campus/campus-model';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Age } from '../../components/age.tsx';
import { Card } from '../../components/card.tsx';
import { Icon } from '../../components/icon.tsx';
import { ShownValue, useShown } from '../../components/live-value.tsx';
import { Empty } from '../../components/notes.tsx';
import { PriorityMark } from '../../components/priority-mark.tsx';
import { useOpenAlarms } from '../../data/alarms.ts';
import { roomPoints } from '../../format/space-points.ts';
import { useWords } from '../../i18n/index.ts';
import { useLivePoint } from '../../live/use-live.ts';

export function RoomValues({ view }: { view: SpaceView }) {
  const { t } = useTranslation();
  const alarms = useOpenAlarms().filter((alarm) => alarm.isActive && alarm.spaceId === view.space.id);
  const alarming = new Set(alarms.flatMap(({ pointIds }) => pointIds));
  const points = roomPoints(view, alarming).sort(
    (a, b) => Number(alarming.has(b.pointId)) - Number(alarming.has(a.pointId)),
  );
  return (
    <Card title={t('space.now')}>
      {points.length === 0 ? (
        <Empty icon="air" title={t('space.noValues')} />
      ) : (
        <ul className="readings">
          {points.map((point) => (
            <Reading
              key={point.pointId}
              point={point}
              alarm={alarms.find(({ pointIds }) => pointIds.includes(point.pointId))}
            />
          ))}
        </ul>
      )}
    </Card>
  );
}

/** A reading with an alarm on it carries the alarm's mark. */
function Reading({ point, alarm }: { point: PointView; alarm: Alarm | undefined }) {
  const { t } = useTranslation();
  const words = useWords();
  const name = words(point.name);
  return (
    <li className={`reading${alarm ? ` is-${alarm.priority}` : ''}`}>
      <span className="reading-name name">{name}</span>
      <span className="reading-value">
        <ShownValue shown={useShown(point)} pointId={point.pointId} hasReason />
        {alarm && <PriorityMark priority={alarm.priority} label={words(alarm.name)} />}
      </span>
      <ReadingAge pointId={point.pointId} />
      <Link
        to="/trends"
        search={{ points: [point.pointId], span: '8h' }}
        className="tool reading-trend"
        aria-label={t('space.trendOf', { name })}
      >
        <Icon name="trends" />
      </Link>
    </li>
  );
}

function ReadingAge({ pointId }: { pointId: string }) {
  const { t } = useTranslation();
  const live = useLivePoint(pointId);
  return (
    <span className="reading-age">
      {live && live.timeMs > 0 ? <Age since={live.timeMs} /> : t('value.never')}
    </span>
  );
}
