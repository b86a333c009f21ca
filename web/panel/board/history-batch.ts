// History of many tiles in few requests: what is asked for within a moment over the same span goes out together.
import type { TrendView } from '@campus/campus-model';
import { queryOptions } from '@tanstack/react-query';
import { api, queryString } from '../data/http.ts';
import { hubNow } from '../live/clock.ts';

/** Tiles of a board mount within a few frames. */
const gatherMs = 60;
/** The API answers so many points at once. */
const pointsARequest = 50;
/** One bucket for some pixels of a small tile. */
export const sparkBuckets = 60;
/** A small curve moves by a pixel or two in this time. */
const askAgainMs = 60_000;
const hourMs = 3_600_000;

interface Waiting {
  readonly pointId: string;
  readonly resolve: (view: TrendView | null) => void;
  readonly reject: (reason: unknown) => void;
}

const waiting = new Map<number, Waiting[]>();

function ask(pointId: string, hours: number): Promise<TrendView | null> {
  return new Promise((resolve, reject) => {
    const list = waiting.get(hours);
    if (list) list.push({ pointId, resolve, reject });
    else {
      waiting.set(hours, [{ pointId, resolve, reject }]);
      setTimeout(() => send(hours), gatherMs);
    }
  });
}

function send(hours: number): void {
  const all = waiting.get(hours) ?? [];
  waiting.delete(hours);
  for (let at = 0; at < all.length; at += pointsARequest)
    void answer(all.slice(at, at + pointsARequest), hours);
}

async function answer(part: readonly Waiting[], hours: number): Promise<void> {
  try {
    const points = [...new Set(part.map(({ pointId }) => pointId))];
    const to = Math.round(hubNow());
    const search = queryString({ points, from: to - hours * hourMs, to, buckets: sparkBuckets });
    const views = new Map((await api<TrendView[]>(`/history${search}`)).map((view) => [view.pointId, view]));
    for (const { pointId, resolve } of part) resolve(views.get(pointId) ?? null);
  } catch (error) {
    for (const { reject } of part) reject(error);
  }
}

/** The last hours of a point in a few dozen buckets; null where the store knows nothing of it. */
export function sparkQuery(pointId: string, hours: number) {
  return queryOptions({
    queryKey: ['spark', pointId, hours],
    staleTime: askAgainMs / 2,
    refetchInterval: askAgainMs,
    queryFn: () => ask(pointId, hours),
  });
}
