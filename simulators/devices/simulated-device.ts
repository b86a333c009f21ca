// A device in the world, whatever its protocol: its points in engineering units by local point id.
import type { Device } from '@campus/campus-model';

export type PointValue = number | string;

export interface SimulatedPoint {
  read(): PointValue;
  /** Operates the thing itself (a lamp, a lock). A point without it is only measured. */
  operate?(value: number): void;
  readonly min?: number;
  readonly max?: number;
  /** The values are whole numbers (switches, states). */
  readonly isWhole?: boolean;
}

export type SimulatedPoints = Readonly<Record<string, SimulatedPoint>>;

export type SetResult = 'done' | 'unknown-point' | 'not-a-value';

export class SimulatedDevice {
  readonly device: Device;
  readonly points: ReadonlyMap<string, SimulatedPoint>;
  /** Measured values held from outside, until they are let go. */
  readonly #held = new Map<string, PointValue>();
  /** What was ordered while it was stuck: read back as if it were so. */
  readonly #pretended = new Set<string>();
  #isStuck = false;

  constructor(device: Device, points: SimulatedPoints) {
    this.device = device;
    this.points = new Map(Object.entries(points));
  }

  get id(): string {
    return this.device.id;
  }

  value(point: string): PointValue {
    const held = this.#held.get(point);
    if (held !== undefined) return held;
    const simulated = this.points.get(point);
    if (!simulated) throw new Error(`${this.id} has no point ${point}`);
    return simulated.read();
  }

  /** NaN for a text. */
  number(point: string): number {
    const value = this.value(point);
    return typeof value === 'number' ? value : Number.NaN;
  }

  /** A protocol's write. False where the thing does not take the value. */
  operate(point: string, value: number): boolean {
    if (!this.takes(point, value)) return false;
    if (this.#isStuck) {
      this.#pretended.add(point);
      this.#held.set(point, value);
      return true;
    }
    this.#held.delete(point);
    this.points.get(point)!.operate!(value);
    return true;
  }

  /** A relay that sticks, a fuse that is blown: orders are read back, and the thing stays as it is. */
  set isStuck(isStuck: boolean) {
    this.#isStuck = isStuck;
    if (isStuck) return;
    for (const point of this.#pretended) this.#held.delete(point);
    this.#pretended.clear();
  }

  /** Whether the thing can be operated to a value. */
  takes(point: string, value: number): boolean {
    const simulated = this.points.get(point);
    return simulated?.operate !== undefined && fits(simulated, value);
  }

  /** From outside: operates what can be operated, holds what is measured; null lets go. `x-set` is `x`. */
  set(name: string, value: PointValue | null): SetResult {
    const point = this.points.has(name) ? name : name.replace(/-set$/, '');
    const simulated = this.points.get(point);
    if (!simulated) return 'unknown-point';
    if (value === null) {
      this.#held.delete(point);
      return 'done';
    }
    if (typeof value !== typeof simulated.read()) return 'not-a-value';
    if (!simulated.operate) {
      this.#held.set(point, value);
      return 'done';
    }
    return this.operate(point, Number(value)) ? 'done' : 'not-a-value';
  }

  letGo(): void {
    this.#held.clear();
  }

  /** Every point's value, those that may be operated under their command's name too. */
  values(): Record<string, PointValue> {
    const all: Record<string, PointValue> = {};
    for (const [name, { operate }] of this.points) {
      all[name] = this.value(name);
      if (operate) all[`${name}-set`] = all[name];
    }
    return all;
  }

  get heldPoints(): readonly string[] {
    return [...this.#held.keys()];
  }
}

function fits(point: SimulatedPoint, value: number): boolean {
  if (!Number.isFinite(value) || (point.isWhole && !Number.isInteger(value))) return false;
  return value >= (point.min ?? Number.NEGATIVE_INFINITY) && value <= (point.max ?? Number.POSITIVE_INFINITY);
}

/** A point that is only measured. */
export function measured(read: () => PointValue): SimulatedPoint {
  return { read };
}

/** Something that is on or off. */
export function switched(read: () => boolean, write: (isOn: boolean) => void): SimulatedPoint {
  return {
    read: () => Number(read()),
    operate: (value) => write(value === 1),
    min: 0,
    max: 1,
    isWhole: true,
  };
}

/** Computes at the first call and keeps the answer: for what is known only once all devices are built. */
export function lazily<T>(compute: () => T): () => T {
  let known: { value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}
