// What a campus description and a device model may say of CJ/T 188: the line, a meter's address, places in its answer.
import { z } from 'zod';
import type { DriverSchemas } from '../driver.ts';
import { localLineShape, serverLineShape } from '../serial-line/settings.ts';

const line = { baudRate: 2_400, parity: 'even', gapMs: 20 } as const;

const shared = {
  /** How long an answer may take to be complete. */
  timeoutMs: z.number().int().min(100).max(10_000).default(1_500),
};
const cjt188EndpointSchema = z.union([
  z.strictObject({ ...serverLineShape(line), ...shared }),
  z.strictObject({ ...localLineShape(line), ...shared }),
]);
export type Cjt188Endpoint = z.infer<typeof cjt188EndpointSchema>;

const meterType = z.string().regex(/^[0-9A-F]{2}$/);

const cjt188DeviceSchema = z.strictObject({
  /** The fourteen digits on the meter's face; `AAAAAAAAAAAAAA` where it is alone on the line. */
  address: z.string().regex(/^(\d{14}|A{14})$/),
  /** Another type than the model's: 10 cold water, 11 hot water, 19 grey water, 20 heat, 21 heat and cooling, 30 gas. */
  type: meterType.optional(),
});
export type Cjt188Device = z.infer<typeof cjt188DeviceSchema>;

const cjt188ModelSchema = z.strictObject({
  type: meterType,
  /** How the meter sends data identifiers: 901F as 1F 90 (`low-first`, most do) or as 90 1F. */
  idOrder: z.enum(['low-first', 'high-first']).default('low-first'),
});
export type Cjt188Model = z.infer<typeof cjt188ModelSchema>;

const dataId = z
  .string()
  .regex(/^[0-9A-F]{4}$/)
  .default('901F');
/** Where the item begins, counted from the byte after the sequence number. */
const at = z.number().int().min(0).max(200);

const cjt188PointSchema = z.discriminatedUnion('format', [
  z.strictObject({
    /** Four bytes of digits and the code of their unit. */
    format: z.literal('quantity'),
    id: dataId,
    at,
    kind: z.enum(['volume', 'energy', 'power', 'flow']),
    decimals: z.number().int().min(0).max(6),
  }),
  z.strictObject({
    format: z.literal('number'),
    id: dataId,
    at,
    bytes: z.number().int().min(1).max(6),
    /** Value = decimal digits × scale. */
    scale: z.number().positive(),
  }),
  z.strictObject({
    /** Some bits of a byte of the status, coded by `map`. */
    format: z.literal('bits'),
    id: dataId,
    at,
    bit: z.number().int().min(0).max(7),
    bits: z.number().int().min(1).max(8),
    map: z.record(z.string().regex(/^\d{1,3}$/), z.number()),
    /** What a command on the point is sent as. */
    command: z.literal('valve').optional(),
  }),
]);
export type Cjt188PointAddress = z.infer<typeof cjt188PointSchema>;

export const cjt188Schemas: DriverSchemas = {
  endpointSchema: cjt188EndpointSchema,
  deviceAddressSchema: cjt188DeviceSchema,
  modelSettingsSchema: cjt188ModelSchema,
  pointAddressSchema: cjt188PointSchema,
};
