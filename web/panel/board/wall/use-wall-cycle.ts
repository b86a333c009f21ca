// Which board a wall shows: each for its period, held while a person is at it or something critical stands there.
import { useCallback, useEffect, useRef, useState } from 'react';

export interface WallCycle {
  readonly index: number;
  /** Counts the showings, so that each has its own progress line. */
  readonly turn: number;
  go(step: 1 | -1): void;
}

/** The board that comes next; from the last to the first. */
export function stepIndex(index: number, step: 1 | -1, count: number): number {
  return count === 0 ? 0 : (index + step + count) % count;
}

export function useWallCycle(count: number, periodMs: number, isHeld: boolean): WallCycle {
  const [{ index, turn }, setShown] = useState({ index: 0, turn: 0 });
  const left = useRef({ turn, ms: periodMs });
  const go = useCallback(
    (step: 1 | -1) =>
      setShown((shown) => ({ index: stepIndex(shown.index, step, count), turn: shown.turn + 1 })),
    [count],
  );
  useEffect(() => {
    if (left.current.turn !== turn) left.current = { turn, ms: periodMs };
    if (isHeld || count < 2) return;
    const begun = performance.now();
    const { ms } = left.current;
    const timer = setTimeout(() => go(1), ms);
    return () => {
      clearTimeout(timer);
      // What is left of this showing, should it be held and go on.
      left.current = { turn, ms: Math.max(0, ms - (performance.now() - begun)) };
    };
  }, [isHeld, count, periodMs, go, turn]);
  return { index: Math.min(index, Math.max(0, count - 1)), turn, go };
}
