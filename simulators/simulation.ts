// The running world: built from a campus, warmed up, stepped once a second, and told to those who publish from it.
import type { Campus } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import { type BuiltDevices, buildDevices } from './devices/build-devices.ts';
import { SchoolClock, type Timeline } from './world/school-clock.ts';
import { World } from './world/world.ts';

const stepMs = 1_000;
/** A process that slept steps at most this much at once. */
const longestStepS = 60;
/** The rooms live through this much before the start, so that the air is as after a lesson. */
const warmUpS = 3 * 3600;
const warmUpStepS = 20;

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

  constructor(campus: Campus, options: { seed: number; clock: Clock; timeline: Timeline }) {
    this.campus = campus;
    this.#clock = options.clock;
    this.schoolClock = new SchoolClock(options.clock, campus.site.timeZone, options.timeline);
    this.world = new World(campus, options.seed, this.schoolClock.before(warmUpS * 1000));
    const { devices, unknown } = buildDevices(campus, this.world);
    this.devices = devices;
    this.unknownDevices = unknown;
    for (let leftS = warmUpS - warmUpStepS; leftS >= 0; leftS -= warmUpStepS) {
      this.world.step(warmUpStepS, this.schoolClock.before(leftS * 1000));
    }
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
