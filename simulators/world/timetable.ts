// The school's day: periods, which room has a lesson when, and how many people are in a room at a minute of the day.
import type { Space, SpaceKind } from '@campus/campus-model';
import { hashOf, noiseAt, waveAt } from './noise.ts';
import { clamp, interpolate } from './relax.ts';
import type { SchoolTime } from './school-clock.ts';

export interface Period {
  readonly startMinute: number;
  readonly endMinute: number;
}

const at = (hour: number, minute: number): number => hour * 60 + minute;
const period = (hour: number, minute: number): Period => ({
  startMinute: at(hour, minute),
  endMinute: at(hour, minute) + 45,
});

/** Eight periods of 45 minutes and two in the evening, as vocational schools have them. */
const periods: readonly Period[] = [
  period(8, 0),
  period(8, 55),
  period(10, 10),
  period(11, 5),
  period(14, 0),
  period(14, 55),
  period(15, 50),
  period(16, 45),
  period(18, 30),
  period(19, 25),
];

/** Share of the periods in which a room of this kind is taught in. */
const lessonShare: Partial<Record<SpaceKind, number>> = {
  classroom: 0.85,
  'computer-room': 0.8,
  'vr-lab': 0.75,
  workshop: 0.8,
  'nursing-ward': 0.7,
  'maker-space': 0.55,
  studio: 0.45,
  'piano-room': 0.6,
};
/** The period in which a demonstration begins: nearly every room is taught in. */
const busiestPeriod = 1;
const evening = 8;

/** People come in the minutes before a lesson and leave in those after it; some stay over a break. */
const arrivalMinutes = 6;
const departureMinutes = 4;
const staysInBreak = 0.35;

type Profile = readonly (readonly [minute: number, share: number])[];

/** Share of the seats that is taken, for rooms without lessons. */
const profiles: Partial<Record<SpaceKind, Profile>> = {
  office: [
    [at(7, 40), 0],
    [at(8, 5), 0.7],
    [at(11, 50), 0.7],
    [at(12, 10), 0.15],
    [at(13, 50), 0.6],
    [at(17, 20), 0.6],
    [at(18, 0), 0],
  ],
  'meeting-room': [
    [at(9, 0), 0],
    [at(9, 10), 0.5],
    [at(10, 30), 0.5],
    [at(10, 40), 0],
    [at(15, 0), 0],
    [at(15, 5), 0.6],
    [at(16, 20), 0.6],
    [at(16, 30), 0],
  ],
  library: [
    [at(8, 0), 0],
    [at(8, 30), 0.12],
    [at(11, 50), 0.25],
    [at(12, 40), 0.5],
    [at(14, 0), 0.15],
    [at(17, 30), 0.4],
    [at(20, 30), 0.6],
    [at(21, 30), 0],
  ],
  canteen: [
    [at(6, 20), 0],
    [at(6, 50), 0.5],
    [at(7, 40), 0.05],
    [at(11, 40), 0.03],
    [at(12, 0), 0.9],
    [at(12, 40), 0.4],
    [at(13, 10), 0.02],
    [at(17, 20), 0.05],
    [at(17, 45), 0.8],
    [at(18, 40), 0.02],
    [at(19, 0), 0],
  ],
  kitchen: [
    [at(4, 50), 0],
    [at(5, 10), 0.8],
    [at(13, 30), 0.8],
    [at(13, 50), 0.3],
    [at(15, 30), 0.8],
    [at(19, 0), 0.6],
    [at(19, 40), 0],
  ],
  'dormitory-room': [
    [at(6, 20), 1],
    [at(7, 20), 0],
    [at(12, 10), 0],
    [at(12, 40), 0.7],
    [at(13, 40), 0.1],
    [at(17, 30), 0.1],
    [at(18, 15), 0.3],
    [at(20, 30), 0.4],
    [at(22, 0), 1],
  ],
  gate: [
    [at(0, 0), 0.4],
    [at(24, 0), 0.4],
  ],
};

const passersInBreak = 18;

/** The timetable of one day; the same seed lays the same one. */
export class Timetable {
  readonly #seed: number;
  readonly #lessons = new Map<string, readonly Lesson[]>();

  constructor(spaces: Iterable<Space>, seed: number) {
    this.#seed = seed;
    for (const space of spaces) this.#lessons.set(space.id, lessonsOf(space, seed));
  }

  /** The lesson that runs in a room at a minute, or null. */
  lessonAt(spaceId: string, time: SchoolTime): Lesson | null {
    if (!time.isSchoolDay) return null;
    const lessons = this.#lessons.get(spaceId) ?? [];
    return lessons.find((it) => time.minute >= it.startMinute && time.minute < it.endMinute) ?? null;
  }

  /** People in a room now: by its lessons and the minutes around them, or by the hours of its kind. */
  peopleAt(space: Space, time: SchoolTime): number {
    if (lessonShare[space.kind] !== undefined) {
      return time.isSchoolDay ? learnersAt(this.#lessons.get(space.id) ?? [], time.minute) : 0;
    }
    if (space.kind === 'corridor' || space.kind === 'toilet') return this.#passers(space, time);
    const profile = profiles[space.kind];
    if (!profile) return 0;
    const share = interpolate(profile, time.minute) * (time.isSchoolDay || isHome(space) ? 1 : 0.1);
    const wave = 1 + 0.12 * waveAt(hashOf(space.id, this.#seed), time.localS, 240);
    return Math.round(clamp(share * wave, 0, 1) * space.seats);
  }

  #passers(space: Space, time: SchoolTime): number {
    if (!time.isSchoolDay || time.minute < at(6, 30) || time.minute > at(22, 0)) return 0;
    const isBreak = !periods.some((it) => time.minute >= it.startMinute && time.minute < it.endMinute - 1);
    const most = isBreak ? (space.kind === 'toilet' ? 5 : passersInBreak) : 1.6;
    return Math.floor(most * noiseAt(hashOf(space.id, this.#seed), Math.floor(time.localS / 20)));
  }
}

export interface Lesson extends Period {
  readonly learners: number;
}

function isHome(space: Space): boolean {
  return space.kind === 'dormitory-room' || space.kind === 'gate';
}

function lessonsOf(space: Space, seed: number): Lesson[] {
  const share = lessonShare[space.kind];
  if (share === undefined || space.seats === 0) return [];
  const hash = hashOf(`lessons ${space.id}`, seed);
  return periods.flatMap((it, i) => {
    const wanted = i === busiestPeriod ? Math.max(share, 0.9) : i >= evening ? share * 0.4 : share;
    if (noiseAt(hash, i) >= wanted) return [];
    return [
      { ...it, learners: Math.max(1, Math.round(space.seats * (0.72 + 0.27 * noiseAt(hash, 100 + i)))) },
    ];
  });
}

function learnersAt(lessons: readonly Lesson[], minute: number): number {
  let people = 0;
  lessons.forEach((lesson, i) => {
    const arrived = (minute - lesson.startMinute + arrivalMinutes) / arrivalMinutes;
    const left = (minute - lesson.endMinute) / departureMinutes;
    const next = lessons[i + 1];
    const stays = next && next.startMinute - lesson.endMinute <= 30 && minute < next.startMinute;
    const present = Math.max(clamp(1 - Math.max(0, left), 0, 1), stays && left > 0 ? staysInBreak : 0);
    people = Math.max(people, Math.round(lesson.learners * Math.min(clamp(arrived, 0, 1), present)));
  });
  return people;
}
