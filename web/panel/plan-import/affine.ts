// Flat transformations as SVG and DXF nest them. Pure.
import type { Metres } from '../format/plan.ts';

/** x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const identity: Affine = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. */
export function after(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer;
  const [g, h, i, j, k, l] = inner;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

export function moved([a, b, c, d, e, f]: Affine, [x, y]: Metres): Metres {
  return [a * x + c * y + e, b * x + d * y + f];
}

export function rotation(deg: number, [x, y]: Metres = [0, 0]): Affine {
  const [cos, sin] = [Math.cos((deg / 180) * Math.PI), Math.sin((deg / 180) * Math.PI)];
  return [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y];
}

/** An arc of an ellipse whose axes lie along x and y, from one angle to another (radians), as points. */
export function arcPoints(
  [cx, cy]: Metres,
  [rx, ry]: Metres,
  fromRad: number,
  toRad: number,
  stepRad = Math.PI / 12,
): Metres[] {
  const steps = Math.min(mostArcSteps, Math.max(2, Math.ceil(Math.abs(toRad - fromRad) / stepRad)));
  return Array.from({ length: steps + 1 }, (_, row): Metres => {
    const angle = fromRad + ((toRad - fromRad) * row) / steps;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
  });
}

const mostArcSteps = 96;
