// The page's clock: one timer for all ages on the page, and the hub's time as its answers tell it.
import { useCallback, useSyncExternalStore } from 'react';

const tickMs = 1000;

/** A `Date` header has whole seconds: smaller offsets are not worth correcting. */
const smallestOffsetMs = 2000;

let offsetMs = 0;
let timer: ReturnType<typeof setInterval> | null = null;
const listeners = new Set<() => void>();

/** Learns the hub's clock from the `Date` header of an answer. */
export function learnHubTime(header: string | null): void {
  const hubMs = header ? Date.parse(header) : Number.NaN;
  if (!Number.isFinite(hubMs)) return;
  const offset = hubMs + 500 - Date.now();
  offsetMs = Math.abs(offset) < smallestOffsetMs ? 0 : offset;
}

/** Now, on the hub's clock. */
export function hubNow(): number {
  return Date.now() + offsetMs;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** What `read` says now, asked once a second; the view is drawn again only when the answer differs. */
export function useClock<T extends string | number | boolean>(read: () => T): T {
  return useSyncExternalStore(
    useCallback((listener: () => void) => subscribe(listener), []),
    read,
  );
}
