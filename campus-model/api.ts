// Shapes of the HTTP API under /api/v1, one zod schema each: the server validates and documents with them,
// the panel takes its types from them.
import { z } from 'zod';
import { alarmSchema } from './alarm.ts';
import { gapSchema } from './books.ts';
import { spaceKinds } from './campus.ts';
import { commandSchema } from './command.ts';
import { equipmentKinds } from './device-model.ts';
import { planDoorSchema } from './plan-drawing.ts';
import { pointKinds, systems } from './point.ts';
import { quantityNames } from './quantity.ts';
import { roles } from './role.ts';
import { textSchema } from './text.ts';
import { tiers } from './tier.ts';

const planPoint = z.tuple([z.number(), z.number()]);

export const identitySchema = z.object({
  account: z.string(),
  name: z.string(),
  role: z.enum(roles),
  spaces: z.array(z.string()),
});

export const signInSchema = z.strictObject({
  account: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
});

export const demoAccountSchema = z.object({
  account: z.string(),
  password: z.string(),
  name: textSchema,
  role: z.enum(roles),
});

/** Layers of a floor plan, each one point a space. */
export const planLayers = ['temperature', 'co2', 'humidity', 'occupancy', 'light', 'power'] as const;
export type PlanLayer = (typeof planLayers)[number];

export const spaceSummarySchema = z.object({
  id: z.string(),
  name: textSchema,
  kind: z.enum(spaceKinds),
  outline: z.array(planPoint),
  seats: z.number(),
  responsible: z.string().nullable(),
  /** Point shown for each layer, where the space has one. */
  layers: z.partialRecord(z.enum(planLayers), z.string()),
});
export type SpaceSummary = z.infer<typeof spaceSummarySchema>;

export const campusViewSchema = z.object({
  site: z.object({ id: z.string(), name: textSchema, timeZone: z.string() }),
  isDemo: z.boolean(),
  people: z.array(z.object({ id: z.string(), name: textSchema, phone: z.string().optional() })),
  buildings: z.array(
    z.object({
      id: z.string(),
      name: textSchema,
      outline: z.array(planPoint),
      floors: z.array(
        z.object({
          id: z.string(),
          name: textSchema,
          level: z.number(),
          spaces: z.array(spaceSummarySchema),
          /** Doors that were drawn; a space that none names has one where it meets a corridor. */
          doors: z.array(planDoorSchema).optional(),
          /** Where north is, clockwise from up; absent is up. */
          northDeg: z.number().optional(),
        }),
      ),
    }),
  ),
});
export type CampusView = z.infer<typeof campusViewSchema>;

export const pointViewSchema = z.object({
  pointId: z.string(),
  deviceId: z.string(),
  spaceId: z.string(),
  name: textSchema,
  kind: z.enum(pointKinds),
  system: z.enum(systems),
  quantity: z.enum(quantityNames),
  unit: z.string(),
  decimals: z.number(),
  range: z.object({ min: z.number(), max: z.number() }).nullable(),
  states: z.record(z.string(), textSchema).nullable(),
  counter: z.boolean(),
  staleAfterMs: z.number(),
  write: z
    .object({
      min: z.number(),
      max: z.number(),
      step: z.number().nullable(),
      /** Point id of the readback. */
      readback: z.string(),
      settleMs: z.number(),
    })
    .nullable(),
  /** Whether the person who asks may command it. */
  mayCommand: z.boolean(),
});
export type PointView = z.infer<typeof pointViewSchema>;

export const deviceViewSchema = z.object({
  id: z.string(),
  name: textSchema,
  modelId: z.string(),
  modelName: textSchema,
  kind: z.enum(equipmentKinds),
  system: z.enum(systems),
  gatewayId: z.string(),
  spaceId: z.string(),
  at: planPoint.nullable(),
  responsible: z.string().nullable(),
});
export type DeviceView = z.infer<typeof deviceViewSchema>;

/** A camera whose picture the person who asks may see. */
export const cameraViewSchema = z.object({ deviceId: z.string(), spaceId: z.string(), name: textSchema });
export type CameraView = z.infer<typeof cameraViewSchema>;

export const spaceViewSchema = z.object({
  space: spaceSummarySchema.extend({ buildingId: z.string(), floorId: z.string() }),
  devices: z.array(deviceViewSchema),
  points: z.array(pointViewSchema),
});
export type SpaceView = z.infer<typeof spaceViewSchema>;

export const valueViewSchema = z.object({
  pointId: z.string(),
  /** Null is a missing value. */
  value: z.number().nullable(),
  text: z.string().nullable(),
  timeMs: z.number().nullable(),
  status: z.number(),
});
export type ValueView = z.infer<typeof valueViewSchema>;

/** Aggregated history: one row a bucket; null where the bucket holds no usable (good or uncertain) value. */
export const historyBucketSchema = z.object({
  fromMs: z.number(),
  /** Usable samples, and among them the uncertain ones; beside them the bad ones. */
  count: z.number(),
  uncertain: z.number(),
  bad: z.number(),
  /** Of the usable samples in the bucket; the mean is of samples. */
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  last: z.number().nullable(),
  /** Weighted by the time each value held, also a value from before the bucket; null where nothing held. */
  timeMean: z.number().nullable(),
  /** Share of the bucket (0…1) in which a usable value held: until the next sample, at most until it is stale. */
  coverage: z.number(),
  /** Of counters: how much was counted in the bucket, resets and wraps allowed for; null for other points. */
  rise: z.number().nullable(),
});
export type HistoryBucket = z.infer<typeof historyBucketSchema>;

export const historyViewSchema = z.object({
  pointId: z.string(),
  bucketMs: z.number(),
  buckets: z.array(historyBucketSchema),
  /** Share of the span (0…1) in which a usable value held; the future is no part of it. */
  coverage: z.number(),
  /** The coarsest tier that this was read from. */
  tier: z.enum(tiers),
});
export type HistoryView = z.infer<typeof historyViewSchema>;

/** History as the API answers it: with the losses that its gateway has booked in the span. */
export const trendViewSchema = historyViewSchema.extend({ gaps: z.array(gapSchema) });
export type TrendView = z.infer<typeof trendViewSchema>;

export const gatewayStatusSchema = z.object({
  id: z.string(),
  name: textSchema,
  buildingId: z.string(),
  isOnline: z.boolean(),
  /** When it came or went last; null if it was never seen. */
  changedAt: z.number().nullable(),
  devicesOnline: z.number(),
  devices: z.number(),
});
export type GatewayStatus = z.infer<typeof gatewayStatusSchema>;

export const acknowledgeRequestSchema = z.strictObject({ comment: z.string().max(500).optional() });

/** A span whose history is to outlast its retention; `toMs` may lie in the future while an incident goes on. */
export const holdRequestSchema = z.strictObject({
  fromMs: z.number().int().min(0).max(8.64e15),
  toMs: z.number().int().min(0).max(8.64e15),
  reason: z.string().trim().min(1).max(500),
});
export type HoldRequest = z.infer<typeof holdRequestSchema>;

export const auditEntrySchema = z.object({
  id: z.number(),
  at: z.number(),
  account: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const ruleViewSchema = z.object({
  id: z.string(),
  name: textSchema,
  system: z.enum(systems),
  priority: z.string(),
  subjects: z.number(),
});
export type RuleView = z.infer<typeof ruleViewSchema>;

/** Every error answer of the API. */
export const errorViewSchema = z.object({
  code: z.string(),
  message: textSchema,
  detail: z.string().nullable(),
});
export type ErrorView = z.infer<typeof errorViewSchema>;

export const alarmListSchema = z.array(alarmSchema);
export const commandListSchema = z.array(commandSchema);
