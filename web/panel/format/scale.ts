// Steps of colour for the layers of a floor plan. Grey is normal; colour grows with what needs a look. Pure.
import type { PlanLayer } from '@campus/campus-model';

/** Layers in the order that they are shown. The page takes only types of the API's schemas, so the list stands here. */
export const planLayers: readonly PlanLayer[] = [
  'temperature',
  'co2',
  'humidity',
  'occupancy',
  'light',
  'power',
];

/** Upper bounds of all steps but the last; step n has the style variable `--scale-<layer>-<n>`. */
export const layerBounds: Record<PlanLayer, readonly number[]> = {
  temperature: [16, 19, 22, 26, 28],
  co2: [600, 800, 1000, 1500, 2000],
  humidity: [20, 30, 60, 70, 80],
  occupancy: [1, 10, 20, 30, 45],
  light: [50, 100, 200, 300, 500],
  power: [100, 500, 1000, 2500, 5000],
};

/** Step of a value: 0 for the lowest. A value equal to a bound belongs to the step above it. */
export function stepOf(layer: PlanLayer, value: number): number {
  const bounds = layerBounds[layer];
  const step = bounds.findIndex((bound) => value < bound);
  return step < 0 ? bounds.length : step;
}

/** The words of a step's span: "< 16", "16–19", "≥ 28". */
export function stepWords(layer: PlanLayer, step: number): string {
  const bounds = layerBounds[layer];
  const low = bounds[step - 1];
  const high = bounds[step];
  if (low === undefined) return high === 1 ? '0' : `< ${high}`;
  return high === undefined ? `≥ ${low}` : `${low}–${high}`;
}

export function stepFill(layer: PlanLayer, step: number): string {
  return `var(--scale-${layer}-${step})`;
}

/** Steps of the network layer: how many of a room's devices are heard. */
export const networkSteps = ['all', 'some', 'few', 'none'] as const;

/** Step of a room: all heard, some silent, most silent, none heard. */
export function networkStepOf(heard: number, asked: number): number {
  if (heard >= asked) return 0;
  if (heard === 0) return 3;
  return heard * 2 >= asked ? 1 : 2;
}

export function networkFill(step: number): string {
  return `var(--scale-network-${step})`;
}

/** Layers of the site map: spaces in use, and power in W, of a whole building. */
const buildingBounds = {
  people: [1, 3, 6, 12, 24],
  power: [2000, 10_000, 25_000, 50_000, 100_000],
} as const;
const buildingScales = { people: 'occupancy', power: 'power' } as const;

export function buildingStepOf(layer: keyof typeof buildingBounds, value: number): number {
  const step = buildingBounds[layer].findIndex((bound) => value < bound);
  return step < 0 ? buildingBounds[layer].length : step;
}

export function buildingFill(layer: keyof typeof buildingScales, step: number): string {
  return stepFill(buildingScales[layer], step);
}
