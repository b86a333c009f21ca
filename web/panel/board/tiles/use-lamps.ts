// How many rooms are lit: by what the lamps themselves read back.
import type { PointView } from '@campus/campus-model';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../data/http.ts';
import { groupBy } from '../../format/group.ts';
import { usableNumber } from '../../format/value.ts';
import { useLiveGroup } from '../../live/use-live.ts';

/** The readbacks of all lamps; the description changes only when the hub is started anew. */
const lampsQuery = queryOptions({
  queryKey: ['points', 'lamps'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () => {
    const switches = await api<PointView[]>('/points?quantity=switch');
    return switches.filter(({ system, write }) => system === 'lighting' && write === null);
  },
});

const none: readonly PointView[] = [];

/** A room is known where one of its lamps is, and lit where one of them is on. */
export function useLamps(): { lit: number; known: number; rooms: number } {
  const lamps = useQuery(lampsQuery).data ?? none;
  const ids = useMemo(() => lamps.map(({ pointId }) => pointId), [lamps]);
  const live = useLiveGroup(ids);
  const rooms = [...groupBy(lamps, ({ spaceId }) => spaceId).values()].map((own) =>
    own.flatMap(({ pointId }) => usableNumber(live.get(pointId)) ?? []),
  );
  return {
    lit: rooms.filter((values) => values.some((value) => value > 0)).length,
    known: rooms.filter((values) => values.length > 0).length,
    rooms: rooms.length,
  };
}
