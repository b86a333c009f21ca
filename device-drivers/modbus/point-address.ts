// Where a point stands on a device and how its value is coded there.
import { z } from 'zod';

const registerTypes = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'bcd16',
  'uint32',
  'int32',
  'float32',
  'bcd32',
  'uint64',
  'int64',
  'float64',
] as const;
export type RegisterType = (typeof registerTypes)[number];

const registerAddress = z.number().int().min(0).max(65_535);
const bitWidths = { uint16: 16, uint32: 32 } as const;

const bitSchema = z.strictObject({ table: z.enum(['coil', 'discrete']), address: registerAddress });

const registerSchema = z
  .strictObject({
    table: z.enum(['holding', 'input']),
    address: registerAddress,
    type: z.enum(registerTypes),
    /** Which byte of the register an 8-bit value is; `low` where left out. */
    byte: z.enum(['high', 'low']).optional(),
    /** Value = register × scale + offset, rounded to the decimals of both. */
    scale: z.number().positive().optional(),
    offset: z.number().optional(),
    /** Bit of a uint16 or uint32 where the value begins, 0 the lowest. */
    bit: z.number().int().min(0).max(31).optional(),
    /** How many bits it has; 1 where left out. */
    bits: z.number().int().min(1).max(16).optional(),
    /** Enumeration: what the device says → the point's coded state. What is not listed is a missing value. */
    map: z.record(z.string().regex(/^-?\d+$/), z.number().int()).optional(),
    /** What the device says where it has no value (0x8000, 0x7FFF …), before scaling. */
    absent: z.number().optional(),
  })
  .refine(({ type, byte }) => byte === undefined || type === 'uint8' || type === 'int8', {
    message: 'byte belongs to uint8 and int8',
    path: ['byte'],
  })
  .refine(({ bit, bits }) => bits === undefined || bit !== undefined, {
    message: 'bits need the bit where they begin',
    path: ['bits'],
  })
  .refine(({ type, bit, bits = 1 }) => bit === undefined || bit + bits <= widthInBits(type), {
    message: 'bits lie within a uint16 or uint32',
    path: ['bit'],
  })
  .refine(({ map, scale = 1, offset = 0 }) => map === undefined || (scale === 1 && offset === 0), {
    message: 'a value is either looked up in a map or scaled',
    path: ['map'],
  });

export const modbusPointSchema = z.union([bitSchema, registerSchema]);
export type ModbusPointAddress = z.infer<typeof modbusPointSchema>;
export type RegisterAddress = z.infer<typeof registerSchema>;

function widthInBits(type: RegisterType): number {
  return type === 'uint16' || type === 'uint32' ? bitWidths[type] : 0;
}
