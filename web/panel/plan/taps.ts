// Tells a tap from a double tap: one opens what lies there, two come nearer. A link, or what is marked `data-tap`,
// therefore waits for a moment; keys and links that are to open elsewhere do not.
import type { CameraRig } from './camera-rig.ts';
import { placeIn } from './gestures.ts';

/** Two taps within this and so near each other are one double tap. */
const doubleMs = 240;
const doublePx = 24;
const doubleFactor = 2;
const tapped = 'a, [data-tap]';

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
    const link = rig.isNearest ? null : target.closest(tapped);
    const timer = link && setTimeout(() => press(link, event), doubleMs);
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

/** The link may have been drawn anew meanwhile: then what lies there now is meant. */
function press(link: Element, { clientX, clientY }: MouseEvent): void {
  const now = link.isConnected ? link : document.elementFromPoint(clientX, clientY)?.closest(tapped);
  now?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, view: window }));
}
