// Where one is: building, floor and space as links, or the name of the page.
import { Link, useMatches } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type BuildingView, type FloorView, type Place, useCampus, usePlaces } from '../data/campus.ts';
import { useWords } from '../i18n/index.ts';

const pages = {
  '/': 'overview',
  '/boards': 'boards',
  '/alarms': 'alarms',
  '/trends': 'trends',
  '/gateways': 'gateways',
  '/books': 'books',
  '/commissioning': 'commissioning',
  '/rules': 'rules',
  '/audit': 'audit',
  '/design': 'design',
  '/help': 'help',
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
  const where = useWhere();
  const words = useWords();
  const pageWords = usePageWords();
  const page = where?.floor && !where.space ? words(where.floor.name) : pageWords;
  return (
    <>
      {where?.floor && (
        <li>
          <BuildingLink building={where.building} />
        </li>
      )}
      {where?.floor && where.space && (
        <li>
          <FloorLink building={where.building} floor={where.floor} />
        </li>
      )}
      {page && (
        <li>
          <span aria-current="page">{page}</span>
        </li>
      )}
    </>
  );
}

/** The name of the page that is open; a floor is named with its building. */
export function usePageWords(): string | null {
  const { t } = useTranslation();
  const words = useWords();
  const where = useWhere();
  const page = usePageName();
  if (where?.space) return words(where.space.name);
  if (where?.floor) return `${words(where.building.name)} · ${words(where.floor.name)}`;
  if (where) return words(where.building.name);
  return page && t(`nav.${page}`);
}

function FloorLink({ building, floor }: { building: BuildingView; floor: FloorView }) {
  const words = useWords();
  const params = { buildingId: building.id, floorId: floor.id };
  return (
    <Link to="/buildings/$buildingId/floors/$floorId" params={params}>
      {words(floor.name)}
    </Link>
  );
}

function BuildingLink({ building }: { building: BuildingView }) {
  const words = useWords();
  return (
    <Link to="/buildings/$buildingId" params={{ buildingId: building.id }}>
      {words(building.name)}
    </Link>
  );
}

function usePageName() {
  const path = useMatches({ select: (matches) => matches.at(-1)?.pathname });
  if (path?.startsWith('/boards/')) return 'boards';
  if (path?.startsWith('/help/')) return 'help';
  return path !== undefined && path in pages ? pages[path as keyof typeof pages] : null;
}

/** On the page of a building there is no floor, on that of a floor no space. */
type Where = Pick<Place, 'building'> & Partial<Pick<Place, 'floor' | 'space'>>;

function useWhere(): Where | null {
  const params = useMatches({
    select: (matches) => matches.at(-1)?.params as Readonly<Record<string, string | undefined>> | undefined,
  });
  const places = usePlaces();
  const { buildings } = useCampus();
  if (params?.spaceId) return places.get(params.spaceId) ?? null;
  const building = buildings.find(({ id }) => id === params?.buildingId);
  const floor = building?.floors.find(({ id }) => id === params?.floorId);
  if (!building || (params?.floorId && !floor)) return null;
  return { building, floor };
}
