// The past of a demo campus: the simulators' own world, lived through in simulated time, and what its points told.
// The same campus, seed and start give the same past, so that one that was interrupted goes on where it was.
import type { Campus, SampleBatch } from '@campus/campus-model';
import { type BuiltDevices, buildDevices } from '../devices/build-devices.ts';
import { World } from '../world/world.ts';
import { type Incident, incidents } from './incidents.ts';
import { PastDays } from './past-days.ts';
import { PastReports, reportStepMs } from './past-reports.ts';
import { toldPoint } from './told-value.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** The physics' own step. */
const stepMs = 30_000;
/** Before the first sample the rooms live through this much. */
const warmUpMs = 27 * hourMs;
const warmUpStepMs = 60_000;
/** The past ends at least this long before the live simulation starts. */
const apartMs = 60_000;

export interface PastOptions {
  readonly campus: Campus;
  /** That of the simulators: their meters begin where the past ends. */
  readonly seed: number;
  /** When the live simulation starts, milliseconds UTC. */
  readonly startMs: number;
  readonly days: number;
  /** Span of a chunk. */
  readonly chunkMs: number;
}

/** What all points told in a span; `point` of the batch is the place in `campus.points`. */
export interface PastChunk {
  readonly fromMs: number;
  readonly toMs: number;
  readonly batch: SampleBatch;
}

export interface PastSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** From the first step to the end (not included), both at whole report steps. */
export function pastSpan({ startMs, days }: Pick<PastOptions, 'startMs' | 'days'>): PastSpan {
  const down = (ms: number): number => Math.floor(ms / reportStepMs) * reportStepMs;
  const toMs = down(startMs - apartMs);
  return { fromMs: toMs - down(days * dayMs), toMs };
}

/** The chunks of the past from the earliest on. The first takes longest: all is lived through once, to know the rises. */
export function* pastOf(options: PastOptions): Generator<PastChunk> {
  const { campus, chunkMs } = options;
  const { fromMs, toMs } = pastSpan(options);
  const once = new LivedThrough(options);
  once.liveUntil(toMs);
  const lived = new LivedThrough(options, once.world.totals.rises());
  const points = [...campus.points.values()];
  const reports = new PastReports(
    points.map((point) => ({ point, told: toldPoint(campus, lived.devices, point) })),
  );
  for (let chunkFromMs = fromMs; chunkFromMs < toMs; chunkFromMs += chunkMs) {
    const chunkToMs = Math.min(toMs, chunkFromMs + chunkMs);
    for (let ms = chunkFromMs; ms < chunkToMs; ms += reportStepMs) {
      lived.liveUntil(ms);
      reports.take(ms);
    }
    yield { fromMs: chunkFromMs, toMs: chunkToMs, batch: reports.batch() };
  }
}

/** A world on its way through the past. */
class LivedThrough {
  readonly world: World;
  readonly devices: BuiltDevices;
  readonly #days: PastDays;
  readonly #incidents: readonly DueIncident[];
  #nowMs: number;

  /** `rises`: how much less than in the end the meters stand at in the beginning. */
  constructor(options: PastOptions, rises: ReadonlyMap<string, number> = new Map()) {
    const { campus, seed, startMs } = options;
    const { fromMs } = pastSpan(options);
    this.#days = new PastDays(campus.site.timeZone, startMs);
    this.#nowMs = fromMs - warmUpMs;
    this.world = new World(campus, seed, this.#days.at(this.#nowMs));
    this.devices = buildDevices(campus, this.world).devices;
    this.#incidents = incidents.map((incident) => new DueIncident(incident, this.#days));
    while (this.#nowMs < fromMs) this.#step(warmUpStepMs);
    const { totals } = this.world;
    totals.set(new Map([...totals.initials()].map(([name, at]) => [name, at - (rises.get(name) ?? 0)])));
  }

  liveUntil(ms: number): void {
    while (this.#nowMs < ms) this.#step(stepMs);
  }

  #step(ms: number): void {
    this.#nowMs += ms;
    for (const incident of this.#incidents) incident.look(this.#nowMs, this.world, this.devices);
    this.world.step(ms / 1000, this.#days.at(this.#nowMs));
  }
}

/** An incident with its moments: begun and ended once. */
class DueIncident {
  readonly #incident: Incident;
  readonly #fromMs: number;
  readonly #toMs: number;
  #end: (() => void) | null = null;
  #isOver = false;

  constructor(incident: Incident, days: PastDays) {
    this.#incident = incident;
    this.#fromMs = days.moment(incident.daysBefore, incident.atMinute);
    this.#toMs = this.#fromMs + incident.lastsMin * 60_000;
  }

  look(ms: number, world: World, devices: BuiltDevices): void {
    if (this.#isOver || ms < this.#fromMs) return;
    if (ms >= this.#toMs) {
      this.#isOver = true;
      this.#end?.();
    } else this.#end ??= this.#incident.begin(world, devices);
  }
}
