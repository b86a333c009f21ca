// What a campus description and a device model may say of BACnet/IP: where devices are, their objects, their limits.
import { z } from 'zod';
import type { DriverSchemas } from '../driver.ts';

const mostInstance = 4_194_302;

const bacnetEndpointSchema = z.strictObject({
  /** A device, or the router behind which devices are. IPv4; names are resolved. */
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535).default(47_808),
  /** How long an answer may take. */
  timeoutMs: z.number().int().min(50).max(10_000).default(1_500),
  /** Own UDP port, shared by all endpoints that name it; 0 takes a free one. */
  localPort: z.number().int().min(0).max(65_535).default(0),
  /** Own address, where the machine has several networks. */
  localAddress: z.ipv4().default('0.0.0.0'),
});
export type BacnetEndpoint = z.infer<typeof bacnetEndpointSchema>;

const bacnetDeviceSchema = z
  .strictObject({
    instance: z.number().int().min(0).max(mostInstance),
    /** Number of the network behind the router, and the device's address there in hexadecimal. */
    network: z.number().int().min(1).max(65_534).optional(),
    mac: z
      .string()
      .regex(/^([0-9a-f]{2}){1,7}$/)
      .optional(),
    /** Added to the instance of each of the model's objects: for gateways with many units of one kind. */
    offset: z.number().int().min(0).max(mostInstance).default(0),
  })
  .refine(({ network, mac }) => (network === undefined) === (mac === undefined), {
    message: 'network and mac go together',
    path: ['mac'],
  });
export type BacnetDevice = z.infer<typeof bacnetDeviceSchema>;

const bacnetModelSchema = z.strictObject({
  /** Longest answer that the device can give: 206, 480, 1024 or 1476 bytes. */
  maxApdu: z.number().int().min(50).max(1_476).default(480),
  /** Several properties in one request; without it one at a time. */
  readMultiple: z.boolean().default(true),
  /** Changes are told by the device where it can. */
  cov: z.boolean().default(true),
  covLifetimeS: z.number().int().min(10).max(86_400).default(300),
  /** Of commands; 1 and 2 are for life safety, 8 is a person's. */
  priority: z.number().int().min(3).max(16).default(10),
});
export type BacnetModel = z.infer<typeof bacnetModelSchema>;

export const objectTypes = {
  'analog-input': 0,
  'analog-output': 1,
  'analog-value': 2,
  'binary-input': 3,
  'binary-output': 4,
  'binary-value': 5,
  'multi-state-input': 13,
  'multi-state-output': 14,
  'multi-state-value': 19,
  accumulator: 23,
  'character-string-value': 40,
  'integer-value': 45,
  'large-analog-value': 46,
  'positive-integer-value': 48,
} as const;
export type ObjectType = keyof typeof objectTypes;

const bacnetPointSchema = z.strictObject({
  object: z.enum(Object.keys(objectTypes) as [ObjectType, ...ObjectType[]]),
  instance: z.number().int().min(0).max(mostInstance),
  /** Value of the point = present value × scale. */
  scale: z.number().positive().optional(),
  /** A command to this value is no value but gives up our priority, and the next one below holds. */
  releaseAt: z.number().optional(),
});
export type BacnetPointAddress = z.infer<typeof bacnetPointSchema>;

export const bacnetSchemas: DriverSchemas = {
  endpointSchema: bacnetEndpointSchema,
  deviceAddressSchema: bacnetDeviceSchema,
  modelSettingsSchema: bacnetModelSchema,
  pointAddressSchema: bacnetPointSchema,
};
