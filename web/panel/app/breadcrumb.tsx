// Where one is: building, floor and space as links, or the name of the page.
import { Link, useMatches } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type BuildingView, type FloorView, type Place, useCampus, usePlaces } from '../data/campus.ts';
import { useWords } from '../i18n/index.ts';

const pages = {
  '/': 'overview',
  '/alarms': 'alarms',
  '/trends': 'trends',
  '/gateways': 'gateways',
  '/rules': 'rules',
  '/audit': 'audit',
} as const;

export function Breadcrumb() {
  const { t } = useTranslation();
  return (
    <nav className="breadcrumb" aria-label={t('breadcrumb')}>
      <ol>
        <Crumbs />
      </ol>
    </nav>
  );
}

function Crumbs() {
  const { t } = useTranslation();
  const where = useWhere();
  const words = useWords();
  const page = usePageName();
  if (where?.space) {
    return (
      <>
        <li>
          <FloorLink {...where} />
        </li>
        <li>
          <span aria-current="page">{words(where.space.name)}</span>
        </li>
      </>
    );
  }
  if (where) {
    return (
      <li>
        <span aria-current="page">
          {words(where.building.name)} · {words(where.floor.name)}
        </span>
      </li>
    );
  }
  return page ? (
    <li>
      <span aria-current="page">{t(`nav.${page}`)}</span>
    </li>
  ) : null;
}

function FloorLink({ building, floor }: { building: BuildingView; floor: FloorView }) {
  const words = useWords();
  const params = { buildingId: building.id, floorId: floor.id };
  return (
    <Link to="/buildings/$buildingId/floors/$floorId" params={params}>
      {words(building.name)} · {words(floor.name)}
    </Link>
  );
}

function usePageName() {
  const path = useMatches({ select: (matches) => matches.at(-1)?.pathname });
  return path !== undefined && path in pages ? pages[path as keyof typeof pages] : null;
}

type Where = Pick<Place, 'building' | 'floor'> & { readonly space?: Place['space'] };

function useWhere(): Where | null {
  const params = useMatches({
    select: (matches) => matches.at(-1)?.params as Readonly<Record<string, string | undefined>> | undefined,
  });
  const places = usePlaces();
  const { buildings } = useCampus();
  if (params?.spaceId) return places.get(params.spaceId) ?? null;
  const building = buildings.find(({ id }) => id === params?.buildingId);
  const floor = building?.floors.find(({ id }) => id === params?.floorId);
  return building && floor ? { building, floor } : null;
}
