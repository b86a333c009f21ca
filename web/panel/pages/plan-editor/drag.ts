// Follows a pointer from where it went down until it is let go, with mouse, pen or finger. Escape puts everything back.
import type { PlanPoint } from '@campus/campus-model';
import type { PointerEvent as ReactPointerEvent } from 'react';

export interface DragStep {
  /** Metres; null off the plan. */
  readonly at: PlanPoint | null;
  /** Nothing is kept to while Alt is held. */
  readonly isFree: boolean;
}

export interface DragCourse {
  readonly toMetres: (event: PointerEvent) => PlanPoint | null;
  readonly onMove: (step: DragStep) => void;
  /** Let go; not called where the pointer has hardly moved. */
  readonly onEnd: (step: DragStep) => void;
  /** Whatever was shown while moving is over: also after `onEnd`. */
  readonly onOver: () => void;
}

/** A press that moves less is a click. */
const slackPx = 4;

export function beginDrag(event: ReactPointerEvent, course: DragCourse): void {
  if (event.button !== 0 || !event.isPrimary) return;
  const { pointerId, clientX, clientY } = event;
  const handle = event.currentTarget as Element & { setPointerCapture(id: number): void };
  const ends = new AbortController();
  const { signal } = ends;
  let isMoving = false;
  const stepOf = (moved: PointerEvent): DragStep => ({ at: course.toMetres(moved), isFree: moved.altKey });
  const over = () => {
    if (signal.aborted) return;
    ends.abort();
    course.onOver();
  };
  const listen = (name: string, run: (moved: PointerEvent) => void) =>
    handle.addEventListener(name, (raw) => run(raw as PointerEvent), { signal });
  handle.setPointerCapture(pointerId);
  listen('pointermove', (moved) => {
    if (!isMoving && Math.hypot(moved.clientX - clientX, moved.clientY - clientY) < slackPx) return;
    isMoving = true;
    course.onMove(stepOf(moved));
  });
  listen('pointerup', (moved) => {
    if (isMoving) {
      course.onEnd(stepOf(moved));
      swallowClick(handle);
    }
    over();
  });
  listen('pointercancel', over);
  listen('lostpointercapture', over);
  const onKey = (pressed: KeyboardEvent) => {
    if (pressed.key !== 'Escape') return;
    pressed.stopPropagation();
    over();
  };
  handle.ownerDocument.addEventListener('keydown', onKey, { signal, capture: true });
}

/** A drag ends with a click, which would choose what lies there; where none comes, the next one counts. */
function swallowClick(handle: Element): void {
  const ends = new AbortController();
  const options = { capture: true, signal: ends.signal };
  handle.addEventListener(
    'click',
    (click) => {
      click.stopPropagation();
      ends.abort();
    },
    options,
  );
  setTimeout(() => ends.abort(), 0);
}
