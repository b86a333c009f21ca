// The rule language: which points, which condition, and what a person is told. Data only; compile-rules.ts judges
// it against a campus.
import {
  alarmPriorities,
  equipmentKinds,
  idSchema,
  pointKinds,
  quantityNames,
  spaceKinds,
  systems,
  textSchema,
} from '@campus/campus-model';
import { z } from 'zod';

const some = <T extends z.ZodType>(item: T) => z.array(item).min(1).optional();
const finite = z.number();
const longestDelayMs = 7 * 24 * 3_600_000;
const delayMs = z.number().int().min(0).max(longestDelayMs).default(0);

/** Every filter that is given must hold; within a list one is enough. */
const pointSelection = z
  .strictObject({
    quantities: some(z.enum(quantityNames)),
    kinds: some(z.enum(pointKinds)),
    systems: some(z.enum(systems)),
    spaceKinds: some(z.enum(spaceKinds)),
    buildings: some(idSchema),
    spaces: some(idSchema),
    deviceKinds: some(z.enum(equipmentKinds)),
    devices: some(idSchema),
    localIds: some(z.string()).describe('the part of the point id after the slash'),
    pointIds: some(z.string()),
    except: some(z.string()).describe('ids of points, devices or spaces that are left out'),
    onePerDevice: z.boolean().default(false).describe('take only the first matching point of each device'),
  })
  .refine(
    ({ except, onePerDevice, ...filters }) => Object.values(filters).some((filter) => filter !== undefined),
    'at least one filter, such as quantities: [co2]',
  );
export type PointSelection = z.infer<typeof pointSelection>;

const comparisons = ['above', 'below', 'outside', 'equals', 'notEquals', 'in', 'unavailable'] as const;

/**
 * One comparison and its delays. `hysteresis` is how far back past the limit a value must come before it counts as
 * returned; `forMs` how long the comparison must hold before the alarm is raised, `clearAfterMs` how long the value
 * must have returned before it is cleared.
 */
const condition = z
  .strictObject({
    above: finite.optional(),
    below: finite.optional(),
    outside: z
      .strictObject({ min: finite, max: finite })
      .refine(({ min, max }) => min < max, 'min below max')
      .optional(),
    equals: finite.optional(),
    notEquals: finite.optional(),
    in: some(finite),
    unavailable: z
      .literal(true)
      .optional()
      .describe('bad quality, a missing value, or silence past the heartbeat'),
    hysteresis: z.number().min(0).default(0).describe('in the unit of the point'),
    forMs: delayMs,
    clearAfterMs: delayMs,
  })
  .refine(
    (given) => comparisons.filter((name) => given[name] !== undefined).length === 1,
    `exactly one of ${comparisons.join(', ')}`,
  );
export type RuleCondition = z.infer<typeof condition>;

export const ruleSchema = z.strictObject({
  id: idSchema,
  name: textSchema,
  advice: textSchema.describe('what to do next, one sentence'),
  system: z.enum(systems),
  priority: z.enum(alarmPriorities),
  points: pointSelection,
  unit: z.string().optional().describe('unit of the limit; must be that of every selected point'),
  condition,
});
export type Rule = z.infer<typeof ruleSchema>;

const mostRules = 10_000;

export const ruleFileSchema = z.strictObject({
  version: z.literal(1),
  rules: z.array(ruleSchema).max(mostRules),
});
