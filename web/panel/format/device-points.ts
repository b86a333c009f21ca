// Which points of a device say most about it: shown on its tile or in its row before anyone opens it. Pure.
import type { DeviceView, EquipmentKind, PointView, SpaceView } from '@campus/campus-model';
import { roomPoints } from './space-points.ts';

/** Points of known kinds by their local names, the most telling first; lamps are told by their switches alone. */
const telling: Partial<Record<EquipmentKind, readonly string[]>> = {
  machine: ['state', 'program', 'spindle-load', 'spindle-speed', 'spindle-temperature', 'parts'],
  'vr-manager': ['session', 'app', 'headsets-online', 'headsets-charging', 'server-temperature'],
  'vr-headset': ['online', 'battery', 'temperature', 'charging'],
  'energy-meter': ['power', 'energy-import', 'power-factor', 'frequency'],
  'water-meter': ['flow', 'volume'],
  'air-conditioner': ['power', 'mode', 'room-temperature'],
  camera: ['online', 'people', 'motion'],
  door: ['door', 'lock', 'forced', 'contact'],
  fridge: ['temperature', 'humidity'],
  lamps: [],
  'fire-panel': ['fire', 'fault'],
};

/** Health of the sensor itself: told only where nothing else is. */
const housekeeping = ['battery', 'linkquality'];

/** Machines get a tile of their own, as people come to their page to see what they do: so many points of each. */
const tilePoints: Partial<Record<EquipmentKind, number>> = {
  machine: 6,
  'vr-manager': 5,
  'vr-headset': 3,
  fridge: 2,
};

export interface MachineTile {
  readonly device: DeviceView;
  readonly points: readonly PointView[];
}

/** The machines of a space; one whose first value the room's own readings show already has no tile. */
export function machineTiles(view: SpaceView): MachineTile[] {
  const told = new Set(roomPoints(view).map(({ pointId }) => pointId));
  return view.devices.flatMap((device) => {
    const count = tilePoints[device.kind] ?? 0;
    const own = view.points.filter((point) => point.deviceId === device.id);
    const points = tellingPoints(device, own, count);
    const [first] = points;
    return first && !told.has(first.pointId) ? [{ device, points }] : [];
  });
}

/** At most `count` measured points of a device, the most telling first; the rest of a model's order follows. */
export function tellingPoints(
  { kind }: Pick<DeviceView, 'kind'>,
  points: readonly PointView[],
  count: number,
): PointView[] {
  const measured = points.filter((point) => point.write === null);
  const names = telling[kind];
  const named = (names ?? []).flatMap((name) => measured.find((point) => localName(point) === name) ?? []);
  if (named.length > 0 || names?.length === 0) return named.slice(0, count);
  const plain = measured.filter((point) => !housekeeping.includes(localName(point)));
  return (plain.length > 0 ? plain : measured).slice(0, count);
}

function localName({ pointId }: PointView): string {
  return pointId.slice(pointId.indexOf('/') + 1);
}

/** How full something is, as a share for a bar: batteries, loads and levels; null for all else. */
export function shareOf({ quantity, range }: PointView, value: number | null): number | null {
  if (value === null || !['battery', 'percentage', 'level'].includes(quantity)) return null;
  return Math.min(1, Math.max(0, value / (range?.max ?? 100)));
}
