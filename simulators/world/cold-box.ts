// A medicine fridge or a cold store: a cold box whose compressor goes on and off between two temperatures.
import { relax } from './relax.ts';

export interface ColdBoxModel {
  readonly startsC: number;
  readonly stopsC: number;
  /** What the compressor would reach if it never stopped. */
  readonly coldestC: number;
  readonly warmingS: number;
  readonly coolingS: number;
  readonly compressorW: number;
}

export const medicineFridge: ColdBoxModel = {
  startsC: 5.6,
  stopsC: 3.2,
  coldestC: -8,
  warmingS: 7_200,
  coolingS: 2_400,
  compressorW: 160,
};

export const coldStore: ColdBoxModel = {
  startsC: -17.6,
  stopsC: -20.4,
  coldestC: -34,
  warmingS: 36_000,
  coolingS: 9_000,
  compressorW: 3_400,
};

export interface ColdBox {
  readonly temperatureC: number;
  readonly isCooling: boolean;
}

/** An open door lets the warmth in faster by this factor. */
const openDoorFactor = 12;

export function stepColdBox(
  box: ColdBox,
  model: ColdBoxModel,
  around: { readonly roomC: number; readonly isOpen: boolean; readonly hasPower: boolean },
  dtS: number,
): ColdBox {
  const wantsCooling = box.isCooling ? box.temperatureC > model.stopsC : box.temperatureC > model.startsC;
  const isCooling = around.hasPower && wantsCooling;
  const warmingPerS = (around.isOpen ? openDoorFactor : 1) / model.warmingS;
  const coolingPerS = isCooling ? 1 / model.coolingS : 0;
  const ratePerS = warmingPerS + coolingPerS;
  const rest = (around.roomC * warmingPerS + model.coldestC * coolingPerS) / ratePerS;
  return { temperatureC: relax(box.temperatureC, rest, ratePerS, 0, dtS), isCooling };
}
