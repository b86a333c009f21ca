// The title of a tile: its own words, else what its content is called, and the page that the content comes from.
import type { PointView, Text, Tile } from '@campus/campus-model';
import { Link, type LinkProps } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlaceWords } from '../components/place-link.tsx';
import { useBoardWords } from '../data/boards.ts';
import { useCampus, usePlaces } from '../data/campus.ts';
import { capitalised } from '../format/value.ts';
import { useWords } from '../i18n/index.ts';
import { pointIdsOf, useTilePoints } from './tile-points.tsx';

interface TileTitle {
  readonly title: string;
  /** Words of its own, or such as tell what the content alone would not. */
  readonly isShown: boolean;
  /** Puts the words into a link to their page; null where there is none. */
  readonly link: ((words: string) => ReactNode) | null;
}

export function useTileTitle(tile: Tile): TileTitle {
  const words = useBoardWords();
  const made = useMadeTitle(tile);
  const title = tile.settings.title ? words(tile.settings.title) : made;
  const way = useWay(tile);
  const isShown = tile.settings.title !== undefined || tile.kind !== 'text';
  return { title, isShown, link: way && ((text) => <Link {...way}>{text}</Link>) };
}

/** The words that a tile makes itself. */
function useMadeTitle(tile: Tile): string {
  const { t } = useTranslation();
  const words = useWords();
  const placeWords = usePlaceWords();
  const places = usePlaces();
  const spaceWords = (id: string): string => {
    const place = places.get(id);
    return place ? words(place.space.name) : id;
  };
  const floorWords = useFloorWords();
  const ids = pointIdsOf(tile);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is its words
  const points = useTilePoints(useMemo(() => ids, [ids.join()]));
  switch (tile.kind) {
    case 'value':
    case 'bars':
    case 'trend':
      return pointTitle(points ?? [], words, spaceWords) ?? t(`tile.kind.${tile.kind}`);
    case 'plan':
      return floorWords(tile.settings.floor) ?? t('tile.kind.plan');
    case 'list':
      return t(`tile.of.${tile.settings.of}`);
    case 'count':
      return t(`tile.countOf.${tile.settings.of}`);
    case 'camera':
      return places.has(tile.settings.space) ? placeWords(tile.settings.space) : t('tile.kind.camera');
    case 'map':
    case 'text':
      return t(`tile.kind.${tile.kind}`);
  }
}

/** One point with its room; several of one name by that name; null where nothing sums them up. */
function pointTitle(
  points: readonly PointView[],
  words: (text: Text) => string,
  spaceWords: (id: string) => string,
): string | null {
  const [first] = points;
  if (!first) return null;
  const name = capitalised(words(first.name));
  if (points.length === 1) return `${name} · ${spaceWords(first.spaceId)}`;
  return points.every((point) => capitalised(words(point.name)) === name) ? name : null;
}

function useFloorWords(): (floorId: string) => string | null {
  const words = useWords();
  const { buildings } = useCampus();
  return (floorId) => {
    for (const { name, floors } of buildings) {
      const floor = floors.find(({ id }) => id === floorId);
      if (floor) return `${words(name)} · ${words(floor.name)}`;
    }
    return null;
  };
}

/** The page that tells more. */
function useWay(tile: Tile): LinkProps | null {
  const { buildings } = useCampus();
  switch (tile.kind) {
    case 'value':
      return { to: '/trends', search: { points: [tile.settings.point], span: '8h' } };
    case 'trend':
    case 'bars':
      return { to: '/trends', search: { points: tile.settings.points.slice(0, 8), span: '8h' } };
    case 'plan': {
      const { floor, layer } = tile.settings;
      const building = buildings.find(({ floors }) => floors.some(({ id }) => id === floor));
      if (!building) return null;
      return {
        to: '/buildings/$buildingId/floors/$floorId',
        params: { buildingId: building.id, floorId: floor },
        search: { layer },
      };
    }
    case 'camera':
      return { to: '/spaces/$spaceId', params: { spaceId: tile.settings.space } };
    case 'list':
      return listWays[tile.settings.of];
    case 'count':
      return countWays[tile.settings.of];
    case 'map':
      return { to: '/' };
    case 'text':
      return null;
  }
}

const listWays = {
  alarms: { to: '/alarms' },
  gateways: { to: '/gateways' },
  comfort: { to: '/' },
  commands: null,
} as const satisfies Record<string, LinkProps | null>;

const countWays = {
  alarms: { to: '/alarms' },
  gateways: { to: '/gateways' },
  people: { to: '/' },
  lights: null,
} as const satisfies Record<string, LinkProps | null>;
