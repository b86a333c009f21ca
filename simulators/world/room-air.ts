// The air of a room: CO2 by mass balance, heat as a first-order room, moisture from people. Pure step functions.
import { clamp, relax } from './relax.ts';
import { saturationGPerM3 } from './weather.ts';

export interface RoomAir {
  readonly co2Ppm: number;
  readonly temperatureC: number;
  readonly moistureGPerM3: number;
}

export interface RoomShape {
  readonly volumeM3: number;
  /** Loss through walls, windows and the air that always leaks. */
  readonly envelopeWPerK: number;
  readonly heatCapacityJPerK: number;
}

export interface AirInputs {
  readonly people: number;
  readonly airChangesPerH: number;
  /** Heat from machines, lamps, sun, radiators and air conditioners; cooling is negative. People are added here. */
  readonly heatW: number;
  /** Share of the ventilation heat that is not lost (heat recovery), 0 to 1. */
  readonly recovered: number;
  /** Moisture added beside that of people; drying is negative. */
  readonly moistureGPerH: number;
  readonly outside: RoomAir;
}

/** A seated teenager. */
const co2LitresPerHour = 18;
const heatPerPersonW = 80;
const moisturePerPersonGPerH = 50;
/** Air changes that the envelope's loss already holds. */
export const leakageChangesPerH = 0.5;
const airHeatJPerM3K = 1206;

export function stepRoomAir(air: RoomAir, shape: RoomShape, inputs: AirInputs, dtS: number): RoomAir {
  const { people, airChangesPerH, outside } = inputs;
  const exchangePerS = airChangesPerH / 3600;
  const co2PerS = (people * co2LitresPerHour * 1000) / shape.volumeM3 / 3600;
  const moisturePerS = (people * moisturePerPersonGPerH + inputs.moistureGPerH) / shape.volumeM3 / 3600;
  const ventilationWPerK =
    (Math.max(0, airChangesPerH - leakageChangesPerH) / 3600) *
    shape.volumeM3 *
    airHeatJPerM3K *
    (1 - inputs.recovered);
  const lossPerS = (shape.envelopeWPerK + ventilationWPerK) / shape.heatCapacityJPerK;
  const heatPerS = (people * heatPerPersonW + inputs.heatW) / shape.heatCapacityJPerK;
  return {
    co2Ppm: relax(air.co2Ppm, outside.co2Ppm, exchangePerS, co2PerS, dtS),
    temperatureC: relax(air.temperatureC, outside.temperatureC, lossPerS, heatPerS, dtS),
    moistureGPerM3: Math.max(
      0.5,
      relax(air.moistureGPerM3, outside.moistureGPerM3, exchangePerS, moisturePerS, dtS),
    ),
  };
}

/** Relative humidity in percent. */
export function humidityOf(air: Pick<RoomAir, 'temperatureC' | 'moistureGPerM3'>): number {
  return clamp((100 * air.moistureGPerM3) / saturationGPerM3(air.temperatureC), 0, 100);
}
