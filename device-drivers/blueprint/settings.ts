// What a campus description and a device model may say of this protocol. Every schema is strict: a mistyped key is
// a mistake that is told with its line.
import { z } from 'zod';

export const blueprintEndpointSchema = z.strictObject({
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535),
  /** How long an answer may take. */
  timeoutMs: z.number().int().min(50).max(10_000).default(1_000),
});
export type BlueprintEndpoint = z.infer<typeof blueprintEndpointSchema>;

export const blueprintDeviceSchema = z.strictObject({ prefix: z.string().regex(/^[a-z0-9]{1,32}$/) });

export const blueprintModelSchema = z.strictObject({});

export const blueprintPointSchema = z.strictObject({ name: z.string().regex(/^[a-z0-9]{1,32}$/) });
