// One number with a meaning: open alarms by priority, devices offline, spaces with people, lit rooms. What is not known
// is said beside it, never taken for 0.
import type { TileOf } from '@campus/campus-model';
import { authorise } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { PriorityMark } from '../../components/priority-mark.tsx';
import { openAlarmsQuery } from '../../data/alarms.ts';
import { useCampus } from '../../data/campus.ts';
import { gatewaysQuery } from '../../data/gateways.ts';
import { pointsQuery } from '../../data/points.ts';
import { useIdentity } from '../../data/session.ts';
import { countByPriority, priorityOrder } from '../../format/alarms.ts';
import { spacesOf, totalOf } from '../../format/totals.ts';
import { dash, usableNumber } from '../../format/value.ts';
import { useLiveGroup } from '../../live/use-live.ts';
import { useLamps } from './use-lamps.ts';

const counts = { alarms: AlarmCount, gateways: OfflineCount, people: PeopleCount, lights: LightCount };

export function CountTile({ settings: { of } }: { settings: TileOf<'count'>['settings'] }) {
  const Count = counts[of];
  return <Count />;
}

interface FigureProps {
  readonly figure: number | null;
  readonly unit: string;
  readonly note: ReactNode;
  /** Something that a person should look at. */
  readonly isNotable?: boolean;
}

function Figure({ figure, unit, note, isNotable = false }: FigureProps) {
  return (
    <div className="count-tile">
      <p className={`count-figure${isNotable ? ' is-notable' : ''}`} data-count={figure ?? ''}>
        {figure ?? dash}
        {figure !== null && <span className="value-unit">{unit}</span>}
      </p>
      <p className="count-note">{note}</p>
    </div>
  );
}

function AlarmCount() {
  const { t } = useTranslation();
  const alarms = useQuery(openAlarmsQuery).data;
  const isAll = authorise(useIdentity(), 'alarm.read');
  const byPriority = alarms && countByPriority(alarms);
  return (
    <div className="count-tile">
      <ul className="count-priorities">
        {priorityOrder.map((priority) => {
          const count = byPriority?.[priority];
          return (
            <li key={priority} data-none={count === 0} data-count={count ?? ''}>
              <PriorityMark priority={priority} />
              <strong>{count ?? dash}</strong>
              <span>{t(`priority.${priority}`)}</span>
            </li>
          );
        })}
      </ul>
      {!isAll && <p className="count-note">{t('board.onlyMine')}</p>}
    </div>
  );
}

function OfflineCount() {
  const { t } = useTranslation();
  const gateways = useQuery(gatewaysQuery).data;
  const all = gateways?.reduce((sum, { devices }) => sum + devices, 0) ?? 0;
  const online = gateways?.reduce((sum, { devicesOnline }) => sum + devicesOnline, 0) ?? 0;
  const offline = gateways ? all - online : null;
  return (
    <Figure
      figure={offline}
      unit={t('tile.devices')}
      isNotable={offline !== null && offline > 0}
      note={offline === 0 ? t('tile.allOnline') : t('tile.ofAll', { count: all })}
    />
  );
}

function PeopleCount() {
  const { t } = useTranslation();
  const { buildings } = useCampus();
  const ids = useMemo(
    () => buildings.flatMap(spacesOf).flatMap(({ layers }) => layers.occupancy ?? []),
    [buildings],
  );
  const points = useQuery(pointsQuery(ids)).data;
  const live = useLiveGroup(ids);
  const read = (id: string): number | null => usableNumber(live.get(id));
  const values = ids.flatMap((id) => read(id) ?? []);
  const counted = ids.filter((id) => points?.get(id)?.quantity === 'people');
  const people = totalOf(counted, read).sum;
  return (
    <Figure
      figure={values.length === 0 ? null : values.filter((value) => value > 0).length}
      unit={t('tile.rooms')}
      note={
        <>
          {people !== null && <span>{t('overview.counted', { count: people })}</span>}{' '}
          <span>{t('tile.known', { usable: values.length, asked: ids.length })}</span>
        </>
      }
    />
  );
}

function LightCount() {
  const { t } = useTranslation();
  const { lit, known, rooms } = useLamps();
  return (
    <Figure
      figure={known === 0 ? null : lit}
      unit={t('tile.rooms')}
      note={
        known < rooms ? t('tile.known', { usable: known, asked: rooms }) : t('tile.ofAll', { count: rooms })
      }
    />
  );
}
