// How a drawing is looked at: which of its points stands in the middle of the frame, and how large a unit is. Pure.
import type { Box, Metres } from '../format/plan.ts';

/** `x`, `y` in units of the drawing (y down) stand in the middle of the frame; `scale` is pixels a unit. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Frame {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** What there is to see, through what, and how near one may come. */
export interface Scene {
  readonly world: Box;
  readonly frame: Frame;
  /** Pixels a unit at the nearest; never less than twice the whole. */
  readonly mostScale: number;
}

/** The drawing may always be doubled, however small it is. */
const leastNearness = 2;

function middleOf({ minX, minY, maxX, maxY }: Box): Metres {
  return [(minX + maxX) / 2, (minY + maxY) / 2];
}

/** Pixels a unit at which a box just fits the frame. */
function scaleFor({ minX, minY, maxX, maxY }: Box, { widthPx, heightPx }: Frame): number {
  return Math.min(widthPx / Math.max(maxX - minX, 1e-6), heightPx / Math.max(maxY - minY, 1e-6));
}

/** The whole drawing in the middle of the frame. */
export function wholeOf({ world, frame }: Scene): Camera {
  const [x, y] = middleOf(world);
  return { x, y, scale: scaleFor(world, frame) };
}

export function nearestScale(scene: Scene): number {
  return Math.max(scene.mostScale, wholeOf(scene).scale * leastNearness);
}

/**
 * The nearest camera that is allowed: never farther than the whole, never nearer than the scene says. The farther,
 * the less it may leave the middle; from double size on every point of the drawing may stand there.
 */
export function bounded(camera: Camera, scene: Scene): Camera {
  const whole = wholeOf(scene);
  const scale = clamp(camera.scale, whole.scale, nearestScale(scene));
  const freedom = Math.min(1, 2 * (1 - whole.scale / scale));
  const { minX, minY, maxX, maxY } = scene.world;
  const reachX = ((maxX - minX) / 2) * freedom;
  const reachY = ((maxY - minY) / 2) * freedom;
  return {
    x: clamp(camera.x, whole.x - reachX, whole.x + reachX),
    y: clamp(camera.y, whole.y - reachY, whole.y + reachY),
    scale,
  };
}

/** Nearer by `factor` (farther below 1); the point of the drawing under `at` (pixels of the frame) stays there. */
export function zoomed(camera: Camera, scene: Scene, at: Metres, factor: number): Camera {
  const scale = clamp(camera.scale * factor, wholeOf(scene).scale, nearestScale(scene));
  const [x, y] = toWorld(camera, scene.frame, at);
  const keep = camera.scale / scale;
  return bounded({ x: x + (camera.x - x) * keep, y: y + (camera.y - y) * keep, scale }, scene);
}

/** The drawing moved by pixels. */
export function moved(camera: Camera, scene: Scene, dx: number, dy: number): Camera {
  const { x, y, scale } = camera;
  return bounded({ x: x - dx / scale, y: y - dy / scale, scale }, scene);
}

/** A box of the drawing in the middle, filling at most `share` of the frame. */
export function framing(box: Box, scene: Scene, share: number): Camera {
  const [x, y] = middleOf(box);
  return bounded({ x, y, scale: scaleFor(box, scene.frame) * share }, scene);
}

/** Moved just so far that a box (pixels of the frame) is inside, with some air around. */
export function revealing(camera: Camera, scene: Scene, box: Box, airPx: number): Camera {
  const { widthPx, heightPx } = scene.frame;
  return moved(
    camera,
    scene,
    shiftInto(box.minX - airPx, box.maxX + airPx, widthPx),
    shiftInto(box.minY - airPx, box.maxY + airPx, heightPx),
  );
}

function shiftInto(low: number, high: number, size: number): number {
  if (low < 0) return -low;
  return high > size ? Math.max(size - high, -low) : 0;
}

/** Point of the drawing at a place of the frame. */
export function toWorld(camera: Camera, { widthPx, heightPx }: Frame, [px, py]: Metres): Metres {
  return [camera.x + (px - widthPx / 2) / camera.scale, camera.y + (py - heightPx / 2) / camera.scale];
}

/** Place in the frame of a point of the drawing. */
export function toFrame(camera: Camera, { widthPx, heightPx }: Frame, [x, y]: Metres): Metres {
  return [widthPx / 2 + (x - camera.x) * camera.scale, heightPx / 2 + (y - camera.y) * camera.scale];
}

/** The part of the drawing in the frame. */
export function seenBox(camera: Camera, frame: Frame): Box {
  const [minX, minY] = toWorld(camera, frame, [0, 0]);
  const [maxX, maxY] = toWorld(camera, frame, [frame.widthPx, frame.heightPx]);
  return { minX, minY, maxX, maxY };
}

/** The SVG transform of the one group that holds the drawing. */
export function transformOf(camera: Camera, frame: Frame): string {
  const [x, y] = toFrame(camera, frame, [0, 0]);
  return `translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${camera.scale.toFixed(5)})`;
}

/** Between two cameras, `share` 0…1 of the way, as the eye sees it even. */
export function between(from: Camera, to: Camera, share: number): Camera {
  const scale = from.scale * (to.scale / from.scale) ** share;
  // Moving keeps step with the size: seen through the frame the target runs straight to its place.
  const way =
    from.scale === to.scale ? share : (1 / from.scale - 1 / scale) / (1 / from.scale - 1 / to.scale);
  return { x: from.x + (to.x - from.x) * way, y: from.y + (to.y - from.y) * way, scale };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
