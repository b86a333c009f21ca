// The overview: is everything all right, and if not, where, and what to do? What comes first depends on the role.
import './overview.css';
import type { Role } from '@campus/campus-model';
import { type ComponentType, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useIdentity } from '../data/session.ts';
import { BuildingRows } from './overview/building-rows.tsx';
import { KeyFigures } from './overview/key-figures.tsx';
import { MapCard } from './overview/map-card.tsx';
import { MyRooms } from './overview/my-rooms.tsx';
import { OpenAlarms } from './overview/open-alarms.tsx';
import { VerdictBand } from './overview/verdict-band.tsx';

type Part = ComponentType;

/** After the verdict: what each role looks for first. */
const order: Record<Role, readonly Part[]> = {
  administrator: [MapCard, OpenAlarms, KeyFigures, BuildingRows],
  security: [OpenAlarms, MapCard, BuildingRows, KeyFigures],
  logistics: [KeyFigures, MapCard, OpenAlarms, BuildingRows],
  teacher: [MyRooms, MapCard, OpenAlarms, KeyFigures],
};

export function OverviewPage() {
  const { t } = useTranslation();
  const { role } = useIdentity();
  const parts = useMemo(() => order[role], [role]);
  return (
    <div className={`page overview overview-${role}`}>
      <h1 className="visually-hidden">{t('overview.title')}</h1>
      <VerdictBand />
      {parts.map((Part, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order of a role never changes
        <Part key={row} />
      ))}
    </div>
  );
}
