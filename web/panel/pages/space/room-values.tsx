// The room's values, big, each with its age and a way to its trend.
import type { PointView, SpaceView } from '@campus/campus-model';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Age } from '../../components/age.tsx';
import { Card } from '../../components/card.tsx';
import { Icon } from '../../components/icon.tsx';
import { ShownValue, useShown } from '../../components/live-value.tsx';
import { Empty } from '../../components/notes.tsx';
import { roomPoints } from '../../format/space-points.ts';
import { useWords } from '../../i18n/index.ts';
import { useLivePoint } from '../../live/use-live.ts';

export function RoomValues({ view }: { view: SpaceView }) {
  const { t } = useTranslation();
  const points = roomPoints(view);
  return (
    <Card title={t('space.now')}>
      {points.length === 0 ? (
        <Empty icon="air" title={t('space.noValues')} />
      ) : (
        <ul className="readings">
          {points.map((point) => (
            <Reading key={point.pointId} point={point} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Reading({ point }: { point: PointView }) {
  const { t } = useTranslation();
  const words = useWords();
  const name = words(point.name);
  return (
    <li className="reading">
      <span className="reading-name name">{name}</span>
      <ShownValue shown={useShown(point)} pointId={point.pointId} hasReason />
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
