// A device model: a real device as data. Which registers, nodes or topics carry which point.
import { z } from 'zod';
import { pointModelSchema, systems } from './point.ts';
import { textSchema } from './text.ts';

export const protocols = [
  'modbus',
  'opcua',
  'mqtt',
  'pjlink',
  'snmp',
  'dlt645',
  'cjt188',
  'http',
  'bacnet',
] as const;
export type Protocol = (typeof protocols)[number];

export const equipmentKinds = [
  'energy-meter',
  'water-meter',
  'heat-meter',
  'air-sensor',
  'light-sensor',
  'occupancy-sensor',
  'lamps',
  'curtain',
  'air-conditioner',
  'fire-panel',
  'smoke-detector',
  'leak-sensor',
  'door',
  'camera',
  'vr-headset',
  'vr-manager',
  'machine',
  'projector',
  'display',
  'ups',
  'network-switch',
  'fridge',
  'gateway',
] as const;
export type EquipmentKind = (typeof equipmentKinds)[number];

export const deviceModelSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  name: textSchema,
  maker: z.string(),
  kind: z.enum(equipmentKinds),
  system: z.enum(systems),
  protocol: z.enum(protocols),
  /** The document the map was taken from; `example` where none could be had. */
  source: z.string().min(1),
  /** What the driver must know of the whole device (limits, base topic): the driver's own schema judges it. */
  settings: z.record(z.string(), z.unknown()),
  points: z.array(pointModelSchema).min(1),
});

export type DeviceModel = z.infer<typeof deviceModelSchema>;

/** All device models by id. */
export type DeviceModelCatalogue = ReadonlyMap<string, DeviceModel>;
