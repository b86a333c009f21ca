// What a campus description and a device model may say of OPC UA: endpoint, device root node, variables and methods.
import { z } from 'zod';
import type { DriverSchemas } from '../driver.ts';

/** SHA-1 or SHA-256 of a certificate, as servers and tools show it. */
const thumbprintSchema = z
  .string()
  .regex(
    /^(?:[0-9A-Fa-f]{2}[: ]?){19}(?:(?:[0-9A-Fa-f]{2}[: ]?){12})?[0-9A-Fa-f]{2}$/,
    'expected 20 (SHA-1) or 32 (SHA-256) pairs of hexadecimal digits',
  )
  .transform((text) => text.replace(/[: ]/g, '').toLowerCase());

const mostThumbprints = 20;

const securitySchema = z
  .strictObject({
    mode: z.enum(['none', 'sign', 'sign-and-encrypt']).default('none'),
    /** Basic256Sha256 where left out. */
    policy: z.enum(['Basic256Sha256', 'Aes128_Sha256_RsaOaep', 'Aes256_Sha256_RsaPss']).optional(),
    /** Thumbprints of the certificates that the server may show; beside those that lie in the folder `trusted`. */
    trust: z.array(thumbprintSchema).max(mostThumbprints).default([]),
    /** What a trusted certificate may lack. */
    allow: z.array(z.enum(['expired', 'other-host'])).default([]),
  })
  .refine(({ mode, policy }) => mode !== 'none' || policy === undefined, {
    path: ['policy'],
    message: 'expected mode sign or sign-and-encrypt beside a policy',
  });
export type OpcuaSecurity = z.infer<typeof securitySchema>;

const filePath = z.string().min(1).max(500);

const userSchema = z
  .strictObject({
    name: z.string().min(1).max(128).optional(),
    password: z.string().min(1).max(256).optional(),
    /** A file that holds the password; relative to the driver's folder. */
    passwordFile: filePath.optional(),
    /** The environment variable that holds it. */
    passwordVariable: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'expected the name of an environment variable')
      .optional(),
    /** A certificate (PEM or DER) instead of name and password, and its key (PEM). */
    certificateFile: filePath.optional(),
    keyFile: filePath.optional(),
  })
  .refine(isOneUser, {
    message:
      'expected name with one of password, passwordFile and passwordVariable; or certificateFile with keyFile',
  });
export type OpcuaUser = z.infer<typeof userSchema>;

function isOneUser(user: Partial<Record<string, string>>): boolean {
  const passwords = [user.password, user.passwordFile, user.passwordVariable].filter(
    (it) => it !== undefined,
  );
  const isNamed = user.name !== undefined && passwords.length === 1;
  const isCertified = user.certificateFile !== undefined && user.keyFile !== undefined;
  const isBare = user.name === undefined && passwords.length === 0;
  return isCertified ? isBare : isNamed && user.certificateFile === undefined && user.keyFile === undefined;
}

export const opcuaEndpointSchema = z.strictObject({
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535).default(4840),
  /** Path of the server's endpoint URL, with its slash. */
  path: z
    .string()
    .regex(/^(\/\S*)?$/, 'expected nothing or a path that begins with /')
    .default(''),
  security: securitySchema.default({ mode: 'none', trust: [], allow: [] }),
  /** Nobody in particular where left out. */
  user: userSchema.optional(),
  publishingMs: z.number().int().min(50).max(60_000).default(250),
  timeoutMs: z.number().int().min(200).max(60_000).default(3_000),
  /** How long the server is asked to keep our session and what changes, for a connection that broke. */
  outageMs: z.number().int().min(10_000).max(3_600_000).default(120_000),
});
export type OpcuaEndpoint = z.infer<typeof opcuaEndpointSchema>;

const mostNodeCharacters = 300;

/** A whole node id; its namespace by number or, as numbers may change, by URI. */
const nodeIdSchema = z
  .string()
  .max(mostNodeCharacters)
  .regex(
    /^(?:ns=\d{1,5};|nsu=[^;]+;)?(?:i=\d{1,10}|s=.+|g=[0-9A-Fa-f-]{36}|b=[A-Za-z0-9+/=]+)$/,
    'expected a node id, e.g. ns=1;s=CNC1 or nsu=http://maker.example/;i=1001',
  );

const opcuaDeviceSchema = z.strictObject({
  /** Node id that the model's names are below: `ns=1;s=CNC1`, `nsu=http://maker.example/;s=CNC1`. */
  root: nodeIdSchema
    .regex(/^(?:ns=\d+;|nsu=[^;]+;)?s=/, 'expected a node id of text form, e.g. ns=1;s=CNC1')
    .optional(),
});
export type OpcuaDevice = z.infer<typeof opcuaDeviceSchema>;

const opcuaModelSchema = z.strictObject({});

/** A name below the device's root (`Motor.Start` is `root.Motor.Start`), or a whole node id. */
const nodeName = z.string().min(1).max(mostNodeCharacters);

const methodSchema = z.strictObject({
  /** The object that the method belongs to; the device's root where left out. */
  object: nodeName.optional(),
  /** One method for every value, or one for each: `{ "1": Start, "0": Stop }`. */
  method: z.union([nodeName, z.record(z.string().regex(/^-?\d{1,9}$/), nodeName)]),
  /** Type of the one argument that takes the value; without it the method takes none. */
  argument: z
    .enum([
      'Boolean',
      'SByte',
      'Byte',
      'Int16',
      'UInt16',
      'Int32',
      'UInt32',
      'Int64',
      'UInt64',
      'Float',
      'Double',
    ])
    .optional(),
});
export type OpcuaMethod = z.infer<typeof methodSchema>;

const opcuaPointSchema = z
  .strictObject({
    /** The variable: a name below the device's root, or a whole node id. */
    node: nodeName.optional(),
    /** Value = variable × scale. */
    scale: z.number().positive().optional(),
    /** What is called where the point is commanded, instead of a write to the variable. */
    method: methodSchema.optional(),
  })
  .refine(({ node, method }) => node !== undefined || method !== undefined, {
    path: ['node'],
    message: 'expected node (a variable), method (what a command calls), or both',
  });
export type OpcuaPointAddress = z.infer<typeof opcuaPointSchema>;

export const opcuaSchemas: DriverSchemas = {
  endpointSchema: opcuaEndpointSchema,
  deviceAddressSchema: opcuaDeviceSchema,
  modelSettingsSchema: opcuaModelSchema,
  pointAddressSchema: opcuaPointSchema,
};
