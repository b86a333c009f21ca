// Projectors and large displays: switched on by who teaches, off by most of them, and by command.
import type { Device } from '@campus/campus-model';
import { type ProjectorFamily, projectorFamilies } from '../pjlink/families.ts';
import { noLoad } from '../world/electricity.ts';
import {
  lampStates,
  lampTimes,
  offProjector,
  orderProjector,
  type Projector,
  type ProjectorTimes,
  panelTimes,
  projectorW,
  stepProjector,
} from '../world/projector.ts';
import type { Room } from '../world/room.ts';
import type { Total } from '../world/totals.ts';
import type { World } from '../world/world.ts';
import { measured, type SimulatedPoints, switched } from './simulated-device.ts';

const secondsPerHour = 3_600;
/** Lamps that hang in classrooms for a year or two. */
const oldLampHours = 1_800;
const oldFilterHours = 400;
/** Who teaches uses it in most lessons and switches it off after most. */
const usedInLessons = 0.7;
const switchedOffAfter = 0.8;
/** A filter that was not cleaned for this long is warned about. */
const dirtyAfterHours = 1_000;

export function projectorDevice(device: Device, world: World): SimulatedPoints {
  const family = projectorFamilies.get(device.modelId)!;
  const room = world.room(device.spaceId);
  const hung = new HungProjector(device, world, family.hasLamp ? lampTimes : panelTimes);
  let hadLesson = false;
  room.equipment.push({
    step: (dtS) => {
      const hasLesson = isLesson(room);
      if (hasLesson && !hadLesson && world.random() < usedInLessons) hung.order(true);
      if (!hasLesson && hadLesson && world.random() < switchedOffAfter) hung.order(false);
      hadLesson = hasLesson;
      hung.step(dtS);
    },
    get load() {
      return { ...noLoad, socketsW: projectorW(hung.now) };
    },
  });
  return {
    ...controls(hung, family),
    ...(family.class === 2 ? classTwoPoints(device, hung) : {}),
    ...faultPoints(hung),
    ...(family.hasLampHours ? { 'lamp-hours': measured(() => hung.lampHours.value) } : {}),
    inputs: measured(() => family.inputs.join(' ')),
    maker: measured(() => family.maker),
    model: measured(() => family.model),
    name: measured(() => device.id),
  };
}

function isLesson(room: Room): boolean {
  return room.lesson !== null && room.people > 0;
}

/** The projector with what it counts. */
class HungProjector {
  now: Projector = offProjector;
  readonly lampHours: Total;
  readonly filterHours: Total;
  readonly #times: ProjectorTimes;

  constructor({ id }: Device, { totals, random }: World, times: ProjectorTimes) {
    this.#times = times;
    this.lampHours = totals.add(`${id}/lamp-hours`, Math.floor(oldLampHours * random()));
    this.filterHours = totals.add(`${id}/filter-hours`, Math.floor(oldFilterHours * random()));
  }

  order(isOn: boolean): void {
    this.now = orderProjector(this.now, isOn, this.#times);
  }

  change(changed: Partial<Projector>): void {
    this.now = { ...this.now, ...changed };
  }

  step(dtS: number): void {
    this.now = stepProjector(this.now, this.#times, dtS);
    if (this.now.state !== lampStates.on) return;
    this.lampHours.value += dtS / secondsPerHour;
    this.filterHours.value += dtS / secondsPerHour;
  }
}

function controls(hung: HungProjector, { inputs, mutes }: ProjectorFamily): SimulatedPoints {
  const codes = inputs.map(Number);
  let input = Number(inputs.find((code) => code.startsWith('3')) ?? inputs[0]);
  return {
    power: {
      read: () => hung.now.state,
      operate: (value) => hung.order(value === 1),
      min: 0,
      max: 1,
      isWhole: true,
    },
    input: {
      read: () => input,
      operate: (value) => {
        input = value;
      },
      min: Math.min(...codes),
      max: Math.max(...codes),
    },
    ...(mutes === '3' ? oneMute(hung) : twoMutes(hung)),
  };
}

function oneMute(hung: HungProjector): SimulatedPoints {
  return {
    mute: switched(
      () => hung.now.isPictureMuted,
      (isMuted) => hung.change({ isPictureMuted: isMuted, isSoundMuted: isMuted }),
    ),
  };
}

function twoMutes(hung: HungProjector): SimulatedPoints {
  return {
    'picture-mute': switched(
      () => hung.now.isPictureMuted,
      (isPictureMuted) => hung.change({ isPictureMuted }),
    ),
    'sound-mute': switched(
      () => hung.now.isSoundMuted,
      (isSoundMuted) => hung.change({ isSoundMuted }),
    ),
  };
}

function classTwoPoints(device: Device, hung: HungProjector): SimulatedPoints {
  return {
    freeze: switched(
      () => hung.now.isFrozen,
      (isFrozen) => hung.change({ isFrozen }),
    ),
    'filter-hours': measured(() => hung.filterHours.value),
    serial: measured(() => `SIM${device.id.toUpperCase()}`.slice(0, 32)),
    software: measured(() => '1.00'),
    resolution: measured(() => '1920x1080'),
  };
}

/** A well kept projector has none but a dirty filter; the others can be held from outside. */
function faultPoints(hung: HungProjector): SimulatedPoints {
  return {
    'fan-error': measured(() => 0),
    'lamp-error': measured(() => 0),
    'temperature-error': measured(() => 0),
    'cover-error': measured(() => 0),
    'filter-error': measured(() => Number(hung.filterHours.value > dirtyAfterHours)),
    'other-error': measured(() => 0),
  };
}
