// A list of what needs a look: as many rows as the tile has room for, and how many more there are.
import type { Alarm, Command, TileOf } from '@campus/campus-model';
import { authorise } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Age } from '../../components/age.tsx';
import { Icon } from '../../components/icon.tsx';
import { PlaceLink } from '../../components/place-link.tsx';
import { PriorityMark } from '../../components/priority-mark.tsx';
import { typeScale, useHeight } from '../../components/use-size.ts';
import { openAlarmsQuery } from '../../data/alarms.ts';
import { recentCommandsQuery } from '../../data/commands.ts';
import { gatewaysQuery } from '../../data/gateways.ts';
import { pointsQuery } from '../../data/points.ts';
import { useIdentity } from '../../data/session.ts';
import { useCommandWords } from '../../format/command-words.ts';
import { formatNumber } from '../../format/number.ts';
import { useLanguage, useWords } from '../../i18n/index.ts';
import { useDiscomfort } from '../../pages/overview/use-discomfort.ts';
import { TileNote } from '../tile-note.tsx';

const lists = { alarms: AlarmRows, gateways: GatewayRows, comfort: ComfortRows, commands: CommandRows };

export function ListTile({ settings: { of } }: { settings: TileOf<'list'>['settings'] }) {
  const List = lists[of];
  return <List />;
}

/** Of a row, as the style sheet has it. */
const rowRem = 3.25;

interface Row {
  readonly key: string;
  readonly mark?: ReactNode;
  readonly name: ReactNode;
  readonly facts: ReactNode;
  readonly figure?: ReactNode;
  readonly isQuiet?: boolean;
}

interface RowsProps {
  readonly rows: readonly Row[];
  readonly empty: string;
  readonly note?: string;
}

function Rows({ rows, empty, note }: RowsProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const rowPx = rowRem * 16 * typeScale();
  const room = Math.max(1, Math.floor(useHeight(frame) / rowPx));
  const shown = rows.length > room ? rows.slice(0, Math.max(1, room - 1)) : rows;
  const more = rows.length - shown.length;
  return (
    <div className={`list-tile${rows.length === 0 ? ' is-empty' : ''}`} ref={frame}>
      {rows.length === 0 && <TileNote icon="calm" words={empty} />}
      <ul>
        {shown.map(({ key, mark, name, facts, figure, isQuiet }) => (
          <li key={key} className={`list-row${isQuiet ? ' is-quiet' : ''}`} data-row={key}>
            {mark}
            <span className="list-row-words">
              <strong>{name}</strong>
              <span>{facts}</span>
            </span>
            {figure !== undefined && <span className="list-row-figure">{figure}</span>}
          </li>
        ))}
      </ul>
      {(more > 0 || note) && (
        <p className="list-more">
          {[more > 0 && t('tile.more', { count: more }), note].filter(Boolean).join(' · ')}
        </p>
      )}
    </div>
  );
}

function AlarmRows() {
  const { t } = useTranslation();
  const words = useWords();
  const { data: alarms } = useQuery(openAlarmsQuery);
  const isAll = authorise(useIdentity(), 'alarm.read');
  if (!alarms) return null;
  const rowOf = (alarm: Alarm): Row => ({
    key: alarm.id,
    mark: (
      <PriorityMark
        priority={alarm.priority}
        label={t(`priority.${alarm.priority}`)}
        isQuiet={!alarm.isActive}
      />
    ),
    name: words(alarm.name),
    facts: (
      <>
        <PlaceLink spaceId={alarm.spaceId} /> · {t(`alarmState.${alarm.state}`)}
      </>
    ),
    figure: <Age since={alarm.raisedAt} />,
  });
  return (
    <Rows
      rows={alarms.map(rowOf)}
      empty={t('tile.alarmsNone')}
      note={isAll ? undefined : t('board.onlyMine')}
    />
  );
}

/** Those with something missing first. */
function GatewayRows() {
  const { t } = useTranslation();
  const words = useWords();
  const { data } = useQuery(gatewaysQuery);
  if (!data) return null;
  const missing = ({ isOnline, devices, devicesOnline }: (typeof data)[number]): number =>
    isOnline ? devices - devicesOnline : devices + 1;
  const rows = [...data]
    .sort((a, b) => missing(b) - missing(a))
    .map(
      (gateway): Row => ({
        key: gateway.id,
        mark: <Icon name={gateway.isOnline ? 'gateways' : 'lost'} />,
        name: words(gateway.name),
        facts: t(gateway.isOnline ? 'gateways.online' : 'gateways.offline'),
        figure: `${gateway.devicesOnline}/${gateway.devices}`,
        isQuiet: missing(gateway) === 0,
      }),
    );
  return <Rows rows={rows} empty={t('gateways.empty')} />;
}

function ComfortRows() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { outside, judged } = useDiscomfort();
  const rows = outside.map(
    ({ space, layer, value }): Row => ({
      key: space.id,
      mark: <Icon name={layer === 'co2' ? 'air' : 'climate'} />,
      name: <PlaceLink spaceId={space.id} />,
      facts: t(`floor.layer.${layer}`),
      figure: `${formatNumber(value, layer === 'co2' ? 0 : 1, language)} ${layer === 'co2' ? 'ppm' : '°C'}`,
    }),
  );
  return <Rows rows={rows} empty={t(judged === 0 ? 'value.missing' : 'tile.comfortNone')} />;
}

/** More than any tile has room for. */
const mostCommands = 40;

function CommandRows() {
  const { t } = useTranslation();
  const words = useWords();
  const said = useCommandWords();
  const { data } = useQuery(recentCommandsQuery);
  const recent = useMemo(() => data?.slice(0, mostCommands) ?? [], [data]);
  const ids = useMemo(() => [...new Set(recent.map(({ pointId }) => pointId))].sort(), [recent]);
  const points = useQuery({ ...pointsQuery(ids), enabled: ids.length > 0 }).data;
  if (!data) return null;
  const rowOf = (command: Command): Row => {
    const point = points?.get(command.pointId);
    return {
      key: command.id,
      name: point ? `${words(point.name)} → ${said.what(command, point)}` : command.pointId,
      facts: (
        <>
          {point && <PlaceLink spaceId={point.spaceId} />} · {said.by(command.by)} ·{' '}
          {t(`commandState.${command.state}`)}
        </>
      ),
      figure: <Age since={command.requestedAt} />,
    };
  };
  return <Rows rows={recent.map(rowOf)} empty={t('tile.commandsNone')} />;
}
