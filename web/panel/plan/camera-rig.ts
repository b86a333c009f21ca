// Holds the camera of one drawing and moves its one group: while it moves nothing is drawn anew, only when it comes to
// rest the views hear of it. It leaves pointers and keys to gestures.ts.
import type { Box, Metres } from '../format/plan.ts';
import {
  between,
  bounded,
  type Camera,
  type Frame,
  framing,
  moved,
  nearestScale,
  revealing,
  type Scene,
  seenBox,
  toWorld,
  transformOf,
  wholeOf,
  zoomed,
} from './camera.ts';

/** What views draw by: the camera at rest. */
export interface View {
  /** Units of the drawing a pixel of type: words drawn at this scale keep their size. */
  readonly unit: number;
  /** Pixels a unit of the drawing. */
  readonly scale: number;
  /** The part of the drawing that is seen. */
  readonly seen: Box;
  readonly isWhole: boolean;
  readonly isNearest: boolean;
  /** How many times nearer than the whole. */
  readonly nearness: number;
}

export interface Aim {
  readonly world: Box;
  readonly mostScale: number;
  /** Name under which the camera is kept for the way back to this drawing; none where it is not. */
  readonly keptAs?: string | undefined;
}

/** The camera rests when it has not moved for so long. */
const restMs = 140;
const glideMs = 200;
/** One step of a button or a key. */
const stepFactor = 1.5;
const airPx = 24;
/** What is drawn in pixels of type inside the drawing. */
const fixedSelector = '.plan-fixed';

/** Where drawings were left; the oldest goes when there are more. */
const kept = new Map<string, Camera>();
const mostKept = 40;

export class CameraRig {
  #aim: Aim;
  #camera: Camera | null = null;
  #frame: Frame = { widthPx: 0, heightPx: 0 };
  #typeScale = 1;
  #group: SVGGElement | null = null;
  #view: View | null = null;
  #restTimer: ReturnType<typeof setTimeout> | null = null;
  #glide = 0;
  #heldScale = 0;
  readonly #listeners = new Set<() => void>();

  constructor(aim: Aim) {
    this.#aim = aim;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Null until the drawing has been laid out. */
  readonly view = (): View | null => this.#view;

  get isWhole(): boolean {
    return !this.#camera || this.#camera.scale <= wholeOf(this.#scene()).scale * 1.001;
  }

  get isNearest(): boolean {
    return !!this.#camera && this.#camera.scale >= nearestScale(this.#scene()) * 0.999;
  }

  /** The drawing is laid out, or has another size now. */
  layOut(group: SVGGElement, frame: Frame, typeScale: number): void {
    const wasWhole = this.isWhole;
    this.#group = group;
    this.#frame = frame;
    this.#typeScale = typeScale;
    if (frame.widthPx === 0 || frame.heightPx === 0) return;
    const before = this.#camera ? (wasWhole ? null : this.#camera) : this.#recalled();
    this.#take(before ? bounded(before, this.#scene()) : wholeOf(this.#scene()));
    this.#rest();
  }

  /** The drawing is gone; the camera is kept for when one comes back. */
  leave(): void {
    this.#group = null;
    this.#stopGlide();
    if (this.#restTimer !== null) clearTimeout(this.#restTimer);
    this.#restTimer = null;
  }

  /** Another drawing, or the same one of another size. */
  aimAt(aim: Aim): void {
    const isSame = aim.keptAs === this.#aim.keptAs && isSameBox(aim.world, this.#aim.world);
    if (isSame && aim.mostScale === this.#aim.mostScale) return;
    const wasWhole = this.isWhole;
    this.#aim = aim;
    if (!this.#camera) return;
    this.#take(wasWhole ? wholeOf(this.#scene()) : bounded(this.#camera, this.#scene()));
    this.#rest();
  }

  /** Point of the drawing at a place of the frame; null before it is laid out. */
  worldAt(at: Metres): Metres | null {
    return this.#camera && toWorld(this.#camera, this.#frame, at);
  }

  moveBy(dx: number, dy: number): void {
    this.#change((camera, scene) => moved(camera, scene, dx, dy));
  }

  /** Nearer by `factor` at a place of the frame. */
  zoomAt(at: Metres, factor: number): void {
    this.#change((camera, scene) => zoomed(camera, scene, at, factor));
  }

  /** One step nearer (1) or farther (-1), around the middle or a place of the frame. */
  step(direction: 1 | -1, at?: Metres): void {
    const middle: Metres = [this.#frame.widthPx / 2, this.#frame.heightPx / 2];
    const factor = direction > 0 ? stepFactor : 1 / stepFactor;
    this.#glideTo((camera, scene) => zoomed(camera, scene, at ?? middle, factor));
  }

  showWhole(): void {
    this.#glideTo((_, scene) => wholeOf(scene));
  }

  /** A box of the drawing, in the middle and large. */
  show(box: Box, share = 0.5): void {
    this.#glideTo((_, scene) => framing(box, scene, share));
  }

  /** Brings what lies at these pixels of the frame into it. */
  reveal(box: Box): void {
    this.#change((camera, scene) => revealing(camera, scene, box, airPx));
  }

  #scene(): Scene {
    return { world: this.#aim.world, frame: this.#frame, mostScale: this.#aim.mostScale };
  }

  #change(step: (camera: Camera, scene: Scene) => Camera): void {
    if (!this.#camera) return;
    this.#stopGlide();
    this.#take(step(this.#camera, this.#scene()));
    this.#restSoon();
  }

  #glideTo(step: (camera: Camera, scene: Scene) => Camera): void {
    const from = this.#camera;
    if (!from) return;
    this.#stopGlide();
    const to = step(from, this.#scene());
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#take(to);
      this.#rest();
      return;
    }
    const startedAt = performance.now();
    const draw = (now: number) => {
      const share = Math.min(1, Math.max(0, (now - startedAt) / glideMs));
      this.#take(between(from, to, 1 - (1 - share) ** 3));
      if (share < 1) this.#glide = requestAnimationFrame(draw);
      else this.#rest();
    };
    this.#glide = requestAnimationFrame(draw);
  }

  #stopGlide(): void {
    cancelAnimationFrame(this.#glide);
  }

  #take(camera: Camera): void {
    this.#camera = camera;
    if (!this.#group) return;
    this.#group.setAttribute('transform', transformOf(camera, this.#frame));
    this.#holdWords(camera.scale);
  }

  /** Words and symbols keep their size while the drawing grows: their own transforms alone, as a variable would touch all. */
  #holdWords(scale: number): void {
    if (scale === this.#heldScale) return;
    this.#heldScale = scale;
    const transform = `scale(${this.#typeScale / scale})`;
    for (const words of this.#words) words.style.transform = transform;
  }

  /** At rest one variable says it for all, and for what is drawn anew. */
  #restWords(scale: number): void {
    this.#group?.style.setProperty('--plan-unit', String(this.#typeScale / scale));
    for (const words of this.#words) words.style.removeProperty('transform');
  }

  get #words(): Iterable<SVGElement> {
    return this.#group?.querySelectorAll<SVGElement>(fixedSelector) ?? [];
  }

  #restSoon(): void {
    if (this.#restTimer !== null) clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => this.#rest(), restMs);
  }

  #rest(): void {
    if (this.#restTimer !== null) clearTimeout(this.#restTimer);
    this.#restTimer = null;
    if (!this.#camera) return;
    const { scale } = this.#camera;
    this.#restWords(scale);
    this.#view = {
      unit: this.#typeScale / scale,
      scale,
      seen: seenBox(this.#camera, this.#frame),
      isWhole: this.isWhole,
      isNearest: this.isNearest,
      nearness: scale / wholeOf(this.#scene()).scale,
    };
    this.#keep(this.#camera);
    for (const listener of this.#listeners) listener();
  }

  #keep(camera: Camera): void {
    const { keptAs } = this.#aim;
    if (keptAs === undefined) return;
    kept.delete(keptAs);
    if (!this.isWhole) kept.set(keptAs, camera);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  }

  #recalled(): Camera | null {
    return (this.#aim.keptAs !== undefined && kept.get(this.#aim.keptAs)) || null;
  }
}

function isSameBox(a: Box, b: Box): boolean {
  return a.minX === b.minX && a.minY === b.minY && a.maxX === b.maxX && a.maxY === b.maxY;
}
