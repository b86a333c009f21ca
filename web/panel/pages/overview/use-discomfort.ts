// The spaces of the site that are outside the comfort limits now, with what was judged.
import { useMemo } from 'react';
import { useCampus } from '../../data/campus.ts';
import { findDiscomfort } from '../../format/comfort.ts';
import { spacesOf } from '../../format/totals.ts';
import { usableNumber } from '../../format/value.ts';
import { useLiveGroup } from '../../live/use-live.ts';

export function useDiscomfort(): ReturnType<typeof findDiscomfort> {
  const { buildings } = useCampus();
  const spaces = useMemo(() => buildings.flatMap(spacesOf), [buildings]);
  const ids = useMemo(
    () => spaces.flatMap(({ layers }) => [layers.co2, layers.temperature].filter((id) => id !== undefined)),
    [spaces],
  );
  const live = useLiveGroup(ids);
  return findDiscomfort(spaces, (id) => usableNumber(live.get(id)));
}
