// The one differential equation of the physics: a value with a source that leaks towards its rest.

/**
 * dV/dt = sourcePerS − ratePerS·(V − rest), solved exactly, so that the step's length does not matter.
 * Without a leak the value only gathers its source.
 */
export function relax(
  value: number,
  rest: number,
  ratePerS: number,
  sourcePerS: number,
  dtS: number,
): number {
  if (ratePerS === 0) return value + sourcePerS * dtS;
  const share = -Math.expm1(-ratePerS * dtS);
  return value + (rest - value) * share + (sourcePerS * share) / ratePerS;
}

export function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

/** Linear between the corners of a table [x, y], flat outside it. */
export function interpolate(table: readonly (readonly [number, number])[], x: number): number {
  const next = table.findIndex(([at]) => at > x);
  if (next === 0) return table[0]![1];
  if (next < 0) return table.at(-1)![1];
  const [x0, y0] = table[next - 1]!;
  const [x1, y1] = table[next]!;
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}
