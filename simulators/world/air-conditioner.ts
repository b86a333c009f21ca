// A fan-coil with its thermostat: what it gives the room and draws from the mains.
import type { Load } from './electricity.ts';
import { noLoad } from './electricity.ts';
import { clamp } from './relax.ts';
import type { Weather } from './weather.ts';

const airModes = { cool: 0, heat: 1, fan: 2, dry: 3 } as const;

/** Largest heating or cooling for each square metre of the room. */
const capacityWPerM2 = 115;
const efficiency = 2.9;
const proportionalBandK = 1.5;
/** Share of the capacity at fan auto, low, medium, high. */
const fanShare = [1, 0.5, 0.75, 1] as const;
const fanW = [70, 35, 60, 95] as const;
/** What the State Council asks of public buildings: 26 °C or more in summer, 20 °C or less in winter. */
const summerTargetC = 26;
const winterTargetC = 20;

export class AirConditioner {
  isOn = false;
  mode: number = airModes.heat;
  fan = 0;
  targetC = 24;
  fault = 0;
  /** 0 to 1: how far the valve is open. */
  demand = 0;
  readonly #capacityW: number;

  constructor(areaM2: number) {
    this.#capacityW = capacityWPerM2 * areaM2;
  }

  step(roomC: number): void {
    this.demand = this.isOn && this.fault === 0 ? this.#wanted(roomC) : 0;
  }

  /** Heat given to the room; negative when it cools. */
  get heatW(): number {
    const output = this.#capacityW * this.demand * fanShare[this.fan]!;
    return this.mode === airModes.heat ? output : -output;
  }

  /** Water taken from the air, g/h. */
  get dryingGPerH(): number {
    return this.mode === airModes.heat ? 0 : Math.abs(this.heatW) * 0.35;
  }

  get load(): Load {
    return { ...noLoad, climateW: this.isOn ? fanW[this.fan]! + Math.abs(this.heatW) / efficiency : 1.5 };
  }

  /** A person sets it as the season asks. */
  setForSeason(weather: Weather): void {
    const isWanted = weather.isCoolingSeason || weather.temperatureC < 14;
    this.isOn = isWanted;
    this.mode = weather.isCoolingSeason ? airModes.cool : airModes.heat;
    this.targetC = weather.isCoolingSeason ? summerTargetC : winterTargetC;
    this.fan = 0;
  }

  #wanted(roomC: number): number {
    const missingK = this.mode === airModes.heat ? this.targetC - roomC : roomC - this.targetC;
    if (this.mode === airModes.fan) return 0;
    const most = this.mode === airModes.dry ? 0.3 : 1;
    return clamp((missingK + 0.4) / proportionalBandK, 0, most);
  }
}
