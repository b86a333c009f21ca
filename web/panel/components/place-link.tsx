// Where something is: a link to its space, with floor and building in words.
import { Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import { usePlaces } from '../data/campus.ts';
import { useWords } from '../i18n/index.ts';

export function PlaceLink({ spaceId }: { spaceId: string | null }) {
  const words = usePlaceWords();
  if (!spaceId) return <>{words(spaceId)}</>;
  return (
    <Link to="/spaces/$spaceId" params={{ spaceId }}>
      {words(spaceId)}
    </Link>
  );
}

/** Words for a space id: "building · space"; the site's name where there is none. */
export function usePlaceWords(): (spaceId: string | null) => string {
  const places = usePlaces();
  const words = useWords();
  return useCallback(
    (spaceId: string | null) => {
      const place = spaceId ? places.get(spaceId) : undefined;
      if (!place) return spaceId ?? '—';
      return `${words(place.building.name)} · ${words(place.space.name)}`;
    },
    [places, words],
  );
}
