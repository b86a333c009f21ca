// What a campus description and a device model may say of DL/T 645: the line, a meter's address, data identifiers.
import { z } from 'zod';
import type { DriverSchemas } from '../driver.ts';
import { localLineShape, serverLineShape } from '../serial-line/settings.ts';

/** DL/T 645-2007, 5 and 6: 2400 baud, even parity is what meters leave the works with. */
const line = { baudRate: 2_400, parity: 'even', gapMs: 20 } as const;

const shared = {
  /** How long an answer may take to be complete: up to 500 ms until it begins, and 200 bytes at 2400 baud. */
  timeoutMs: z.number().int().min(100).max(10_000).default(1_500),
  /** Local time of the meters' clocks; a relay order is valid until a time on them. */
  utcOffsetMinutes: z.number().int().min(-720).max(840).default(480),
};
const dlt645EndpointSchema = z.union([
  z.strictObject({ ...serverLineShape(line), ...shared }),
  z.strictObject({ ...localLineShape(line), ...shared }),
]);
export type Dlt645Endpoint = z.infer<typeof dlt645EndpointSchema>;

const dlt645DeviceSchema = z.strictObject({
  /** The twelve digits on the meter's face; `AAAAAAAAAAAA` where it is alone on the line. */
  address: z.string().regex(/^(\d{12}|A{12})$/),
  /** Level (two digits) and six digits; only with it the meter's relay can be switched. */
  password: z
    .string()
    .regex(/^0\d{7}$/)
    .optional(),
  operator: z
    .string()
    .regex(/^\d{8}$/)
    .default('00000000'),
});
export type Dlt645Device = z.infer<typeof dlt645DeviceSchema>;

const dataId = z.string().regex(/^([0-9A-F]{4}|[0-9A-F]{8})$/);

const dlt645ModelSchema = z.strictObject({
  edition: z.enum(['2007', '1997']).default('2007'),
  /** One request that brings several items of equal length, one behind the other. */
  blocks: z
    .array(
      z.strictObject({
        id: dataId,
        items: z.array(dataId).min(2).max(64),
        itemBytes: z.number().int().min(1).max(8),
      }),
    )
    .max(16)
    .default([]),
});
export type Dlt645Model = z.infer<typeof dlt645ModelSchema>;

const bytes = z.number().int().min(1).max(8);
const dlt645PointSchema = z.discriminatedUnion('format', [
  z.strictObject({
    format: z.literal('number'),
    id: dataId,
    bytes: z.number().int().min(1).max(6),
    /** Value = decimal digits × scale. */
    scale: z.number().positive(),
    /** The highest bit is the sign. */
    signed: z.boolean().default(false),
  }),
  z.strictObject({
    format: z.literal('bit'),
    id: dataId,
    bytes,
    bit: z.number().int().min(0).max(63),
    /** The point is 1 where the bit is 0. */
    inverted: z.boolean().default(false),
    /** What a command on the point is sent as. */
    command: z.literal('relay').optional(),
  }),
  z.strictObject({ format: z.literal('date'), id: dataId, bytes: z.literal(4) }),
]);
export type Dlt645PointAddress = z.infer<typeof dlt645PointSchema>;

export const dlt645Schemas: DriverSchemas = {
  endpointSchema: dlt645EndpointSchema,
  deviceAddressSchema: dlt645DeviceSchema,
  modelSettingsSchema: dlt645ModelSchema,
  pointAddressSchema: dlt645PointSchema,
};
