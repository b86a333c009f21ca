// What a campus description and a device model may say of this protocol. Every schema is strict: a mistyped key is
// a mistake that is told with its line.
import { z } from 'zod';
import type { DriverSchemas } from '../driver.ts';

const blueprintEndpointSchema = z.strictObject({
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535),
  /** How long an answer may take. */
  timeoutMs: z.number().int().min(50).max(10_000).default(1_000),
});
export type BlueprintEndpoint = z.infer<typeof blueprintEndpointSchema>;

const blueprintDeviceSchema = z.strictObject({ prefix: z.string().regex(/^[a-z0-9]{1,32}$/) });
export type BlueprintDevice = z.infer<typeof blueprintDeviceSchema>;

const blueprintModelSchema = z.strictObject({});

const blueprintPointSchema = z.strictObject({ name: z.string().regex(/^[a-z0-9]{1,32}$/) });
export type BlueprintPoint = z.infer<typeof blueprintPointSchema>;

export const blueprintSchemas: DriverSchemas = {
  endpointSchema: blueprintEndpointSchema,
  deviceAddressSchema: blueprintDeviceSchema,
  modelSettingsSchema: blueprintModelSchema,
  pointAddressSchema: blueprintPointSchema,
};
