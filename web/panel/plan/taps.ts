// Tells a tap from a double tap: one opens what lies there, two come nearer. A link, or what is marked `data-tap`,
// therefore waits for a moment; keys and links that are to open elsewhere do not.
import type { CameraRig } from './camera-rig.ts';
import { placeIn } from './gestures.ts';

/** Two taps within this and so near each other are one double tap. */
const doubleMs = 240;
const doublePx = 24;
const doubleFactor = 2;

interface Tap {
  readonly at: readonly [number, number];
  readonly timeMs: number;
  readonly timer: ReturnType<typeof setTimeout> | null;
}

export function listenForTaps(
  frame: HTMLElement,
  rig: CameraRig,
  hasDragged: () => boolean,
  signal: AbortSignal,
): void {
  let last: Tap | null = null;
  const forget = () => {
    if (last?.timer) clearTimeout(last.timer);
    last = null;
  };
  const onClick = (event: MouseEvent) => {
    const target = event.target as Element;
    if (isPlain(event) || target.closest('button, [data-not-plan]')) return;
    if (hasDragged()) return stop(event);
    const at = placeIn(frame, event);
    if (last && isNear(last, at, event.timeStamp)) {
      forget();
      stop(event);
      rig.zoomAt(at, doubleFactor);
      return;
    }
    forget();
    const link = rig.isNearest ? null : target.closest('a, [data-tap]');
    const timer = link && setTimeout(() => press(link), doubleMs);
    if (link) stop(event);
    last = { at, timeMs: event.timeStamp, timer };
  };
  frame.addEventListener('click', onClick, { signal, capture: true });
  signal.addEventListener('abort', forget);
}

/** A click that a key or a script has made, or that is meant for another tab. */
function isPlain(event: MouseEvent): boolean {
  return event.detail === 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
}

function isNear(
  { at: [x, y], timeMs }: Tap,
  [nowX, nowY]: readonly [number, number],
  nowMs: number,
): boolean {
  return nowMs - timeMs < doubleMs && Math.hypot(nowX - x, nowY - y) < doublePx;
}

function stop(event: MouseEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

function press(link: Element): void {
  link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, view: window }));
}
