// What a campus description and a device model may say of devices on HTTP: who is asked, who may post, where values lie.
import { z } from 'zod';
import type { DriverSchemas } from '../driver.ts';
import {
  commandShape,
  namesSchema,
  ownTimeSchema,
  payloadFormats,
  payloadShape,
} from '../payload/settings.ts';

const word = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[\x20-\x7e]+$/, 'expected printable ASCII');

const headerName = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'expected the name of a header');

const authSchema = z.discriminatedUnion('scheme', [
  z.strictObject({ scheme: z.literal('basic'), username: word, password: word }),
  z.strictObject({ scheme: z.literal('digest'), username: word, password: word }),
  z.strictObject({ scheme: z.literal('bearer'), token: word }),
]);
export type HttpAuth = z.infer<typeof authSchema>;

/** SHA-256 of a certificate, as browsers show it. */
const fingerprint = z
  .string()
  .regex(/^(?:[0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$/, 'expected 32 pairs of hexadecimal digits with colons');

const tlsSchema = z.strictObject({
  /** Only the device with this certificate is spoken to, whoever signed it; without it the usual authorities judge. */
  fingerprint: fingerprint.optional(),
});

const listenSchema = z.strictObject({
  /** The address of this machine that devices post to. */
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535),
  /** Whoever posts must show it: as a bearer token, as the password of basic authentication, or as `?token=…`. */
  token: z
    .string()
    .min(16)
    .max(128)
    .regex(/^[A-Za-z0-9_-]+$/, 'expected letters, digits, _ and -'),
});
export type HttpListen = z.infer<typeof listenSchema>;

const httpEndpointSchema = z
  .strictObject({
    host: z.string().min(1).max(253).optional(),
    port: z.number().int().min(1).max(65_535).optional(),
    tls: tlsSchema.optional(),
    auth: authSchema.optional(),
    headers: z.record(headerName, word).optional(),
    /** How long a whole answer may take. */
    timeoutMs: z.number().int().min(100).max(30_000).default(5_000),
    /** Requests that the other side takes at a time. */
    atOnce: z.number().int().min(1).max(8).default(1),
    listen: listenSchema.optional(),
  })
  .refine((it) => it.host !== undefined || it.listen !== undefined, {
    path: ['host'],
    message: 'expected host (who is asked), listen (who may post), or both',
  });
export type HttpEndpoint = z.infer<typeof httpEndpointSchema>;

const urlPath = z
  .string()
  .max(500)
  .regex(/^\/[\x21-\x7e]*$/, 'expected a path that begins with /, without spaces');

const httpDeviceSchema = z.strictObject({
  /** Put before the model's paths. */
  base: urlPath.optional(),
  /** The path that the device posts to. */
  hook: z
    .string()
    .regex(/^(?:\/[A-Za-z0-9_-]{1,64}){1,8}$/, 'expected a path like /doors/main')
    .optional(),
  names: namesSchema.optional(),
});
export type HttpDevice = z.infer<typeof httpDeviceSchema>;

const httpModelSchema = z.strictObject({
  /** Of a device that posts: silent for longer than this it is offline. */
  silentAfterMs: z.number().int().positive().optional(),
  time: ownTimeSchema.optional(),
  names: namesSchema.optional(),
});
export type HttpModel = z.infer<typeof httpModelSchema>;

const httpCommandSchema = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH']),
  /** `{value}` stands for the word of the value. */
  url: urlPath,
  ...commandShape,
  format: commandShape.format.default('json'),
});
export type HttpCommand = z.output<typeof httpCommandSchema>;

const httpPointSchema = z.strictObject({
  /** What is asked for; without it the value comes with the device's posts. Points that share it share the request. */
  url: urlPath.optional(),
  method: z.enum(['GET', 'POST']).default('GET'),
  /** Body of a POST. */
  body: z.json().optional(),
  format: z.enum(payloadFormats).default('json'),
  ...payloadShape,
  command: httpCommandSchema.optional(),
});
export type HttpPointAddress = z.input<typeof httpPointSchema>;
/** As the schema gives it. */
export type HttpPointPlace = z.output<typeof httpPointSchema>;

export const httpSchemas: DriverSchemas = {
  endpointSchema: httpEndpointSchema,
  deviceAddressSchema: httpDeviceSchema,
  modelSettingsSchema: httpModelSchema,
  pointAddressSchema: httpPointSchema,
};
