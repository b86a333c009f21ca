// Which points of a space are shown big, and which belong to a control. Pure.
import type { DeviceView, PointView, Quantity, SpaceView } from '@campus/campus-model';

/** What people ask of a room, in this order; the rest is found under its device. */
const roomQuantities: readonly Quantity[] = [
  'temperature',
  'co2',
  'humidity',
  'pm25',
  'people',
  'occupancy',
  'illuminance',
  'smoke',
  'leak',
  'power',
  'water-flow',
  'contact',
];

/** Equipment that measures itself, not the room. */
const selfMeasuring: readonly DeviceView['kind'][] = [
  'machine',
  'vr-headset',
  'vr-manager',
  'gateway',
  'projector',
  'display',
  'ups',
  'network-switch',
];

/** One point for each quantity of the room: one that is in alarm, else the one the plan shows, else the first sensor. */
export function roomPoints(
  { space, devices, points }: SpaceView,
  alarming: ReadonlySet<string> = new Set(),
): PointView[] {
  const planned = new Set(Object.values(space.layers));
  const isCounted = points.some((point) => point.quantity === 'people');
  const kinds = new Map(devices.map((device) => [device.id, device.kind]));
  return roomQuantities.flatMap((quantity) => {
    // Who counts people need not say that someone is there.
    if (quantity === 'occupancy' && isCounted) return [];
    const found = points.filter(
      (point) =>
        point.quantity === quantity && point.write === null && !isSelfMeasured(kinds.get(point.deviceId)),
    );
    return (
      found.find((point) => alarming.has(point.pointId)) ??
      found.find((point) => planned.has(point.pointId)) ??
      found.find(isMain) ??
      found[0] ??
      []
    );
  });
}

function isSelfMeasured(kind: DeviceView['kind'] | undefined): boolean {
  return kind !== undefined && selfMeasuring.includes(kind);
}

/** A meter's total is named after its quantity; its phases are not. */
function isMain(point: PointView): boolean {
  return point.pointId.endsWith(`/${point.quantity}`);
}

export interface ControlGroup {
  readonly device: DeviceView;
  /** The points that take commands, in the order of the model. */
  readonly points: readonly PointView[];
}

/** Kinds whose controls come first, in this order. */
const firstControls: readonly DeviceView['kind'][] = ['lamps', 'air-conditioner', 'door'];

/** Devices that take commands, lamps first, then air, doors and the rest. */
export function controlGroups({ devices, points }: SpaceView): ControlGroup[] {
  return devices
    .map((device) => ({ device, points: points.filter((p) => p.deviceId === device.id && p.write !== null) }))
    .filter((group) => group.points.length > 0)
    .sort((a, b) => controlRank(a.device) - controlRank(b.device));
}

function controlRank({ kind }: DeviceView): number {
  const rank = firstControls.indexOf(kind);
  return rank < 0 ? firstControls.length : rank;
}
