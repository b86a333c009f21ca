// The world: rooms, buildings, weather and time, stepped together. Seeded: the same seed and steps give the same day.
import type { Campus, Space } from '@campus/campus-model';
import { type Random, seededRandom } from '@campus/runtime';
import { Building } from './building.ts';
import { hashOf, noiseAt } from './noise.ts';
import { clamp } from './relax.ts';
import { type Airing, Room, ventilatedKinds } from './room.ts';
import type { SchoolTime } from './school-clock.ts';
import { Timetable } from './timetable.ts';
import { Totals } from './totals.ts';
import { type Weather, weatherAt } from './weather.ts';

/** Something that must be stepped after rooms and buildings: meters, doors. */
export interface Follower {
  step(dtS: number): void;
}

/** In a burning building people stay until the second detector confirms, then leave within this time. */
const evacuationStartsS = 20;
const evacuationS = 90;
/** Corridors are lit in these hours when it is darker outside than this; not for each passer-by. */
const opensAtMinute = 6 * 60;
const closesAtMinute = 22.5 * 60;
const duskLux = 6_000;
/** Mains were in use for years before the simulation began. */
const oldWaterM3 = 1_000;

export class World {
  readonly seed: number;
  readonly random: Random;
  readonly rooms: ReadonlyMap<string, Room>;
  readonly buildings: ReadonlyMap<string, Building>;
  readonly followers: Follower[] = [];
  readonly totals = new Totals();
  /** Lessons that a scenario holds, by space: so many learners until it ends. */
  readonly heldLessons = new Map<string, number>();
  time: SchoolTime;
  weather: Weather;
  readonly #timetable: Timetable;
  /** Seconds that a fire has burnt, by building. */
  readonly #fireS = new Map<string, number>();

  constructor(campus: Campus, seed: number, time: SchoolTime) {
    this.seed = seed;
    this.random = seededRandom(seed);
    this.time = time;
    this.weather = weatherAt(time, seed);
    this.#timetable = new Timetable(campus.spaces.values(), seed);
    this.rooms = new Map([...campus.spaces.values()].map((space) => [space.id, this.#room(space)]));
    this.buildings = new Map(
      campus.buildings.map((plan) => {
        const rooms = [...this.rooms.values()].filter((room) => room.space.buildingId === plan.id);
        const water = this.totals.add(`${plan.id}/water`, oldWaterM3 + Math.floor(9_000 * this.random()));
        return [plan.id, new Building(plan, rooms, water)];
      }),
    );
  }

  step(dtS: number, time: SchoolTime): void {
    this.time = time;
    this.weather = weatherAt(time, this.seed);
    for (const building of this.buildings.values()) {
      this.#countFire(building, dtS);
      for (const room of building.rooms) {
        this.#placePeople(room);
        room.step(this.weather, dtS, this.random);
      }
      building.step(time.localS, dtS);
    }
    for (const follower of this.followers) follower.step(dtS);
  }

  room(spaceId: string): Room {
    const room = this.rooms.get(spaceId);
    if (!room) throw new Error(`no space ${spaceId}`);
    return room;
  }

  building(buildingId: string): Building {
    const building = this.buildings.get(buildingId);
    if (!building) throw new Error(`no building ${buildingId}`);
    return building;
  }

  /** Noise in [0, 1) of a thing, new in every slot of `slotS` seconds. */
  luckOf(name: string, slotS: number): number {
    return noiseAt(hashOf(name, this.seed), Math.floor(this.time.localS / slotS));
  }

  #room(space: Space): Room {
    const { temperatureC, moistureGPerM3 } = this.weather;
    const startC = space.kind === 'cold-store' ? 12 : clamp(temperatureC + 1, 18, 29);
    return new Room(space, this.#airingOf(space), { co2Ppm: 450, temperatureC: startC, moistureGPerM3 });
  }

  #airingOf(space: Space): Airing {
    if (ventilatedKinds.includes(space.kind)) return 'ventilated';
    if (space.kind !== 'classroom') return 'windows-in-breaks';
    const habit = noiseAt(hashOf(`airing ${space.id}`, this.seed), 0);
    return habit < 0.7 ? 'ventilated' : habit < 0.85 ? 'windows-in-breaks' : 'shut';
  }

  #placePeople(room: Room): void {
    const { space } = room;
    const held = this.heldLessons.get(space.id);
    const lesson = this.#timetable.lessonAt(space.id, this.time);
    room.lesson =
      held === undefined
        ? lesson
        : { startMinute: this.time.minute, endMinute: this.time.minute + 45, learners: held };
    const people = held ?? this.#timetable.peopleAt(space, this.time);
    const burntS = this.#fireS.get(space.buildingId) ?? 0;
    const staying = clamp(1 - (burntS - evacuationStartsS) / evacuationS, 0, 1);
    room.people = Math.ceil(people * staying);
    room.isUsed = isPassage(space) ? this.#needsLightInPassages() : room.people > 0;
  }

  #needsLightInPassages(): boolean {
    const { minute } = this.time;
    return minute > opensAtMinute && minute < closesAtMinute && this.weather.daylightLux < duskLux;
  }

  #countFire(building: Building, dtS: number): void {
    const { id } = building.plan;
    if (!building.rooms.some((room) => room.isBurning)) this.#fireS.delete(id);
    else this.#fireS.set(id, (this.#fireS.get(id) ?? 0) + dtS);
  }
}

function isPassage(space: Space): boolean {
  return space.kind === 'corridor' || space.kind === 'toilet';
}
