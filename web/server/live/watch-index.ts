// Who watches which point: from a changed point to the slots that must be told, at the cost of those alone.

/** A list of points one page watches; slot = position in its list. */
export class Watch {
  readonly generation: number;
  /** Campus point index by slot, -1 where there is no such point to see. */
  readonly points: Int32Array;
  readonly #dirty: Uint8Array;
  #slots: number[] = [];

  constructor(generation: number, points: Int32Array) {
    this.generation = generation;
    this.points = points;
    this.#dirty = new Uint8Array(points.length);
  }

  mark(slot: number): void {
    if (this.#dirty[slot] === 1) return;
    this.#dirty[slot] = 1;
    this.#slots.push(slot);
  }

  markAll(): void {
    this.points.forEach((point, slot) => {
      if (point >= 0) this.mark(slot);
    });
  }

  get isDirty(): boolean {
    return this.#slots.length > 0;
  }

  /** The slots to tell now, each once; none is dirty after. */
  takeDirty(): readonly number[] {
    const slots = this.#slots;
    this.#slots = [];
    for (const slot of slots) this.#dirty[slot] = 0;
    return slots;
  }
}

interface Watcher {
  readonly watch: Watch;
  readonly slot: number;
}

/** Point → watchers, kept as pages come, change their list and go. */
export class WatchIndex {
  readonly #watchers = new Map<number, Watcher[]>();
  /** Last status told of a watched point, to notice what goes stale without a sample. */
  readonly #told = new Map<number, number>();

  add(watch: Watch, statusOf: (point: number) => number): void {
    watch.points.forEach((point, slot) => {
      if (point < 0) return;
      const watchers = this.#watchers.get(point);
      if (watchers) watchers.push({ watch, slot });
      else {
        this.#watchers.set(point, [{ watch, slot }]);
        this.#told.set(point, statusOf(point));
      }
    });
  }

  remove(watch: Watch): void {
    for (const point of new Set(watch.points)) {
      const left = this.#watchers.get(point)?.filter((watcher) => watcher.watch !== watch);
      if (left === undefined) continue;
      if (left.length > 0) this.#watchers.set(point, left);
      else {
        this.#watchers.delete(point);
        this.#told.delete(point);
      }
    }
  }

  /** A sample came. */
  changed(point: number, status: number): void {
    const watchers = this.#watchers.get(point);
    if (!watchers) return;
    this.#told.set(point, status);
    for (const { watch, slot } of watchers) watch.mark(slot);
  }

  /** Marks every watched point whose status is no longer what was told. */
  findSilent(statusOf: (point: number) => number): void {
    for (const [point, told] of this.#told) {
      const status = statusOf(point);
      if (status !== told) this.changed(point, status);
    }
  }

  get size(): number {
    return this.#watchers.size;
  }
}
