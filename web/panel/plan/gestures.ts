// Wheel, drag, pinch, double tap and keys on the frame of a drawing. They leave what is allowed to the camera.
import type { Metres } from '../format/plan.ts';
import type { CameraRig } from './camera-rig.ts';
import { listenForTaps } from './taps.ts';

export interface GestureSettings {
  /** `free`: the wheel zooms. `held`: only with Ctrl or ⌘, so that a page can be scrolled past the drawing. */
  readonly wheel: 'free' | 'held';
  /** Whether arrow keys move the drawing; where not, the page has other use for them. */
  readonly hasArrows: boolean;
}

/** Wheels report pixels, lines or pages; a notch of a mouse is about 100 px. */
const lineHeightPx = 16;
const wheelRate = 0.0016;
/** A pinch on a touch pad comes as small wheel steps with Ctrl. */
const padRate = 0.01;
/** One event never does more: some wheels report a whole flick at once. */
const mostWheelPx = 300;
/** A pointer that moved less has pressed, not dragged. */
const dragPx = 5;
const arrowPx = 60;

/** Listens on the frame until the returned function is called. */
export function listenForGestures(frame: HTMLElement, rig: CameraRig, settings: GestureSettings): () => void {
  const over = new AbortController();
  const { signal } = over;
  const pointers = new PointerTracks(frame, rig);
  frame.addEventListener('wheel', (event) => onWheel(event, frame, rig, settings), {
    signal,
    passive: false,
  });
  frame.addEventListener('pointerdown', (event) => pointers.begin(event), { signal });
  frame.addEventListener('pointermove', (event) => pointers.move(event), { signal });
  for (const type of ['pointerup', 'pointercancel'] as const)
    frame.addEventListener(type, (event) => pointers.end(event), { signal });
  frame.addEventListener('touchstart', holdPinch, { signal, passive: false });
  frame.addEventListener('touchmove', holdPinch, { signal, passive: false });
  frame.addEventListener('dragstart', (event) => event.preventDefault(), { signal });
  frame.addEventListener('keydown', (event) => onKey(event, rig, settings), { signal });
  frame.addEventListener('focusin', (event) => revealFocus(event, frame, rig), { signal });
  listenForTaps(frame, rig, () => pointers.hasDragged, signal);
  return () => over.abort();
}

/** Place of an event in the frame, pixels. */
export function placeIn(
  frame: HTMLElement,
  { clientX, clientY }: Pick<PointerEvent, 'clientX' | 'clientY'>,
): Metres {
  const { left, top } = frame.getBoundingClientRect();
  return [clientX - left - frame.clientLeft, clientY - top - frame.clientTop];
}

function onWheel(event: WheelEvent, frame: HTMLElement, rig: CameraRig, { wheel }: GestureSettings): void {
  const isHeld = event.ctrlKey || event.metaKey;
  if (wheel === 'held' && !isHeld) return;
  // At either end the page may scroll on.
  if (!isHeld && (event.deltaY > 0 ? rig.isWhole : rig.isNearest)) return;
  event.preventDefault();
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? lineHeightPx : 1;
  const px = Math.max(-mostWheelPx, Math.min(mostWheelPx, event.deltaY * lines));
  const isPad = event.ctrlKey && Math.abs(px) < 50;
  rig.zoomAt(placeIn(frame, event), Math.exp(-px * (isPad ? padRate : wheelRate)));
}

/** With two fingers on it the drawing is pinched, and the page stands still. */
function holdPinch(event: TouchEvent): void {
  if (event.touches.length > 1 && event.cancelable) event.preventDefault();
}

/** The pointers that are down: one drags, two pinch. */
class PointerTracks {
  readonly #frame: HTMLElement;
  readonly #rig: CameraRig;
  readonly #places = new Map<number, Metres>();
  #start: Metres = [0, 0];
  /** Whether the last press became a drag or pinch: the click that ends it means nothing. */
  hasDragged = false;

  constructor(frame: HTMLElement, rig: CameraRig) {
    this.#frame = frame;
    this.#rig = rig;
  }

  begin(event: PointerEvent): void {
    if (event.button !== 0 || (event.target as Element).closest('[data-not-plan]')) return;
    const place = placeIn(this.#frame, event);
    if (event.isPrimary) {
      // A press that ended outside the frame was not heard of.
      this.#places.clear();
      this.hasDragged = false;
      this.#start = place;
    }
    this.#places.set(event.pointerId, place);
  }

  move(event: PointerEvent): void {
    const before = this.#places.get(event.pointerId);
    if (!before) return;
    const place = placeIn(this.#frame, event);
    if (!this.hasDragged && !this.#isDrag(place)) return;
    const others = [...this.#places].filter(([id]) => id !== event.pointerId).map(([, other]) => other);
    this.#places.set(event.pointerId, place);
    const [other] = others;
    if (other) this.#pinch(before, place, other);
    else this.#rig.moveBy(place[0] - before[0], place[1] - before[1]);
  }

  end(event: PointerEvent): void {
    this.#places.delete(event.pointerId);
    if (this.#places.size === 0) this.#frame.classList.remove('is-dragged');
  }

  #isDrag([x, y]: Metres): boolean {
    const [startX, startY] = this.#start;
    const isPinch = this.#places.size > 1;
    if (!isPinch && (this.#rig.isWhole || Math.hypot(x - startX, y - startY) < dragPx)) return false;
    this.hasDragged = true;
    this.#frame.classList.add('is-dragged');
    for (const id of this.#places.keys()) this.#frame.setPointerCapture?.(id);
    return true;
  }

  #pinch(before: Metres, now: Metres, other: Metres): void {
    const wide = Math.hypot(before[0] - other[0], before[1] - other[1]);
    const wider = Math.hypot(now[0] - other[0], now[1] - other[1]);
    const middle: Metres = [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2];
    this.#rig.moveBy((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    if (wide > 1 && wider > 1) this.#rig.zoomAt(middle, wider / wide);
  }
}

function onKey(event: KeyboardEvent, rig: CameraRig, { hasArrows }: GestureSettings): void {
  const isTyping = (event.target as Element).matches('input, select, textarea');
  if (event.defaultPrevented || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = keyActs[event.key] ?? (hasArrows && !rig.isWhole ? arrowActs[event.key] : undefined);
  if (!act) return;
  event.preventDefault();
  act(rig);
}

const keyActs: Readonly<Record<string, (rig: CameraRig) => void>> = {
  '+': (rig) => rig.step(1),
  '=': (rig) => rig.step(1),
  '-': (rig) => rig.step(-1),
  '0': (rig) => rig.showWhole(),
};

/** The arrow says where one looks: the drawing moves the other way. */
const arrowActs: Readonly<Record<string, (rig: CameraRig) => void>> = {
  ArrowLeft: (rig) => rig.moveBy(arrowPx, 0),
  ArrowRight: (rig) => rig.moveBy(-arrowPx, 0),
  ArrowUp: (rig) => rig.moveBy(0, arrowPx),
  ArrowDown: (rig) => rig.moveBy(0, -arrowPx),
};

/** What is reached by keyboard comes into the frame. */
function revealFocus({ target }: FocusEvent, frame: HTMLElement, rig: CameraRig): void {
  if (!(target instanceof SVGElement) || !target.matches(':focus-visible')) return;
  frame.scrollTo(0, 0);
  const { left, top } = frame.getBoundingClientRect();
  const box = target.getBoundingClientRect();
  rig.reveal({
    minX: box.left - left,
    minY: box.top - top,
    maxX: box.right - left,
    maxY: box.bottom - top,
  });
}
