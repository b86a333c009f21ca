// The time axis that the charts and lanes of a page share: the span they show this moment, and the time under the pointer.
// Gestures move it at once; whoever made it keeps what was chosen (in the address) once the hand rests.
import { useSyncExternalStore } from 'react';
import type { TimeSpan } from '../format/trend-lines.ts';

/** How long the hand must rest until a moved span is kept. */
const restMs = 300;

export class TimeAxis {
  #span: TimeSpan;
  #bounds: () => TimeSpan;
  #keep: (span: TimeSpan) => void;
  #pointedMs: number | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #pointListeners = new Set<() => void>();

  constructor(span: TimeSpan) {
    this.#span = span;
    this.#bounds = () => ({ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER });
    this.#keep = () => {};
  }

  /** What may be shown at all, and who keeps a chosen span. */
  attend(bounds: () => TimeSpan, keep: (span: TimeSpan) => void): void {
    this.#bounds = bounds;
    this.#keep = keep;
  }

  get span(): TimeSpan {
    return this.#span;
  }

  get bounds(): TimeSpan {
    return this.#bounds();
  }

  /** A hand is moving the axis: what the page follows waits. */
  get isHeld(): boolean {
    return this.#timer !== null;
  }

  /** The page shows another span; a gesture under way is not disturbed. */
  show(span: TimeSpan): void {
    if (!this.isHeld) this.#set(span);
  }

  /** A gesture: shown at once, kept once the hand rests. */
  move(change: (span: TimeSpan, bounds: TimeSpan) => TimeSpan): void {
    this.#set(change(this.#span, this.bounds));
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.settle(), restMs);
  }

  /** Keeps what a gesture has moved to, now. */
  settle(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#keep(this.#span);
  }

  /** Forgets a gesture that is not kept yet. */
  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  get pointedMs(): number | null {
    return this.#pointedMs;
  }

  point(atMs: number | null): void {
    if (atMs === this.#pointedMs) return;
    this.#pointedMs = atMs;
    for (const listener of this.#pointListeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  subscribePoint = (listener: () => void): (() => void) => {
    this.#pointListeners.add(listener);
    return () => this.#pointListeners.delete(listener);
  };

  #set(span: TimeSpan): void {
    if (span.fromMs === this.#span.fromMs && span.toMs === this.#span.toMs) return;
    this.#span = span;
    for (const listener of this.#listeners) listener();
  }
}

/** The span that is shown this moment. */
export function useShownSpan(axis: TimeAxis): TimeSpan {
  return useSyncExternalStore(axis.subscribe, () => axis.span);
}

/** The time under the pointer in any chart of the page; null where there is none. */
export function usePointedTime(axis: TimeAxis): number | null {
  return useSyncExternalStore(axis.subscribePoint, () => axis.pointedMs);
}
