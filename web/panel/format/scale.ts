// Steps of colour for the layers of a floor plan. Grey is normal; colour grows with what needs a look. Pure.
import type { PlanLayer } from '@campus/campus-model';

/** Layers in the order that they are shown. The page takes only types of the API's schemas, so the list stands here. */
export const planLayers: readonly PlanLayer[] = ['temperature', 'co2', 'occupancy', 'light', 'power'];

/** Upper bounds of all steps but the last; step n has the style variable `--scale-<layer>-<n>`. */
export const layerBounds: Record<PlanLayer, readonly number[]> = {
  temperature: [16, 19, 22, 26, 28],
  co2: [600, 800, 1000, 1500, 2000],
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
