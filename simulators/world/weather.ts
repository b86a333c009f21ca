// The weather of a day in Weihai: sea-moderated, January about −1 °C, August about 25 °C. A pure function of time.
import { hashOf, waveAt } from './noise.ts';
import { clamp } from './relax.ts';
import type { SchoolTime } from './school-clock.ts';

export interface Weather {
  readonly temperatureC: number;
  readonly humidityPercent: number;
  /** Water in the air, g/m³. */
  readonly moistureGPerM3: number;
  readonly co2Ppm: number;
  /** Illuminance outside, lx. */
  readonly daylightLux: number;
  /** District heating runs from mid-November to early April. */
  readonly isHeatingSeason: boolean;
  readonly isCoolingSeason: boolean;
}

const latitude = (37.5 * Math.PI) / 180;
/** Weihai lies 2.1° east of the zone's meridian: noon comes 8.4 minutes early. */
const noonMinute = 720 - 8.4;
const outsideCo2Ppm = 420;
const warmestDay = 217;
const yearMeanC = 12.4;
const yearAmplitudeC = 13;
const heatingFromDay = 319;
const heatingUntilDay = 95;
const daySeconds = 86_400;

export function weatherAt(time: SchoolTime, seed: number): Weather {
  const { dayOfYear, minute, localS } = time;
  const year = (2 * Math.PI * (dayOfYear - warmestDay)) / 365;
  const day = (2 * Math.PI * (minute - 870)) / 1440;
  const meanC = yearMeanC + yearAmplitudeC * Math.cos(year);
  const spell = 2.5 * waveAt(hashOf('spell', seed), localS, 2 * daySeconds);
  const temperatureC = meanC + spell + 3.2 * Math.cos(day);
  const cloud = 0.5 + 0.5 * waveAt(hashOf('cloud', seed), localS, 5400);
  const humidityPercent = clamp(66 + 8 * Math.cos(year) - 12 * Math.cos(day) + 10 * (cloud - 0.5), 25, 98);
  return {
    temperatureC,
    humidityPercent,
    moistureGPerM3: (saturationGPerM3(temperatureC) * humidityPercent) / 100,
    co2Ppm: outsideCo2Ppm,
    daylightLux: daylightLux(dayOfYear, minute) * (1 - 0.72 * cloud),
    isHeatingSeason: dayOfYear >= heatingFromDay || dayOfYear <= heatingUntilDay,
    isCoolingSeason: meanC > 19,
  };
}

/** Clear-sky illuminance on the ground by the sun's height. */
export function daylightLux(dayOfYear: number, minute: number): number {
  const declination = -0.409 * Math.cos((2 * Math.PI * (dayOfYear + 10)) / 365);
  const hour = (2 * Math.PI * (minute - noonMinute)) / 1440;
  const height =
    Math.sin(latitude) * Math.sin(declination) + Math.cos(latitude) * Math.cos(declination) * Math.cos(hour);
  if (height > 0) return 400 + 105_000 * height ** 1.2;
  return 400 * Math.max(0, 1 + height / 0.1);
}

/** Most water that air can hold, g/m³ (Magnus formula over water). */
export function saturationGPerM3(temperatureC: number): number {
  const pressureHPa = 6.112 * Math.exp((17.62 * temperatureC) / (243.12 + temperatureC));
  return (216.7 * pressureHPa) / (273.15 + temperatureC);
}
