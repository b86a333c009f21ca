// What a campus description and a device model may say of Modbus TCP: endpoint, device and point addresses, limits.
import { z } from 'zod';
import type { DriverSchemas } from '../driver.ts';

/** Most registers and bits in one read (Modbus Application Protocol V1.1b3, 6.1 and 6.3). */
const mostRegisters = 125;
const mostBits = 2000;

const modbusEndpointSchema = z.strictObject({
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535).default(502),
  /** How long an answer may take. */
  timeoutMs: z.number().int().min(50).max(10_000).default(1_000),
  connectTimeoutMs: z.number().int().min(100).max(30_000).default(3_000),
  /** Pause between requests that slow serial gateways need. */
  pauseMs: z.number().int().min(0).max(1_000).default(0),
});
export type ModbusEndpoint = z.infer<typeof modbusEndpointSchema>;

const modbusDeviceSchema = z.strictObject({
  unit: z.number().int().min(1).max(247),
  /** Added to the address of each of the model's points. */
  offset: z.number().int().min(0).max(65_535).default(0),
});
export type ModbusDevice = z.infer<typeof modbusDeviceSchema>;

const modbusModelSchema = z.strictObject({
  maxRegisters: z.number().int().min(2).max(mostRegisters).default(mostRegisters),
  maxBits: z.number().int().min(1).max(mostBits).default(mostBits),
  /** Unused registers or bits that one read may cross; a request costs about as much time as this many. */
  maxGap: z.number().int().min(0).max(mostRegisters).default(20),
  /** The device takes even register counts only. */
  evenCounts: z.boolean().default(false),
  /** Order of the words in values of 32 bits; `big` is high word first. */
  wordOrder: z.enum(['big', 'little']).default('big'),
  /** Order of the bytes in a register; the standard's is `big`. */
  byteOrder: z.enum(['big', 'little']).default('big'),
  /** Function that writes one register: FC06 or FC16. */
  writeFunction: z.enum(['single', 'multiple']).default('single'),
});
export type ModbusModel = z.infer<typeof modbusModelSchema>;

const registerTypes = ['uint16', 'int16', 'uint32', 'int32', 'float32'] as const;
export type RegisterType = (typeof registerTypes)[number];

const registerAddress = z.number().int().min(0).max(65_535);

const modbusPointSchema = z.union([
  z.strictObject({ table: z.enum(['coil', 'discrete']), address: registerAddress }),
  z.strictObject({
    table: z.enum(['holding', 'input']),
    address: registerAddress,
    type: z.enum(registerTypes),
    /** Value = register × scale, rounded to the scale's own digits. */
    scale: z.number().positive().optional(),
    /** One bit of the register, 0 the lowest; read only. */
    bit: z.number().int().min(0).max(15).optional(),
  }),
]);
export type ModbusPointAddress = z.infer<typeof modbusPointSchema>;

export const modbusSchemas: DriverSchemas = {
  endpointSchema: modbusEndpointSchema,
  deviceAddressSchema: modbusDeviceSchema,
  modelSettingsSchema: modbusModelSchema,
  pointAddressSchema: modbusPointSchema,
};
