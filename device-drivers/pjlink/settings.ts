// What a campus description and a device model may say of PJLink: endpoint, device and point addresses.
import { z } from 'zod';
import type { DriverSchemas } from '../driver.ts';

/** TCP for commands, UDP for searching and notices (PJLink Specifications 2.10, 2.2 and 3.1). */
const pjlinkPort = 4_352;
/** A password has at most 32 letters and digits (PJLink Specifications 2.10, 2.5). */
const longestPassword = 32;
const mostLamps = 8;

const pjlinkEndpointSchema = z.strictObject({
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535).default(pjlinkPort),
  /** Where the projector asks for one. */
  password: z
    .string()
    .regex(new RegExp(`^[A-Za-z0-9]{1,${longestPassword}}$`))
    .optional(),
  /** How long an answer may take: a projector that heats its lamp takes its time. */
  timeoutMs: z.number().int().min(50).max(10_000).default(4_000),
  connectTimeoutMs: z.number().int().min(100).max(30_000).default(3_000),
  /** Pause between two commands. */
  pauseMs: z.number().int().min(0).max(1_000).default(50),
  /** False where another controller needs the projector's only connection: it is then closed after each round. */
  keepOpen: z.boolean().default(true),
  /** UDP port at which a class 2 projector's notices are taken; it must name this gateway as its receiver. */
  noticePort: z.number().int().min(1).max(65_535).optional(),
});
export type PjlinkEndpoint = z.infer<typeof pjlinkEndpointSchema>;

/** A connection reaches one projector: there is nothing to address behind it. */
const pjlinkDeviceSchema = z.strictObject({});

const pjlinkModelSchema = z.strictObject({
  /** Class 2 projectors are asked with class 2 commands for their inputs. */
  class: z.union([z.literal(1), z.literal(2)]).default(1),
});
export type PjlinkModel = z.infer<typeof pjlinkModelSchema>;

export const pjlinkItems = [
  'power',
  'power-target',
  'input',
  'inputs',
  'picture-mute',
  'sound-mute',
  'mute',
  'fan-error',
  'lamp-error',
  'temperature-error',
  'cover-error',
  'filter-error',
  'other-error',
  'lamp-hours',
  'lamp-lit',
  'name',
  'maker',
  'model',
  'other',
  'class',
  'serial',
  'software',
  'resolution',
  'filter-hours',
  'freeze',
] as const;
export type PjlinkItem = (typeof pjlinkItems)[number];

const pjlinkPointSchema = z.strictObject({
  item: z.enum(pjlinkItems),
  /** Which lamp, of `lamp-hours` and `lamp-lit`. */
  lamp: z.number().int().min(1).max(mostLamps).default(1),
});
export type PjlinkPoint = z.infer<typeof pjlinkPointSchema>;
export type PjlinkPointAddress = z.input<typeof pjlinkPointSchema>;

export const pjlinkSchemas: DriverSchemas = {
  endpointSchema: pjlinkEndpointSchema,
  deviceAddressSchema: pjlinkDeviceSchema,
  modelSettingsSchema: pjlinkModelSchema,
  pointAddressSchema: pjlinkPointSchema,
};
