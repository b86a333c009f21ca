// A row for each building: its state, power, comfort, and the ways to its floors.
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { Icon } from '../../components/icon.tsx';
import { PriorityMark } from '../../components/priority-mark.tsx';
import { useOpenAlarms } from '../../data/alarms.ts';
import { type BuildingView, useCampus } from '../../data/campus.ts';
import { useGateways } from '../../data/gateways.ts';
import { worstOf } from '../../format/alarms.ts';
import { findDiscomfort } from '../../format/comfort.ts';
import { powerPoints, spacesOf, totalOf } from '../../format/totals.ts';
import { formatValue, usableNumber } from '../../format/value.ts';
import { useLanguage, useWords } from '../../i18n/index.ts';
import { useLiveGroup } from '../../live/use-live.ts';

export function BuildingRows() {
  const { t } = useTranslation();
  const { buildings } = useCampus();
  return (
    <Card className="part-buildings" title={t('overview.buildings')}>
      <div className="table-wrap">
        <table className="table building-table">
          <thead>
            <tr>
              <th scope="col">{t('overview.building')}</th>
              <th scope="col">{t('overview.state')}</th>
              <th scope="col" className="number">
                {t('overview.power')}
              </th>
              <th scope="col" className="number">
                {t('overview.comfort')}
              </th>
              <th scope="col">{t('overview.floors')}</th>
            </tr>
          </thead>
          <tbody>
            {buildings.map((building) => (
              <BuildingRow key={building.id} building={building} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function BuildingRow({ building }: { building: BuildingView }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <tr data-building={building.id}>
      <th scope="row">{words(building.name)}</th>
      <td>
        <BuildingState building={building} />
      </td>
      <BuildingFigures building={building} />
      <td>
        <ul className="floor-links" aria-label={t('overview.floors')}>
          {building.floors.map((floor) => (
            <li key={floor.id}>
              <Link
                to="/buildings/$buildingId/floors/$floorId"
                params={{ buildingId: building.id, floorId: floor.id }}
                className="chip"
              >
                <span className="visually-hidden">{words(building.name)} </span>
                {words(floor.name)}
              </Link>
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}

function BuildingState({ building }: { building: BuildingView }) {
  const { t } = useTranslation();
  const inside = useMemo(() => new Set(spacesOf(building).map((space) => space.id)), [building]);
  const alarms = useOpenAlarms().filter((alarm) => alarm.spaceId !== null && inside.has(alarm.spaceId));
  const isOffline = useGateways().some((gateway) => gateway.buildingId === building.id && !gateway.isOnline);
  const worst = worstOf(alarms) ?? alarms[0]?.priority;
  return (
    <span className="building-state">
      {worst && (
        <span className="with-mark">
          <PriorityMark
            priority={worst}
            label={t(`priority.${worst}`)}
            isQuiet={!alarms.some((alarm) => alarm.isActive)}
          />
          {t('overview.stateAlarms', { count: alarms.length })}
        </span>
      )}
      {isOffline && (
        <span className="with-mark">
          <Icon name="lost" />
          {t('overview.stateOffline')}
        </span>
      )}
      {!worst && !isOffline && <span className="card-note">{t('overview.stateGood')}</span>}
    </span>
  );
}

/** Power and comfort of a building; a sum that lacks a meter says so by its coverage. */
function BuildingFigures({ building }: { building: BuildingView }) {
  const { language } = useLanguage();
  const { power, spaces, watched } = useMemo(() => figuresOf(building), [building]);
  const live = useLiveGroup(watched);
  const read = (pointId: string) => usableNumber(live.get(pointId));
  const total = totalOf(power, read);
  const { words, unit } = formatValue(
    { quantity: 'power', unit: 'W', decimals: 0, states: null },
    total.sum ?? Number.NaN,
    language,
  );
  const { outside, judged } = findDiscomfort(spaces, read);
  return (
    <>
      <td className="number">
        {words} <span className="value-unit">{unit}</span>
        {total.usable < total.asked && (
          <small className="card-note"> {`${total.usable}/${total.asked}`}</small>
        )}
      </td>
      <td className="number">{judged === 0 ? '—' : `${outside.length}/${judged}`}</td>
    </>
  );
}

function figuresOf(building: BuildingView) {
  const spaces = spacesOf(building);
  const power = powerPoints(building);
  const comfort = spaces.flatMap(({ layers }) =>
    [layers.co2, layers.temperature].filter((id) => id !== undefined),
  );
  return { spaces, power, watched: [...power, ...comfort] };
}
