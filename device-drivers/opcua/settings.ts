// What a campus description and a device model may say of OPC UA: endpoint, device root node, variables below it.
import { z } from 'zod';
import type { DriverSchemas } from '../driver.ts';

const opcuaEndpointSchema = z
  .strictObject({
    host: z.string().min(1).max(253),
    port: z.number().int().min(1).max(65_535).default(4840),
    /** Path of the server's endpoint URL, with its slash. */
    path: z
      .string()
      .regex(/^(\/\S*)?$/, 'expected nothing or a path that begins with /')
      .default(''),
    securityMode: z.enum(['None', 'Sign', 'SignAndEncrypt']).default('None'),
    securityPolicy: z
      .enum(['None', 'Basic256Sha256', 'Aes128_Sha256_RsaOaep', 'Aes256_Sha256_RsaPss'])
      .default('None'),
    username: z.string().max(128).optional(),
    password: z.string().max(256).optional(),
    publishingMs: z.number().int().min(50).max(60_000).default(250),
    timeoutMs: z.number().int().min(200).max(60_000).default(3_000),
    /** Folder of the client's own certificate and the ones it trusts. */
    pkiFolder: z.string().optional(),
  })
  .refine((it) => (it.securityMode === 'None') === (it.securityPolicy === 'None'), {
    path: ['securityPolicy'],
    message: 'expected securityMode and securityPolicy to be both None or both set',
  });
export type OpcuaEndpoint = z.infer<typeof opcuaEndpointSchema>;

const opcuaDeviceSchema = z.strictObject({
  /** Node id that the model's nodes are below, e.g. `ns=1;s=CNC1`. */
  root: z.string().regex(/^(ns=\d+;)?s=.{1,200}$/, 'expected a node id of text form, e.g. ns=1;s=CNC1'),
});
export type OpcuaDevice = z.infer<typeof opcuaDeviceSchema>;

const opcuaModelSchema = z.strictObject({});

const opcuaPointSchema = z.strictObject({
  /** The variable is `root.node`. */
  node: z.string().min(1).max(200),
  /** Value = variable × scale. */
  scale: z.number().positive().optional(),
});
export type OpcuaPointAddress = z.infer<typeof opcuaPointSchema>;

export const opcuaSchemas: DriverSchemas = {
  endpointSchema: opcuaEndpointSchema,
  deviceAddressSchema: opcuaDeviceSchema,
  modelSettingsSchema: opcuaModelSchema,
  pointAddressSchema: opcuaPointSchema,
};
