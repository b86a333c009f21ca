// Commissioning: what a fitter decides of a point and the evidence of that moment; the shapes of its API and its report.
import { z } from 'zod';
import { deviceViewSchema, pointViewSchema } from '../api.ts';
import { commandSchema, witnessVerdicts } from '../command.ts';
import { commandStates } from '../command-state.ts';
import { protocols } from '../device-model.ts';
import { pointKinds } from '../point.ts';
import { quantityNames } from '../quantity.ts';
import { idSchema, textSchema } from '../text.ts';
import { findingSchema, plausibilities } from './finding.ts';

/** What a fitter says of a point; `reopened` takes back whatever stood. A point without a verdict is open. */
const acceptanceVerdicts = ['accepted', 'rejected', 'not-applicable', 'reopened'] as const;
export type AcceptanceVerdict = (typeof acceptanceVerdicts)[number];

/** Points that one act may decide: a gateway of a large building. */
export const mostPointsAnAct = 5_000;
/** Points of one report; a larger site is reported by building or gateway. */
export const mostReportPoints = 20_000;
/** Movements that stay as evidence of a trial. */
export const mostMovementsKept = 10;

const pointMemorySchema = z.object({
  sinceMs: z.number(),
  changedMs: z.number().nullable(),
  jump: z.object({ from: z.number(), to: z.number(), atMs: z.number() }).nullable(),
  fall: z.object({ from: z.number(), to: z.number(), atMs: z.number() }).nullable(),
  usualStep: z.number(),
});

/** A value as it stood; null where there is none. */
const seenSchema = z.object({
  value: z.number().nullable(),
  text: z.string().nullable(),
  timeMs: z.number().nullable(),
  status: z.number(),
});

export const orderEvidenceSchema = z.object({
  /** The command. */
  id: z.string(),
  pointId: z.string(),
  value: z.number(),
  state: z.enum(commandStates),
  /** A code of `errors.ts`, and beside it the driver's own words. */
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  readback: z.number().nullable(),
  /** What the witness of the output said, where one is declared and has spoken. */
  witness: z.enum(witnessVerdicts).nullable(),
  at: z.number(),
  by: z.string(),
});
export type OrderEvidence = z.infer<typeof orderEvidenceSchema>;

const movementSchema = z.object({
  pointId: z.string(),
  from: z.number(),
  to: z.number(),
  afterMs: z.number(),
  strength: z.number(),
  role: z.enum(['readback', 'witness', 'other-readback']).nullable(),
});

const trialEvidenceSchema = z.object({
  hasFollowed: z.boolean(),
  movements: z.array(movementSchema).max(mostMovementsKept),
  findings: z.array(findingSchema),
});
export type TrialEvidence = z.infer<typeof trialEvidenceSchema>;

const instrument = z.string().trim().min(1).max(200);

/** What stood at the moment of a verdict. */
const evidenceSchema = seenSchema.extend({
  at: z.number(),
  unit: z.string(),
  /** Where the point is found on its device, in words. */
  address: textSchema,
  plausibility: z.enum(plausibilities),
  findings: z.array(findingSchema),
  order: orderEvidenceSchema.nullable(),
  trial: trialEvidenceSchema.nullable(),
  /** What an instrument of the fitter's own showed; the difference is the point's value less that. */
  reference: z
    .object({ value: z.number(), instrument: z.string(), difference: z.number().nullable() })
    .nullable(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const acceptanceSchema = z.object({
  pointId: z.string(),
  /** The act that it was decided in; acts are revoked as a whole. */
  act: z.number().int(),
  verdict: z.enum(acceptanceVerdicts),
  note: z.string().nullable(),
  by: z.string(),
  byName: z.string().nullable(),
  at: z.number(),
  evidence: evidenceSchema,
});
export type Acceptance = z.infer<typeof acceptanceSchema>;

const note = z.string().trim().min(1).max(500);
const pointIdList = z.array(z.string().min(3).max(140)).min(1).max(500);

/** Not accepted needs a note; a reference reading belongs to one point. */
export const verdictRequestSchema = z
  .strictObject({
    pointIds: pointIdList,
    verdict: z.enum(acceptanceVerdicts),
    note: note.optional(),
    reference: z.strictObject({ value: z.number(), instrument }).optional(),
  })
  .refine(({ verdict, note: said }) => verdict !== 'rejected' || said !== undefined, {
    path: ['note'],
    message: 'expected what is wrong, where a point is not accepted',
  })
  .refine(({ reference, pointIds }) => reference === undefined || pointIds.length === 1, {
    path: ['reference'],
    message: 'expected one point beside a reference reading',
  });
export type VerdictRequest = z.infer<typeof verdictRequestSchema>;

/** One of a device, a space, an endpoint or a gateway. */
export const commissioningScopeSchema = z
  .strictObject({
    device: idSchema.optional(),
    space: idSchema.optional(),
    endpoint: idSchema.optional(),
    gateway: idSchema.optional(),
  })
  .refine((scope) => Object.values(scope).filter((id) => id !== undefined).length === 1, {
    message: 'expected one of device, space, endpoint and gateway',
  });
export type CommissioningScope = z.infer<typeof commissioningScopeSchema>;

export const actViewSchema = z.object({
  /** Null where nothing was decided. */
  act: z.number().int().nullable(),
  points: z.number().int(),
  /** Of "accept all plausible": points that stay open, by where they stand. */
  left: z.partialRecord(z.enum(plausibilities), z.number().int()),
});
export type ActView = z.infer<typeof actViewSchema>;

/** How far the points of a device are. */
export const progressSchema = z.object({
  points: z.number().int(),
  /** Of which a value came. */
  seen: z.number().int(),
  accepted: z.number().int(),
  rejected: z.number().int(),
  notApplicable: z.number().int(),
  /** Open, and what they say is implausible or does not come. */
  trouble: z.number().int(),
});
export type Progress = z.infer<typeof progressSchema>;

const endpointViewSchema = z.object({
  id: z.string(),
  gatewayId: z.string(),
  protocol: z.enum(protocols),
  /** Host and port, or the serial port, in words. */
  where: z.string(),
});

export const commissioningOverviewSchema = z.object({
  gateways: z.array(z.object({ id: z.string(), name: textSchema, buildingId: z.string() })),
  endpoints: z.array(endpointViewSchema),
  devices: z.array(
    deviceViewSchema
      .pick({ id: true, name: true, modelName: true, kind: true, gatewayId: true, spaceId: true })
      .extend({ endpointId: z.string(), progress: progressSchema }),
  ),
});
export type CommissioningOverview = z.infer<typeof commissioningOverviewSchema>;

export const commissioningPointSchema = z.object({
  point: pointViewSchema,
  address: textSchema,
  coding: z
    .object({ type: z.enum(['uint32', 'int32', 'float32']), scale: z.number(), offset: z.number() })
    .nullable(),
  wrapsAt: z.number().nullable(),
  seen: seenSchema,
  memory: pointMemorySchema.nullable(),
  order: orderEvidenceSchema.nullable(),
  /** Of its last trial, where that was of the last order. */
  trialFindings: z.array(findingSchema),
  plausibility: z.enum(plausibilities),
  findings: z.array(findingSchema),
  /** Null where the point is open. */
  standing: acceptanceSchema.nullable(),
});
export type CommissioningPoint = z.infer<typeof commissioningPointSchema>;

export const replacementSchema = z.object({
  number: z.number().int(),
  deviceId: z.string(),
  at: z.number(),
  by: z.string(),
  byName: z.string().nullable(),
  /** Of the new device, as its plate says. */
  serial: z.string(),
  note: z.string().nullable(),
});
export type Replacement = z.infer<typeof replacementSchema>;

export const replacementRequestSchema = z.strictObject({
  serial: z.string().trim().min(1).max(100),
  note: note.optional(),
});
export type ReplacementRequest = z.infer<typeof replacementRequestSchema>;

export const commissioningDeviceSchema = z.object({
  device: deviceViewSchema,
  maker: z.string(),
  /** The document that the device model was taken from. */
  source: z.string(),
  endpoint: endpointViewSchema,
  address: textSchema,
  /** The address as the campus file has it, without what is secret. */
  addressFields: z.array(
    z.object({ key: z.string(), words: textSchema, value: z.union([z.string(), z.number(), z.boolean()]) }),
  ),
  points: z.array(commissioningPointSchema),
  /** Newest first. */
  replacements: z.array(replacementSchema),
});
export type CommissioningDevice = z.infer<typeof commissioningDeviceSchema>;

/** Where the campus file says which address a device has. */
export const describedAtSchema = z.object({
  file: z.string(),
  line: z.number().int(),
  /** The room template that all its rooms share; null where the line is of this device alone. */
  template: z.string().nullable(),
});
export type DescribedAt = z.infer<typeof describedAtSchema>;

export const trialRequestSchema = z.strictObject({
  pointId: z.string().min(3).max(140),
  value: z.number(),
});

export const trialViewSchema = z.object({
  id: z.string(),
  pointId: z.string(),
  value: z.number(),
  startedAt: z.number(),
  endsAt: z.number(),
  isOver: z.boolean(),
  /** How many points are looked at. */
  watched: z.number().int(),
  command: commandSchema,
  hasFollowed: z.boolean(),
  /** The soonest and clearest first. */
  movements: z.array(
    movementSchema.extend({
      name: textSchema,
      spaceId: z.string(),
      unit: z.string(),
      decimals: z.number(),
      quantity: z.enum(quantityNames),
      states: z.record(z.string(), textSchema).nullable(),
    }),
  ),
  findings: z.array(findingSchema),
});
export type TrialView = z.infer<typeof trialViewSchema>;

/** What a report is about. */
const reportScopeSchema = z.object({
  kind: z.enum(['site', 'building', 'gateway']),
  id: z.string(),
  name: textSchema,
});
export type ReportScope = z.infer<typeof reportScopeSchema>;

const place = z.object({ id: z.string(), name: textSchema });

const reportPointSchema = z.object({
  pointId: z.string(),
  name: textSchema,
  kind: z.enum(pointKinds),
  quantity: z.enum(quantityNames),
  unit: z.string(),
  decimals: z.number(),
  states: z.record(z.string(), textSchema).nullable(),
  device: place.extend({ model: z.string() }),
  space: place,
  floor: place,
  building: place,
  gateway: place,
  endpointId: z.string(),
  protocol: z.enum(protocols),
  address: textSchema,
  /** Null where it is open. */
  standing: acceptanceSchema.omit({ pointId: true }).nullable(),
});
export type ReportPoint = z.infer<typeof reportPointSchema>;

const summaryShape = {
  points: z.number().int(),
  accepted: z.number().int(),
  rejected: z.number().int(),
  notApplicable: z.number().int(),
  open: z.number().int(),
};
const reportSummarySchema = z.object(summaryShape);
export type ReportSummary = z.infer<typeof reportSummarySchema>;

/** The evidence of an acceptance report, as its file holds it (RFC 8785: keys sorted, no spaces). */
export const acceptanceReportSchema = z.object({
  form: z.literal('campus-acceptance-report'),
  formVersion: z.literal(1),
  site: place,
  scope: reportScopeSchema,
  at: z.number(),
  software: z.string(),
  summary: reportSummarySchema,
  /** No point is open: each was accepted, not accepted with a note, or is not applicable. */
  isComplete: z.boolean(),
  points: z.array(reportPointSchema),
});
export type AcceptanceReport = z.infer<typeof acceptanceReportSchema>;
