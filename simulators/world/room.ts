// A room: its air, light, people and load, and what stands in it. Stepped by the world.
import type { PlanPoint, Space, SpaceKind } from '@campus/campus-model';
import type { AirConditioner } from './air-conditioner.ts';
import { addLoads, type Load, noLoad } from './electricity.ts';
import type { LampBank } from './lamp-bank.ts';
import { daylightInside, deskLux } from './light.ts';
import { relax } from './relax.ts';
import { leakageChangesPerH, type RoomAir, type RoomShape, stepRoomAir } from './room-air.ts';
import { socketsW } from './sockets.ts';
import type { Lesson } from './timetable.ts';
import type { Weather } from './weather.ts';

/** Something else that stands in a room and draws power: a machine, a fridge, a headset cabinet. */
export interface Equipment {
  step(dtS: number): void;
  readonly load: Load;
}

/** How fresh air comes in: a ventilation unit by heads, windows in the breaks, or hardly at all. */
export type Airing = 'ventilated' | 'windows-in-breaks' | 'shut';

const freshAirM3PerPersonH = 36;
const heatRecovered = 0.7;
const hoodChangesPerH = 22;
const windowsOpenChangesPerH = 8;
/** A window stands ajar when it is warm outside or somebody finds the air bad. */
const ajarChangesPerH = 2.5;

const envelopeWPerKPerM2 = 5.8;
/** Gives the classroom of 60 m² a time constant of two to three hours. */
const heatCapacityJPerKPerM2 = 54_000;
const radiatorWPerM2 = 75;
const radiatorTargetC = 18.5;
/** W of sun for each square metre of floor and lux outside. */
const sunWPerM2Lux = 0.0005;

const fireRiseC = 48;
const fireCo2Ppm = 3_500;
const fireGrowsPerS = 1 / 75;
const fireDiesPerS = 1 / 30;

export class Room {
  readonly space: Space;
  readonly areaM2: number;
  readonly shape: RoomShape;
  readonly airing: Airing;
  readonly lamps: LampBank[] = [];
  readonly airConditioners: AirConditioner[] = [];
  readonly equipment: Equipment[] = [];
  people = 0;
  lesson: Lesson | null = null;
  isBurning = false;
  /** Somebody broke in. */
  isBrokenInto = false;
  /** The fan of the room's server stands still. */
  isFanStopped = false;
  /** Water stands on the floor. */
  isFlooded = false;
  /** 0 to 1: smoke and heat of a fire in this room. */
  smoke = 0;
  load: Load = noLoad;
  lux = 0;
  daylightLux = 0;
  /** People use it now: set by the world. */
  isUsed = false;
  #air: RoomAir;
  #wasUsed = false;

  constructor(space: Space, airing: Airing, air: RoomAir) {
    this.space = space;
    this.airing = airing;
    this.areaM2 = areaOf(space.outline);
    this.shape = {
      volumeM3: this.areaM2 * space.heightM,
      envelopeWPerK: this.areaM2 * envelopeWPerKPerM2,
      heatCapacityJPerK: this.areaM2 * heatCapacityJPerKPerM2,
    };
    this.#air = air;
  }

  /** The air as a sensor finds it, a fire's heat and fumes included. */
  get air(): RoomAir {
    return {
      co2Ppm: this.#air.co2Ppm + fireCo2Ppm * this.smoke,
      temperatureC: this.#air.temperatureC + fireRiseC * this.smoke,
      moistureGPerM3: this.#air.moistureGPerM3,
    };
  }

  step(weather: Weather, dtS: number, luck: () => number): void {
    this.#noticeUse(weather, luck);
    for (const conditioner of this.airConditioners) conditioner.step(this.#air.temperatureC);
    for (const equipment of this.equipment) equipment.step(dtS);
    this.smoke = relax(
      this.smoke,
      this.isBurning ? 1 : 0,
      this.isBurning ? fireGrowsPerS : fireDiesPerS,
      0,
      dtS,
    );
    this.load = this.#loadNow();
    this.#breathe(weather, dtS);
    this.daylightLux = daylightInside(this.space.kind, weather.daylightLux);
    this.lux = deskLux(this.space.kind, weather.daylightLux, this.#shareOfLamps());
  }

  /** People who come in switch on what they need; those who leave mostly switch it off. */
  #noticeUse(weather: Weather, luck: () => number): void {
    if (this.isUsed === this.#wasUsed) return;
    this.#wasUsed = this.isUsed;
    if (this.isUsed) {
      for (const lamps of this.lamps) lamps.lightUp(this.daylightLux);
      for (const conditioner of this.airConditioners) conditioner.setForSeason(weather);
      return;
    }
    if (luck() < 0.85) for (const lamps of this.lamps) lamps.lightsOut();
    for (const conditioner of this.airConditioners) if (luck() < 0.8) conditioner.isOn = false;
  }

  #shareOfLamps(): number {
    if (this.lamps.length === 0) return this.people > 0 ? 0.8 : 0;
    return this.lamps.reduce((sum, lamps) => sum + lamps.shareOn, 0) / this.lamps.length;
  }

  #loadNow(): Load {
    const parts = [...this.lamps, ...this.airConditioners, ...this.equipment];
    const fixed = {
      ...noLoad,
      lampsW: this.lamps.length === 0 ? 9 * this.areaM2 * this.#shareOfLamps() : 0,
      socketsW: socketsW(this.space.kind, this.areaM2, this.people, this.lesson !== null),
    };
    return parts.reduce((sum, part) => addLoads(sum, part.load), fixed);
  }

  #breathe(weather: Weather, dtS: number): void {
    const { lampsW, socketsW: sockets, machinesW } = this.load;
    const radiators = weather.isHeatingSeason && this.space.kind !== 'cold-store' ? this.#radiatorW() : 0;
    const conditionersW = this.airConditioners.reduce((sum, it) => sum + it.heatW, 0);
    const sunW = this.daylightLux > 0 ? sunWPerM2Lux * this.areaM2 * weather.daylightLux : 0;
    this.#air = stepRoomAir(
      this.#air,
      this.shape,
      {
        people: this.people,
        airChangesPerH: this.airChangesPerH(weather),
        recovered: this.airing === 'ventilated' ? heatRecovered : 0,
        heatW: lampsW + sockets + 0.6 * machinesW + radiators + conditionersW + sunW,
        moistureGPerH: -this.airConditioners.reduce((sum, it) => sum + it.dryingGPerH, 0),
        outside: weather,
      },
      dtS,
    );
  }

  #radiatorW(): number {
    const missingK = radiatorTargetC - this.#air.temperatureC;
    return Math.min(radiatorWPerM2 * this.areaM2, Math.max(0, missingK * 6 * this.shape.envelopeWPerK));
  }

  airChangesPerH(weather: Weather): number {
    const isMild = weather.temperatureC > 17 && weather.temperatureC < 28;
    const ajar = isMild || this.#air.co2Ppm > 2_600 ? ajarChangesPerH : 0;
    if (this.space.kind === 'kitchen') return this.people > 0 ? hoodChangesPerH : leakageChangesPerH;
    if (this.airing === 'ventilated') {
      return leakageChangesPerH + ajar + (this.people * freshAirM3PerPersonH) / this.shape.volumeM3;
    }
    const isBreak = this.people > 0 && this.lesson === null && this.space.seats > 10;
    const open = this.airing === 'windows-in-breaks' && isBreak ? windowsOpenChangesPerH : 0;
    return leakageChangesPerH + Math.max(ajar, open);
  }
}

/** Kinds of room whose air is exchanged by a ventilation unit. */
export const ventilatedKinds: readonly SpaceKind[] = [
  'library',
  'canteen',
  'kitchen',
  'vr-lab',
  'computer-room',
  'workshop',
  'studio',
  'corridor',
  'toilet',
  'meeting-room',
];

/** Area inside an outline (shoelace formula). */
export function areaOf(outline: readonly PlanPoint[]): number {
  let twice = 0;
  outline.forEach(([x, y], i) => {
    const [nextX, nextY] = outline[(i + 1) % outline.length]!;
    twice += x * nextY - nextX * y;
  });
  return Math.abs(twice) / 2;
}
