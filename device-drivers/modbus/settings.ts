// What a campus description and a device model may say of Modbus: endpoint by transport, device address, limits, points.
import { z } from 'zod';
import type { DriverSchemas } from '../driver.ts';
import { localLineShape, serverLineShape } from '../serial-line/settings.ts';
import { modbusPointSchema } from './point-address.ts';

export type { ModbusPointAddress, RegisterAddress, RegisterType } from './point-address.ts';

/** Most registers and bits in one read (Modbus Application Protocol V1.1b3, 6.1 and 6.3). */
const mostRegisters = 125;
const mostBits = 2000;
/** Requests in flight: what the standard recommends a server to accept (Messaging on TCP/IP V1.0b, 4.4.1.2: 1 to 16). */
const mostInFlight = 16;

const pipeline = z.number().int().min(1).max(mostInFlight);
const timing = {
  /** How long an answer may take. */
  timeoutMs: z.number().int().min(50).max(10_000).default(1_000),
  /** Pause between requests that slow serial gateways need. */
  pauseMs: z.number().int().min(0).max(1_000).default(0),
};

const tcpSchema = z.strictObject({
  transport: z.literal('tcp').optional(),
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535).default(502),
  connectTimeoutMs: z.number().int().min(100).max(30_000).default(3_000),
  ...timing,
  /** Requests in flight on the connection, over all its units; left out: what the one device behind it bears, else 1. */
  pipeline: pipeline.optional(),
});

/** 8N1 at 9600 baud is what most devices are delivered with; the gap is 3.5 characters of it, rounded up. */
const lineDefaults = { baudRate: 9_600, parity: 'none', gapMs: 5 } as const;
const rtuOverTcpSchema = z.strictObject({
  transport: z.literal('rtu-over-tcp'),
  ...serverLineShape(lineDefaults),
  ...timing,
});
const rtuSchema = z.strictObject({
  transport: z.literal('rtu'),
  ...localLineShape(lineDefaults),
  ...timing,
});

const modbusEndpointSchema = z.discriminatedUnion('transport', [tcpSchema, rtuOverTcpSchema, rtuSchema]);
export type ModbusEndpoint = z.infer<typeof modbusEndpointSchema>;
export type TcpEndpoint = z.infer<typeof tcpSchema>;
export type RtuEndpoint = z.infer<typeof rtuOverTcpSchema> | z.infer<typeof rtuSchema>;

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
  /** Order of the words in values of 32 and 64 bits; `big` is high word first. */
  wordOrder: z.enum(['big', 'little']).default('big'),
  /** Order of the bytes in a register; the standard's is `big`. */
  byteOrder: z.enum(['big', 'little']).default('big'),
  /** Functions that write one register and one coil: FC06 and FC05, or FC16 and FC15. */
  writeFunction: z.enum(['single', 'multiple']).default('single'),
  /** The device knows FC22, so that a part of a register can be written. */
  maskWrite: z.boolean().default(false),
  /** Requests in flight that the device accepts on Modbus TCP. */
  pipeline: pipeline.default(1),
});
export type ModbusModel = z.infer<typeof modbusModelSchema>;

export const modbusSchemas: DriverSchemas = {
  endpointSchema: modbusEndpointSchema,
  deviceAddressSchema: modbusDeviceSchema,
  modelSettingsSchema: modbusModelSchema,
  pointAddressSchema: modbusPointSchema,
};
