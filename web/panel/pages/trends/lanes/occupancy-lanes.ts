// Lanes of rooms that had people in them, where the room has a point for it.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlaces } from '../../../data/campus.ts';
import { historyQuery } from '../../../data/history.ts';
import { numberAt } from '../../../format/trend.ts';
import { stays } from '../../../format/trend-stays.ts';
import { useWords } from '../../../i18n/index.ts';
import type { Lane, LaneItem, LaneQuestion } from './lane.ts';

/** Rooms that have a lane of their own; more would push the curves off the page. */
const mostRooms = 4;
const rows = 480;

export function useOccupancyLanes(question: LaneQuestion): readonly Lane[] {
  const rooms = useRooms(question);
  const { data } = useQuery(
    historyQuery({
      pointIds: rooms.map(({ pointId }) => pointId),
      rows,
      columns: ['max', 'timeMean', 'coverage', 'quality'],
      key: question.spanKey,
      isFollowing: question.isFollowing,
      span: question.now,
    }),
  );
  const wordsOf = useStayWords();
  return rooms.flatMap(({ pointId, spaceId, name }) => {
    const history = data?.points.find((each) => each.pointId === pointId);
    if (!history) return [];
    const items = stays(
      history,
      (row) => numberAt(history.column('max'), row) ?? numberAt(history.column('timeMean'), row),
    );
    return [
      {
        key: `occupancy ${spaceId}`,
        title: name,
        icon: 'people' as const,
        items: items.map((stay): LaneItem => {
          const words = wordsOf(stay.most);
          return {
            key: `${spaceId} ${stay.fromMs}`,
            ...stay,
            isOpen: false,
            look: { kind: 'stay', words },
            title: `${name} · ${words}`,
            facts: [],
            link: { to: 'space', id: spaceId },
          };
        }),
        note: null,
      },
    ];
  });
}

/** The rooms of the points that can tell whether people are in them. */
function useRooms({ points }: LaneQuestion) {
  const places = usePlaces();
  const words = useWords();
  return useMemo(() => {
    const spaceIds = [...new Set(points.map(({ spaceId }) => spaceId))];
    return spaceIds
      .flatMap((spaceId) => {
        const space = places.get(spaceId)?.space;
        const pointId = space?.layers.occupancy;
        return space && pointId ? [{ spaceId, pointId, name: words(space.name) }] : [];
      })
      .slice(0, mostRooms);
  }, [points, places, words]);
}

/** Points that count people say how many; those that only know of somebody say 1. */
function useStayWords(): (most: number) => string {
  const { t } = useTranslation();
  return (most) =>
    most > 1 ? t('trends.lanes.people', { count: Math.round(most) }) : t('trends.lanes.occupied');
}
