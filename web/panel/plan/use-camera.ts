// The camera of a drawing for views: made once, aimed anew when the drawing changes, bound to its elements while they are there.
import { type RefObject, useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react';
import { typeScale } from '../components/use-size.ts';
import type { Box } from '../format/plan.ts';
import { CameraRig, type View } from './camera-rig.ts';
import { type GestureSettings, listenForGestures } from './gestures.ts';

export interface CameraSettings {
  /** The whole drawing, y down. */
  readonly world: Box;
  /** Pixels a unit of the drawing at the nearest. */
  readonly mostScale: number;
  /** Name under which the camera is found again on the way back. */
  readonly keptAs?: string;
}

/** The camera of a drawing; hand it to `PlanCanvas`, steer the drawing by it. */
export function useCamera({ world, mostScale, keptAs }: CameraSettings): CameraRig {
  const [rig] = useState(() => new CameraRig({ world, mostScale, keptAs }));
  useLayoutEffect(() => rig.aimAt({ world, mostScale, keptAs }), [rig, world, mostScale, keptAs]);
  return rig;
}

/** The camera at rest; null until the drawing is laid out. */
export function useView(rig: CameraRig): View | null {
  return useSyncExternalStore(rig.subscribe, rig.view);
}

/** Binds a camera to the frame and the group of a drawing, with its gestures. */
export function useCameraOn(
  rig: CameraRig,
  frame: RefObject<HTMLElement | null>,
  group: RefObject<SVGGElement | null>,
  { wheel, hasArrows }: GestureSettings,
): void {
  useLayoutEffect(() => {
    const [around, inside] = [frame.current, group.current];
    if (!around || !inside) return;
    const layOut = () =>
      rig.layOut(inside, { widthPx: around.clientWidth, heightPx: around.clientHeight }, typeScale());
    layOut();
    const observer = new ResizeObserver(layOut);
    observer.observe(around);
    return () => {
      observer.disconnect();
      rig.leave();
    };
  }, [rig, frame, group]);
  useEffect(() => {
    if (!frame.current) return;
    return listenForGestures(frame.current, rig, { wheel, hasArrows });
  }, [rig, frame, wheel, hasArrows]);
}
