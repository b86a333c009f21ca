// What models and descriptions may say of messages: the parts of the drivers' schemas that MQTT and HTTP share.
import { z } from 'zod';
import { byteTypes } from './byte-number.ts';
import { isJsonPath } from './json-path.ts';

export const jsonPath = z
  .string()
  .max(200)
  .refine(isJsonPath, 'expected names joined by dots and list places in brackets, like a.b[0].c');

/** Words between braces in topics, URLs, paths and constants. */
export const namesSchema = z.record(
  z.string().regex(/^[a-z]{1,32}$/),
  z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^#{}\0]+$/, 'expected no #, { or }'),
);

export const payloadFormats = ['json', 'text', 'binary'] as const;

/** All of them must hold. */
export const whereSchema = z
  .array(z.strictObject({ path: jsonPath, is: z.array(z.string()).min(1).max(32) }))
  .max(4);

export const betweenSchema = z.strictObject({
  after: z.string().min(1).max(200),
  before: z.string().min(1).max(200).optional(),
});

/** Of a point: where its value lies and what is made of it. */
export const payloadShape = {
  path: jsonPath.optional(),
  between: betweenSchema.optional(),
  bytes: z
    .strictObject({
      offset: z.number().int().min(0).max(65_535),
      type: z.enum(byteTypes),
      order: z.enum(['big', 'little']).optional(),
      bit: z.number().int().min(0).max(31).optional(),
      encoding: z.enum(['base64', 'hex']).optional(),
    })
    .optional(),
  where: whereSchema.optional(),
  /** Numbers for words and booleans (`"true"`, `"locked"`). */
  map: z.record(z.string(), z.number()).optional(),
  ignoreOthers: z.boolean().optional(),
  scale: z.number().positive().optional(),
  offset: z.number().optional(),
};

const commandWord = z.union([z.string(), z.number(), z.boolean()]);
const commandMap = z.record(z.string(), commandWord);

/** Of a command: how its message is made. */
export const commandShape = {
  format: z.enum(['json', 'text']),
  path: jsonPath.optional(),
  map: commandMap.optional(),
  with: z.record(z.string(), z.json()).optional(),
  beside: z
    .array(
      z.strictObject({
        path: jsonPath,
        point: z.string(),
        map: commandMap.optional(),
        otherwise: commandWord,
      }),
    )
    .max(16)
    .optional(),
};

export const ownTimeSchema = z.strictObject({ path: jsonPath, unit: z.enum(['s', 'ms']).optional() });
