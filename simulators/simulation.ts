// The running world: built from a campus, warmed up, stepped once a second, and told to those who publish from it.
import type { Campus } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import { type BuiltDevices, buildDevices } from './devices/build-devices.ts';
import { SchoolClock, type Timeline } from './world/school-clock.ts';
import { World } from './world/world.ts';

const stepMs = 1_000;
/** A process that slept steps at most this much at once. */
const longestStepS = 60;
/** The rooms live through a day and a night before the start: walls, fridges and batteries are as after any other day. */
const warmUp = { fromS: 27 * 3600, coarseStepS: 60, fineFromS: 3 * 3600, fineStepS: 20 } as const;

export class Simulation {
  readonly campus: Campus;
  readonly world: World;
  readonly devices: BuiltDevices;
  /** Devices whose model nobody simulates. */
  readonly unknownDevices: readonly string[];
  readonly schoolClock: SchoolClock;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #steppedAt: number;
  #cancel: (() => void) | undefined;

  /** `totals` are what the meters stood at when an earlier run ended; without them they begin where the seed says. */
  constructor(
    campus: Campus,
    options: { seed: number; clock: Clock; timeline: Timeline; totals?: ReadonlyMap<string, number> },
  ) {
    this.campus = campus;
    this.#clock = options.clock;
    this.schoolClock = new SchoolClock(options.clock, campus.site.timeZone, options.timeline);
    this.world = new World(campus, options.seed, this.schoolClock.before(warmUp.fromS * 1000));
    const { devices, unknown } = buildDevices(campus, this.world);
    this.devices = devices;
    this.unknownDevices = unknown;
    for (let leftS: number = warmUp.fromS; leftS > 0; ) {
      const stepS = leftS > warmUp.fineFromS ? warmUp.coarseStepS : warmUp.fineStepS;
      leftS -= stepS;
      this.world.step(stepS, this.schoolClock.before(leftS * 1000));
    }
    this.world.totals.set(options.totals ?? new Map());
    this.#steppedAt = this.#clock.monotonic();
  }

  start(): void {
    this.#cancel ??= this.#clock.every(stepMs, () => this.step());
  }

  /** Steps by the time that passed and tells everyone. */
  step(): void {
    const now = this.#clock.monotonic();
    const dtS = Math.min(longestStepS, (now - this.#steppedAt) / 1000);
    this.#steppedAt = now;
    this.world.step(dtS, this.schoolClock.now());
    this.tell();
  }

  /** Something was changed from outside: whoever publishes looks now, not at the next step. */
  tell(): void {
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#cancel?.();
    this.#listeners.clear();
  }
}
