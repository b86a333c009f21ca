// Hands on a chart: dragging picks a span (the chart's own), Shift and dragging moves it, so does a finger, two fingers and the
// wheel zoom, keys do all of it. The wheel alone scrolls the page, unless the chart has the focus or Ctrl is held.
import { panned, zoomed } from '../format/trend-span.ts';
import type { TimeAxis } from './time-axis.ts';

const zoomStep = 1.5;
const panShare = 0.15;
const wheelZoom = 0.0015;

interface GestureField {
  /** What has the focus and hears the keys. */
  readonly frame: HTMLElement;
  /** The drawing, from edge to edge of the axis. */
  readonly field: HTMLElement;
  readonly axis: TimeAxis;
  /** The page goes back to what follows the clock. */
  readonly onNow: () => void;
}

/** The returned function lets go of everything. */
export function attachGestures(target: GestureField): () => void {
  const ends = [attachWheel(target), attachKeys(target), attachPointers(target)];
  return () => {
    for (const end of ends) end();
  };
}

function timeAt({ field, axis }: GestureField, clientX: number): number {
  const { left, width } = field.getBoundingClientRect();
  const { fromMs, toMs } = axis.span;
  return fromMs + ((clientX - left) / Math.max(1, width)) * (toMs - fromMs);
}

function panByPx({ field, axis }: GestureField, px: number): void {
  const { width } = field.getBoundingClientRect();
  axis.move((span, bounds) => panned(span, (px / Math.max(1, width)) * (span.toMs - span.fromMs), bounds));
}

function attachWheel(target: GestureField): () => void {
  const { frame, field, axis } = target;
  const onWheel = (event: WheelEvent) => {
    const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const isMeant = event.ctrlKey || event.metaKey || document.activeElement === frame;
    if (!isSideways && !isMeant) return;
    event.preventDefault();
    if (isSideways) panByPx(target, event.deltaX || event.deltaY);
    else {
      const atMs = timeAt(target, event.clientX);
      const factor = Math.exp(Math.max(-200, Math.min(200, event.deltaY)) * wheelZoom);
      axis.move((span, bounds) => zoomed(span, atMs, factor, bounds));
    }
  };
  field.addEventListener('wheel', onWheel, { passive: false });
  return () => field.removeEventListener('wheel', onWheel);
}

/** Zooms about the middle; `factor` below 1 zooms in. */
export function zoomAxis(axis: TimeAxis, factor: number): void {
  axis.move((span, bounds) => zoomed(span, (span.fromMs + span.toMs) / 2, factor, bounds));
}

export function panAxis(axis: TimeAxis, share: number): void {
  axis.move((span, bounds) => panned(span, share * (span.toMs - span.fromMs), bounds));
}

const keyActs: ReadonlyMap<string, (axis: TimeAxis) => void> = new Map([
  ['ArrowLeft', (axis: TimeAxis) => panAxis(axis, -panShare)],
  ['ArrowRight', (axis: TimeAxis) => panAxis(axis, panShare)],
  ['PageUp', (axis: TimeAxis) => panAxis(axis, -1)],
  ['PageDown', (axis: TimeAxis) => panAxis(axis, 1)],
  ['+', (axis: TimeAxis) => zoomAxis(axis, 1 / zoomStep)],
  ['=', (axis: TimeAxis) => zoomAxis(axis, 1 / zoomStep)],
  ['-', (axis: TimeAxis) => zoomAxis(axis, zoomStep)],
]);

function attachKeys({ frame, axis, onNow }: GestureField): () => void {
  const onKey = (event: KeyboardEvent) => {
    const act = event.key === 'Home' ? onNow : keyActs.get(event.key);
    if (!act || event.ctrlKey || event.metaKey || event.altKey || event.target !== frame) return;
    event.preventDefault();
    act(axis);
  };
  frame.addEventListener('keydown', onKey);
  return () => frame.removeEventListener('keydown', onKey);
}

/** A finger or Shift and the mouse move the axis, two fingers zoom it about their middle. */
function attachPointers(target: GestureField): () => void {
  const { field, axis } = target;
  const held = new Map<number, number>();
  const onDown = (event: PointerEvent) => {
    if (event.pointerType === 'mouse' && !(event.button === 0 && event.shiftKey)) return;
    held.set(event.pointerId, event.clientX);
    field.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent) => {
    const before = held.get(event.pointerId);
    if (before === undefined) return;
    const [other] = [...held].filter(([id]) => id !== event.pointerId);
    held.set(event.pointerId, event.clientX);
    if (!other) return panByPx(target, before - event.clientX);
    const [was, is] = [Math.abs(before - other[1]), Math.abs(event.clientX - other[1])];
    const atMs = timeAt(target, (event.clientX + other[1]) / 2);
    if (was > 0 && is > 0) axis.move((span, bounds) => zoomed(span, atMs, was / is, bounds));
  };
  const onUp = (event: PointerEvent) => {
    if (held.delete(event.pointerId) && held.size === 0) axis.settle();
  };
  const heard = { pointerdown: onDown, pointermove: onMove, pointerup: onUp, pointercancel: onUp } as const;
  const entries = Object.entries(heard) as [keyof typeof heard, (event: PointerEvent) => void][];
  for (const [name, listener] of entries) field.addEventListener(name, listener);
  return () => {
    for (const [name, listener] of entries) field.removeEventListener(name, listener);
  };
}
