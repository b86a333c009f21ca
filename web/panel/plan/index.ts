// What drawings of the campus share: the camera, the frame, the drawing of a floor with its live layer.
export type { CameraRig, View } from './camera-rig.ts';
export { leafOf } from './drawn-doors.ts';
export { SymbolIcon, SymbolShape } from './equipment-symbol.tsx';
export { mostPxAMetre, worldBox } from './floor-drawing.tsx';
export { placeIn } from './gestures.ts';
export { innerBox } from './inner-box.ts';
export { LiveFloorPlan } from './live-floor-plan.tsx';
export { PlanCanvas } from './plan-canvas.tsx';
export { useCamera, useView } from './use-camera.ts';
