// The page's picture of live values: which points are watched by whom, and their last values. Views subscribe a point
// at a time, so a tick touches only what changed. It leaves the wire to its transport and staleness to the views.
import { decodeLiveFrame, type LiveTexts, mostWatchedPoints } from '@campus/campus-model';
import type { LivePoint } from '../format/value.ts';
import { PacedCalls } from './paced-calls.ts';

/** Mounting a page adds its points in many small steps; they go out as one list. */
const watchDelayMs = 50;

type SendWatch = (request: { generation: number; pointIds: string[] }) => void;

interface Timers {
  now(): number;
  after(delayMs: number, run: () => void): () => void;
  /** Before the next frame is drawn. */
  frame(run: () => void): void;
  /** After the views have drawn what a frame's calls have changed. */
  afterDrawing(run: () => void): void;
}

type Listener = () => void;

export class LiveStore {
  readonly #timers: Timers;
  readonly #watchers = new Map<string, number>();
  readonly #values = new Map<string, LivePoint>();
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #calls: PacedCalls;
  #send: SendWatch | null = null;
  #slots: readonly string[] = [];
  #generation = 0;
  #cancelTimer: (() => void) | null = null;

  constructor(timers: Timers) {
    this.#timers = timers;
    this.#calls = new PacedCalls(timers);
  }

  /** The connection is up: everything watched is asked for again. */
  attach(send: SendWatch): void {
    this.#send = send;
    this.#sendWatch(true);
  }

  /** Points may be others now: everything watched is asked for again. */
  askAgain(): void {
    this.#sendWatch(true);
  }

  /** The connection is down: values stay, and grow old. */
  detach(): void {
    this.#send = null;
  }

  /** Watches points for one view; the returned function ends it. */
  watch(pointIds: readonly string[]): () => void {
    for (const id of pointIds) this.#watchers.set(id, (this.#watchers.get(id) ?? 0) + 1);
    this.#schedule();
    let isWatched = true;
    return () => {
      if (!isWatched) return;
      isWatched = false;
      for (const id of pointIds) this.#release(id);
      this.#schedule();
    };
  }

  subscribe(pointId: string, listener: Listener): () => void {
    const set = this.#listeners.get(pointId) ?? new Set();
    this.#listeners.set(pointId, set);
    set.add(listener);
    return () => {
      set.delete(listener);
      this.#calls.drop(listener);
      if (set.size === 0) this.#listeners.delete(pointId);
    };
  }

  get(pointId: string): LivePoint | undefined {
    return this.#values.get(pointId);
  }

  /** Takes a frame; one of a former watch is dropped, as its slots mean other points. */
  receive(generation: number, frame: ArrayBuffer | Uint8Array, texts: LiveTexts | null): void {
    if (generation !== this.#generation) return;
    const arrivedAt = this.#timers.now();
    for (const { slot, value, timeMs, status } of decodeLiveFrame(frame)) {
      const pointId = this.#slots[slot];
      if (pointId === undefined) continue;
      this.#values.set(pointId, { value, timeMs, status, arrivedAt, text: texts?.[slot] ?? null });
      for (const listener of this.#listeners.get(pointId) ?? []) this.#calls.add(listener);
    }
  }

  /** Makes a call within the frames' budget, as a changed value is told. */
  soon(call: () => void): void {
    this.#calls.add(call);
  }

  /** Forgets everything: another person signs in. */
  clear(): void {
    this.#values.clear();
    for (const set of this.#listeners.values()) for (const listener of set) listener();
  }

  #release(pointId: string): void {
    const left = (this.#watchers.get(pointId) ?? 0) - 1;
    if (left > 0) this.#watchers.set(pointId, left);
    else this.#watchers.delete(pointId);
  }

  #schedule(): void {
    if (this.#cancelTimer) return;
    this.#cancelTimer = this.#timers.after(watchDelayMs, () => {
      this.#cancelTimer = null;
      this.#sendWatch(false);
    });
  }

  #sendWatch(isForced: boolean): void {
    if (!this.#send) return;
    const wanted = [...this.#watchers.keys()].slice(0, mostWatchedPoints);
    const isSame = wanted.length === this.#slots.length && this.#slots.every((id) => this.#watchers.has(id));
    if (isSame && !isForced) return;
    this.#slots = wanted;
    this.#generation += 1;
    const kept = new Set(wanted);
    for (const id of this.#values.keys()) if (!kept.has(id)) this.#values.delete(id);
    this.#send({ generation: this.#generation, pointIds: wanted });
  }
}
