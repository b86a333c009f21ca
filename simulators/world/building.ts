// A building as its mains see it: the sum of its rooms, what its lifts and servers draw, and the water it takes.
import type { Building as BuildingPlan } from '@campus/campus-model';
import { addPhases, type Phases, phasesOf } from './electricity.ts';
import { hashOf, waveAt } from './noise.ts';
import type { Room } from './room.ts';
import type { Total } from './totals.ts';

/** Pumps, network, lift standby. */
const commonW = 900;
const litresPerPersonH = 2.2;
const cookingM3PerH = 0.12;

export class Building {
  readonly plan: BuildingPlan;
  readonly rooms: readonly Room[];
  /** Water that runs out where it should not, m³/h. */
  leakM3PerH = 0;
  phases: Phases = [0, 0, 0];
  people = 0;
  flowM3PerH = 0;
  /** What the main has let in, m³. */
  readonly water: Total;

  constructor(plan: BuildingPlan, rooms: readonly Room[], water: Total) {
    this.plan = plan;
    this.rooms = rooms;
    this.water = water;
  }

  step(timeS: number, dtS: number): void {
    this.water.value += (this.flowM3PerH * dtS) / 3600;
    const common: Phases = [commonW / 3, commonW / 3, commonW / 3];
    this.phases = this.rooms.reduce((sum, room) => addPhases(sum, phasesOf(room.load)), common);
    this.people = this.rooms.reduce((sum, room) => sum + room.people, 0);
    this.flowM3PerH = Math.max(0, this.#taps(timeS)) + this.leakM3PerH;
  }

  #taps(timeS: number): number {
    const cooks = this.rooms.reduce((sum, it) => sum + (it.space.kind === 'kitchen' ? it.people : 0), 0);
    const breaks = this.rooms.some((it) => it.space.kind === 'toilet' && it.people > 1) ? 2.5 : 1;
    const wave = 0.75 + 0.6 * waveAt(hashOf(this.plan.id), timeS, 30);
    return (this.people * litresPerPersonH * breaks * wave) / 1000 + cooks * cookingM3PerH * wave;
  }
}
