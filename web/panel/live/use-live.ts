// Live values for views: one point, or a group whose sum is drawn at a calm pace.
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import { isStale, type LivePoint } from '../format/value.ts';
import { useClock } from './clock.ts';
import { type Connection, liveStore, readConnection, subscribeConnection } from './connection.ts';

/** Totals need no faster pace: a number that flickers cannot be read. */
const groupPaceMs = 500;

export function useConnection(): Connection {
  return useSyncExternalStore(subscribeConnection, readConnection);
}

/** The last value of a point, watched while the view is mounted; null watches nothing. */
export function useLivePoint(pointId: string | null): LivePoint | undefined {
  useEffect(() => (pointId === null ? undefined : liveStore.watch([pointId])), [pointId]);
  const subscribe = useMemo(
    () => (listener: () => void) => (pointId === null ? () => {} : liveStore.subscribe(pointId, listener)),
    [pointId],
  );
  return useSyncExternalStore(subscribe, () => (pointId === null ? undefined : liveStore.get(pointId)));
}

/** Whether the value is older than its point allows, or the connection that brought it is gone. */
export function useIsStale(live: LivePoint | undefined, staleAfterMs: number): boolean {
  const isLost = useConnection().state === 'lost';
  const isOld = useClock(() => live !== undefined && isStale(live, staleAfterMs, performance.now()));
  return live !== undefined && (isLost || isOld);
}

type LiveGroup = ReadonlyMap<string, LivePoint>;

/** The last values of many points, renewed together at most every half second. */
export function useLiveGroup(pointIds: readonly string[]): LiveGroup {
  return useLiveSummary(pointIds, asGroup);
}

/** How many of the points have a value that is so; drawn again only when the count changes. */
export function useLiveCount(
  pointIds: readonly string[],
  isSo: (live: LivePoint | undefined) => boolean,
): number {
  const count = useCallback(
    (ids: readonly string[]) => ids.filter((id) => isSo(liveStore.get(id))).length,
    [isSo],
  );
  return useLiveSummary(pointIds, count);
}

function asGroup(pointIds: readonly string[]): LiveGroup {
  const found = new Map<string, LivePoint>();
  for (const id of pointIds) {
    const live = liveStore.get(id);
    if (live) found.set(id, live);
  }
  return found;
}

/** `summarise` is a stable function; what it returns is told apart by identity. */
function useLiveSummary<T>(pointIds: readonly string[], summarise: (ids: readonly string[]) => T): T {
  const key = pointIds.join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is its key
  const summary = useMemo(() => liveSummary(pointIds, summarise), [key, summarise]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is its key
  useEffect(() => liveStore.watch(pointIds), [key]);
  return useSyncExternalStore(summary.subscribe, summary.snapshot);
}

function liveSummary<T>(pointIds: readonly string[], summarise: (ids: readonly string[]) => T) {
  let current = summarise(pointIds);
  const subscribe = (listener: () => void) => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let isOver = false;
    const renew = () => {
      timer = null;
      if (isOver) return;
      current = summarise(pointIds);
      listener();
    };
    const onChange = () => {
      timer ??= setTimeout(() => liveStore.soon(renew), groupPaceMs);
    };
    const ends = pointIds.map((id) => liveStore.subscribe(id, onChange));
    return () => {
      isOver = true;
      if (timer !== null) clearTimeout(timer);
      for (const end of ends) end();
    };
  };
  return { subscribe, snapshot: () => current };
}
