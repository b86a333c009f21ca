// What a campus description and a device model may say of SNMP: endpoint, device and point addresses.
import { z } from 'zod';
import type { DriverSchemas } from '../driver.ts';

/** Shorter ones are refused by the key derivation's own text (RFC 3414, 11.2). */
const shortestPassword = 8;
const password = z.string().min(shortestPassword).max(256);

const snmpEndpointSchema = z
  .strictObject({
    host: z.string().min(1).max(253),
    port: z.number().int().min(1).max(65_535).default(161),
    version: z.enum(['2c', '3']).default('2c'),
    /** Of version 2c; goes over the network in clear text. */
    community: z.string().min(1).max(255).optional(),
    /** Of version 3: with both passwords requests are signed and encrypted, with one signed, with none neither. */
    user: z.string().min(1).max(32).optional(),
    authProtocol: z.enum(['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512']).default('sha'),
    authPassword: password.optional(),
    privProtocol: z.enum(['des', 'aes', 'aes256b', 'aes256r']).default('aes'),
    privPassword: password.optional(),
    context: z.string().max(255).default(''),
    /** How long an answer may take. */
    timeoutMs: z.number().int().min(50).max(10_000).default(1_000),
  })
  .refine(({ version, community }) => version === '3' || community !== undefined, {
    path: ['community'],
    message: 'version 2c needs a community',
  })
  .refine(({ version, user }) => version === '2c' || user !== undefined, {
    path: ['user'],
    message: 'version 3 needs a user',
  })
  .refine(({ authPassword, privPassword }) => privPassword === undefined || authPassword !== undefined, {
    path: ['authPassword'],
    message: 'what is encrypted must be signed as well',
  });
export type SnmpEndpoint = z.infer<typeof snmpEndpointSchema>;

const snmpDeviceSchema = z.strictObject({
  /** Added to the row of each of the model's table points: ports that begin at ifIndex 10101 have 10100. */
  rowOffset: z.number().int().min(0).max(2_147_483_647).default(0),
});
export type SnmpDevice = z.infer<typeof snmpDeviceSchema>;

const snmpModelSchema = z.strictObject({
  /** Values asked for in one message; small agents refuse long ones. */
  maxValues: z.number().int().min(1).max(100).default(24),
});
export type SnmpModel = z.infer<typeof snmpModelSchema>;

const code = z.number().int().min(-2_147_483_648).max(4_294_967_295);

const snmpPointSchema = z.strictObject({
  /** Of a scalar with its `.0`; of a column without the row. */
  oid: z.string().regex(/^[0-2](\.(0|[1-9]\d{0,9})){2,60}$/),
  row: z.number().int().min(0).max(2_147_483_647).optional(),
  /** Value = number × scale. */
  scale: z.number().positive().optional(),
  /** The device's codes by ours: `{ "1": 1, "0": 2 }` where it says 2 for off. */
  codes: z.record(z.string().regex(/^\d{1,5}$/), code).optional(),
  /** The value is what a counter rises by a second, times the scale. */
  isRate: z.boolean().optional(),
});
export type SnmpPoint = z.infer<typeof snmpPointSchema>;

export const snmpSchemas: DriverSchemas = {
  endpointSchema: snmpEndpointSchema,
  deviceAddressSchema: snmpDeviceSchema,
  modelSettingsSchema: snmpModelSchema,
  pointAddressSchema: snmpPointSchema,
};
