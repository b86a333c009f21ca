// Which spaces are outside the comfort limits now. A spot value above the limit is "needs a look",
// never "exceeded": the limits of GB/T 18883-2022 are averages over an hour. Pure.
import type { PlanLayer, SpaceSummary } from '@campus/campus-model';

/** Spot limits: CO2 of GB/T 18883-2022; temperature the outer band of its winter and summer ranges. */
export const comfortLimits = {
  co2: { max: 1000 },
  temperature: { min: 16, max: 28 },
} as const;

/** Spaces that people are meant to feel well in; stores and plant rooms follow other limits. */
const unjudgedKinds: readonly SpaceSummary['kind'][] = [
  'cold-store',
  'kitchen',
  'plant-room',
  'gate',
  'toilet',
  'corridor',
];

export interface Discomfort {
  readonly space: SpaceSummary;
  readonly layer: Extract<PlanLayer, 'co2' | 'temperature'>;
  readonly value: number;
}

/** Spaces outside a limit, the CO2 ones first, each space once; `judged` counts spaces that had a value. */
export function findDiscomfort(
  spaces: readonly SpaceSummary[],
  read: (pointId: string) => number | null,
): { outside: Discomfort[]; judged: number } {
  const outside: Discomfort[] = [];
  let judged = 0;
  for (const space of spaces) {
    if (unjudgedKinds.includes(space.kind)) continue;
    const co2 = space.layers.co2 ? read(space.layers.co2) : null;
    const temperature = space.layers.temperature ? read(space.layers.temperature) : null;
    if (co2 === null && temperature === null) continue;
    judged += 1;
    if (co2 !== null && co2 > comfortLimits.co2.max) outside.push({ space, layer: 'co2', value: co2 });
    else if (temperature !== null && isTemperatureOutside(temperature)) {
      outside.push({ space, layer: 'temperature', value: temperature });
    }
  }
  return { outside, judged };
}

function isTemperatureOutside(value: number): boolean {
  return value < comfortLimits.temperature.min || value > comfortLimits.temperature.max;
}
