// What values of a quantity are usual on a campus: wide enough for cold stores and heating pipes, narrow enough that a wrong
// scale, a wrong register or an open sensor falls outside. A point's own range is judged apart.
import type { Quantity } from '../quantity.ts';

export interface UsualValues {
  readonly min: number;
  readonly max: number;
  /** A larger step between two samples within a minute is no change of the thing itself. */
  readonly jump?: number;
  /** Exactly 0 is what an input without a sensor, or a register without a value, says. */
  readonly isZeroOdd?: boolean;
  /** A value of it that never moves is looked at twice. */
  readonly isRestless?: boolean;
}

/** Quantities that are missing here (codes, counts, totals) have no usual span. */
const usual: Partial<Record<Quantity, UsualValues>> = {
  temperature: { min: -30, max: 95, jump: 15, isZeroOdd: true, isRestless: true },
  humidity: { min: 1, max: 100, jump: 40, isZeroOdd: true, isRestless: true },
  co2: { min: 300, max: 8_000, jump: 2_000, isZeroOdd: true, isRestless: true },
  pm25: { min: 0, max: 1_000, jump: 500, isRestless: true },
  pm10: { min: 0, max: 2_000, jump: 1_000, isRestless: true },
  tvoc: { min: 0, max: 30 },
  formaldehyde: { min: 0, max: 10 },
  noise: { min: 15, max: 130, isZeroOdd: true, isRestless: true },
  illuminance: { min: 0, max: 150_000 },
  people: { min: 0, max: 10_000 },
  voltage: { min: 1, max: 460, jump: 150, isZeroOdd: true, isRestless: true },
  current: { min: -6_300, max: 6_300 },
  power: { min: -3_000_000, max: 3_000_000 },
  frequency: { min: 45, max: 65, isZeroOdd: true },
  'power-factor': { min: -1, max: 1 },
  pressure: { min: -0.1, max: 4, isRestless: true },
  level: { min: 0, max: 100 },
  battery: { min: 0, max: 100, isZeroOdd: true },
  'signal-strength': { min: -130, max: 0 },
  percentage: { min: 0, max: 100 },
};

export function usualValuesOf(quantity: Quantity): UsualValues | null {
  return usual[quantity] ?? null;
}

/** All bits set, the largest and the smallest of 16 and 32 bits, and what makers write for "no value". */
const markers = [
  65_535, 65_534, 32_767, 32_768, -32_768, -32_767, 4_294_967_295, 2_147_483_647, -2_147_483_648, -999,
  -9_999, 9_999, 99_999,
];
const markerScales = [1, 0.1, 0.01, 0.001];

/** The register that stands behind a value which only means "no value": 65535 behind 655.35; null for any other. */
export function markerBehind(value: number): { readonly register: number; readonly scale: number } | null {
  for (const scale of markerScales) {
    const register = markers.find((marker) => Math.abs(marker * scale - value) < scale * 1e-3);
    if (register !== undefined) return { register, scale };
  }
  return null;
}

/** What digital thermometers say by themselves: 85 before the first measurement, −127 without a probe (DS18B20). */
export const thermometerMarkers: readonly number[] = [85, -127];
