// The campus as all processes see it: the description with its templates, formulas and device models applied.
import type { CommandTerms } from './command-terms.ts';
import type { EquipmentKind, Protocol } from './device-model.ts';
import type { PlanDoor } from './plan-drawing.ts';
import type { PointModel, System } from './point.ts';
import type { PointId } from './point-id.ts';
import type { Text } from './text.ts';

export const spaceKinds = [
  'classroom',
  'vr-lab',
  'workshop',
  'nursing-ward',
  'maker-space',
  'studio',
  'piano-room',
  'computer-room',
  'library',
  'canteen',
  'kitchen',
  'cold-store',
  'dormitory-room',
  'office',
  'corridor',
  'plant-room',
  'gate',
  'toilet',
  'meeting-room',
] as const;
export type SpaceKind = (typeof spaceKinds)[number];

/** Plan coordinates in metres from the building's south-west corner: x east, y north. */
export type PlanPoint = readonly [x: number, y: number];

export interface Person {
  readonly id: string;
  readonly name: Text;
  readonly phone?: string;
}

export interface Space {
  readonly id: string;
  readonly name: Text;
  readonly kind: SpaceKind;
  readonly buildingId: string;
  readonly floorId: string;
  readonly outline: readonly PlanPoint[];
  readonly heightM: number;
  readonly seats: number;
  readonly responsible?: string;
}

export interface Floor {
  readonly id: string;
  readonly name: Text;
  readonly level: number;
  readonly spaces: readonly Space[];
  /** Doors that were drawn; where a space has none the plan draws one where it meets a corridor. */
  readonly doors?: readonly PlanDoor[];
  /** Where north is on the plan, clockwise from up; absent is up. */
  readonly northDeg?: number;
}

export interface Building {
  readonly id: string;
  readonly name: Text;
  /** Outline on the site map, metres from the site's south-west corner. */
  readonly outline: readonly PlanPoint[];
  readonly floors: readonly Floor[];
}

/** A connection that a gateway holds: a Modbus TCP server, an OPC UA server, a field MQTT broker. */
export interface Endpoint {
  readonly id: string;
  readonly gatewayId: string;
  readonly protocol: Protocol;
  /** Judged by the driver's settings schema. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface Gateway {
  readonly id: string;
  readonly name: Text;
  readonly buildingId: string;
}

export interface Device {
  readonly id: string;
  readonly name: Text;
  readonly modelId: string;
  readonly kind: EquipmentKind;
  readonly system: System;
  readonly gatewayId: string;
  readonly endpointId: string;
  readonly spaceId: string;
  /** Where it stands on the floor plan. */
  readonly at?: PlanPoint;
  /** Its address on the endpoint (unit id, topic, node): judged by the driver. */
  readonly address: Readonly<Record<string, unknown>>;
  /** Terms of its outputs beyond the model's, by local point id. */
  readonly outputs?: Readonly<Record<string, CommandTerms>>;
  readonly responsible?: string;
}

export interface Point extends PointModel {
  /** `device/point`. */
  readonly pointId: PointId;
  readonly deviceId: string;
  readonly gatewayId: string;
  readonly spaceId: string;
  readonly system: System;
}

export interface Account {
  readonly account: string;
  readonly role: import('./role.ts').Role;
  readonly name: Text;
  readonly spaces: readonly string[];
}

/** The whole site. Maps keep the order of the description. */
export interface Campus {
  readonly site: { readonly id: string; readonly name: Text; readonly timeZone: string };
  readonly isDemo: boolean;
  readonly people: readonly Person[];
  /** Person responsible for a whole system. */
  readonly responsible: Readonly<Partial<Record<System, string>>>;
  readonly buildings: readonly Building[];
  readonly gateways: ReadonlyMap<string, Gateway>;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly spaces: ReadonlyMap<string, Space>;
  readonly devices: ReadonlyMap<string, Device>;
  readonly points: ReadonlyMap<PointId, Point>;
}
