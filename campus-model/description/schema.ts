// The campus description file: one schema for reading, checking and editor completion (campus.schema.json).
import { z } from 'zod';
import { spaceKinds } from '../campus.ts';
import { commandTermsSchema } from '../command-terms.ts';
import { protocols } from '../device-model.ts';
import { floorPlanSchema } from '../plan-drawing.ts';
import { systems } from '../point.ts';
import { idSchema, textSchema } from '../text.ts';

const planPoint = z.tuple([z.number(), z.number()]).describe('metres [x east, y north]');
const formulaText = z.string().min(1).max(500);
const formulaNumber = z.union([z.number(), formulaText]);
const parameters = z
  .record(z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/), z.union([z.string(), z.number()]))
  .describe('values that formulas may name');
const settings = z.record(z.string(), z.unknown());

const templateDevice = z.strictObject({
  id: formulaText.describe('e.g. "{space}-air"'),
  name: textSchema,
  model: z.string().describe('id of a device model'),
  endpoint: formulaText,
  address: settings.describe("the device's address on its endpoint; formulas allowed"),
  at: z.tuple([formulaNumber, formulaNumber]).optional().describe('metres from the corner of the space'),
  repeat: z
    .number()
    .int()
    .min(1)
    .max(200)
    .optional()
    .describe('makes this many; formulas may name k = 1, 2 …'),
  responsible: idSchema.optional(),
  outputs: z
    .record(z.string(), commandTermsSchema)
    .optional()
    .describe('by local id of an output or setpoint: releasedTo, safe, witness; its point may be a formula'),
});
export type DeviceDescription = z.infer<typeof templateDevice>;

const template = z.strictObject({
  kind: z.enum(spaceKinds),
  size: z.tuple([z.number().positive(), z.number().positive()]).optional().describe('metres [width, depth]'),
  outline: z.array(planPoint).min(3).optional(),
  heightM: z.number().positive().default(3.3),
  seats: z.number().int().min(0).default(0),
  devices: z.array(templateDevice).default([]),
});

const space = z.strictObject({
  id: idSchema,
  template: z.string(),
  name: textSchema,
  at: planPoint.default([0, 0]).describe("metres from the building's corner"),
  with: parameters.optional(),
  seats: z.number().int().min(0).optional(),
  devices: z.array(templateDevice).optional().describe('devices beside those of the template'),
  responsible: idSchema.optional(),
});
export type SpaceDescription = z.infer<typeof space>;

const floor = z.strictObject({
  id: idSchema,
  name: textSchema,
  level: z.number().int(),
  with: parameters.optional(),
  spaces: z.array(space),
  plan: floorPlanSchema.optional().describe('as the plan editor exports it: laid over the spaces above'),
});

const building = z.strictObject({
  id: idSchema,
  name: textSchema,
  outline: z.array(planPoint).min(3).describe("metres from the site's corner"),
  with: parameters.optional(),
  floors: z.array(floor).min(1),
});

export const campusDescriptionSchema = z.strictObject({
  version: z.literal(1),
  demo: z.boolean().default(false),
  site: z.strictObject({ id: idSchema, name: textSchema, timeZone: z.string() }),
  variables: parameters.default({}).describe('may be set on the command line: --set name=value'),
  people: z
    .array(z.strictObject({ id: idSchema, name: textSchema, phone: z.string().optional() }))
    .default([]),
  responsible: z.partialRecord(z.enum(systems), idSchema).default({}),
  gateways: z.array(z.strictObject({ id: idSchema, name: textSchema, building: idSchema })).min(1),
  endpoints: z.array(
    z.strictObject({ id: idSchema, gateway: idSchema, protocol: z.enum(protocols), settings }),
  ),
  templates: z.record(z.string(), template),
  buildings: z.array(building).min(1),
});

export type CampusDescription = z.infer<typeof campusDescriptionSchema>;

/** JSON Schema for editor completion. */
export function campusJsonSchema(): unknown {
  return z.toJSONSchema(campusDescriptionSchema, { io: 'input' });
}
