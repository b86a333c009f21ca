// What happened lately in the space: commands and alarms.
import type { Alarm, Command, PointView, SpaceView } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Age } from '../../components/age.tsx';
import { Card } from '../../components/card.tsx';
import { ErrorNote, Loading } from '../../components/notes.tsx';
import { PriorityMark } from '../../components/priority-mark.tsx';
import { allAlarmsQuery } from '../../data/alarms.ts';
import { recentCommandsQuery } from '../../data/commands.ts';
import { useCommandWords } from '../../format/command-words.ts';
import { useWords } from '../../i18n/index.ts';
import { reasonText } from './use-control.ts';

const route = getRouteApi('/inside/spaces/$spaceId');

const shown = 6;

export function RecentCommands({ view }: { view: SpaceView }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(recentCommandsQuery);
  const points = new Map(view.points.map((point) => [point.pointId, point]));
  const own = (data ?? []).flatMap((command) => {
    const point = points.get(command.pointId);
    return point ? [{ command, point }] : [];
  });
  if (view.points.every((point) => point.write === null)) return null;
  return (
    <Card title={t('space.recentCommands')}>
      {error && <ErrorNote error={error} />}
      {!data && !error && <Loading />}
      {data && own.length === 0 && <p className="card-note">{t('space.recentCommandsNone')}</p>}
      <ul className="recent">
        {own.slice(0, shown).map(({ command, point }) => (
          <CommandRow key={command.id} command={command} point={point} points={points} />
        ))}
      </ul>
    </Card>
  );
}

interface CommandRowProps {
  readonly command: Command;
  readonly point: PointView;
  /** Those of the space, for the witness's name and unit. */
  readonly points: ReadonlyMap<string, PointView>;
}

function CommandRow({ command, point, points }: CommandRowProps) {
  const { t } = useTranslation();
  const words = useWords();
  const said = useCommandWords();
  const { command: meant } = route.useSearch();
  const reason = reasonText(command.reason);
  const more = [said.detail(command), said.witness(command, points)].filter((one) => one !== null);
  return (
    <li
      data-command-id={command.id}
      data-state={command.state}
      className={command.id === meant ? 'is-meant' : undefined}
    >
      <span className="recent-what name">
        {words(point.name)} → {said.what(command, point)}
      </span>
      <span className="card-note">
        {t(`commandState.${command.state}`)} · {t('space.by', { name: said.by(command.by) })} ·{' '}
        <Age since={command.requestedAt} />
      </span>
      {reason && <span className="card-note">{words(reason)}</span>}
      {more.map((one) => (
        <span key={one} className="card-note">
          {one}
        </span>
      ))}
    </li>
  );
}

export function RecentAlarms({ spaceId }: { spaceId: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(allAlarmsQuery);
  const own = (data ?? []).filter((alarm) => alarm.spaceId === spaceId);
  return (
    <Card title={t('space.recentAlarms')}>
      {error && <ErrorNote error={error} />}
      {!data && !error && <Loading />}
      {data && own.length === 0 && <p className="card-note">{t('space.recentAlarmsNone')}</p>}
      <ul className="recent">
        {own.slice(0, shown).map((alarm) => (
          <AlarmRow key={alarm.id} alarm={alarm} />
        ))}
      </ul>
    </Card>
  );
}

function AlarmRow({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <li className="recent-alarm">
      <PriorityMark
        priority={alarm.priority}
        label={t(`priority.${alarm.priority}`)}
        isQuiet={!alarm.isActive}
      />
      <span>
        <span className="recent-what">{words(alarm.name)}</span>
        <span className="card-note">
          {t(`alarmState.${alarm.state}`)} · <Age since={alarm.raisedAt} />
        </span>
      </span>
    </li>
  );
}
