// The equipment of a floor as its plan draws it: where each stands, and which of its points tell its state.
import {
  type Device,
  type EquipmentKind,
  type Floor,
  type PlanEquipment,
  type Point,
  parsePointId,
  type Quantity,
  type SignKind,
  signKinds,
  staleFactor,
} from '@campus/campus-model';
import type { CampusIndex } from './campus-view.ts';
import { placeOf } from './drawn-campus.ts';

/** A row of four lamps has four; more tell nothing that can be seen in a symbol. */
const mostSigns = 4;

const signOfQuantity: Partial<Record<Quantity, SignKind>> = {
  smoke: 'alarm',
  leak: 'alarm',
  contact: 'open',
  switch: 'on',
  occupancy: 'on',
  motion: 'on',
  speed: 'on',
};

/** Points of coded states, by their names in device models. */
const signOfName: Readonly<Record<string, SignKind>> = {
  fire: 'alarm',
  forced: 'alarm',
  fault: 'fault',
  online: 'online',
};

/** The lock of a door is a switch too, but says nothing of the door's leaf; a machine's guard door is no door. */
const isMisleading = (kind: EquipmentKind, { quantity }: Point): boolean =>
  (kind === 'door' && quantity === 'switch') || (kind === 'machine' && quantity === 'contact');

export function planEquipment(index: CampusIndex, floor: Floor): PlanEquipment[] {
  return floor.spaces.flatMap((space) => {
    const points = Map.groupBy(index.pointsOfSpace.get(space.id) ?? [], (point) => point.deviceId);
    return (index.devicesOfSpace.get(space.id) ?? []).map((device) => ({
      ...equipmentView(device, points.get(device.id) ?? []),
      at: placeOf(index.drawingOf, space, device),
    }));
  });
}

function equipmentView(device: Device, points: readonly Point[]): Omit<PlanEquipment, 'at'> {
  const { id, name, kind, spaceId, gatewayId } = device;
  return { id, name, kind, spaceId, gatewayId, signs: signsOf(kind, points) };
}

function signsOf(kind: EquipmentKind, points: readonly Point[]): PlanEquipment['signs'] {
  const measured = points.filter((point) => point.write === undefined);
  const telling = measured
    .map((point) => ({ point, kind: isMisleading(kind, point) ? undefined : signOf(point) }))
    .filter((sign) => sign.kind !== undefined)
    .sort((a, b) => rank(a.kind) - rank(b.kind));
  const [any] = measured;
  const chosen = telling.length > 0 ? telling : any ? [{ point: any, kind: 'state' as const }] : [];
  return chosen.slice(0, mostSigns).map(({ point, kind: sign = 'state' }) => ({
    pointId: point.pointId,
    kind: sign,
    staleAfterMs: point.heartbeatMs * staleFactor,
  }));
}

function signOf(point: Point): SignKind | undefined {
  return signOfQuantity[point.quantity] ?? signOfName[parsePointId(point.pointId)?.localId ?? ''];
}

function rank(kind: SignKind = 'state'): number {
  return signKinds.indexOf(kind);
}
