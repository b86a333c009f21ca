// Named schemas of the API document, and the forms that queries share.
import {
  actViewSchema,
  alarmSchema,
  auditEntrySchema,
  boardSummarySchema,
  boardViewSchema,
  booksViewSchema,
  campusViewSchema,
  commandSchema,
  commissioningDeviceSchema,
  commissioningOverviewSchema,
  commissioningPointSchema,
  deviceViewSchema,
  drawnVersionSchema,
  errorViewSchema,
  gatewayStatusSchema,
  identitySchema,
  legalHoldSchema,
  planDrawingViewSchema,
  planVersionSchema,
  pointViewSchema,
  replacementSchema,
  ruleViewSchema,
  searchAnswerSchema,
  spaceSummarySchema,
  spaceViewSchema,
  standingSchema,
  storageViewSchema,
  textSchema,
  trendViewSchema,
  trialViewSchema,
  valueViewSchema,
} from '@campus/campus-model';
import { z } from 'zod';

/** Keeps one answer small enough to build and send at once. */
export const mostPointsAnswered = 500;
const longestPointId = 140;

const named = {
  Alarm: alarmSchema,
  AuditEntry: auditEntrySchema,
  Board: boardViewSchema,
  BoardSummary: boardSummarySchema,
  Books: booksViewSchema,
  Campus: campusViewSchema,
  Command: commandSchema,
  Commissioning: commissioningOverviewSchema,
  CommissioningAct: actViewSchema,
  CommissioningDevice: commissioningDeviceSchema,
  CommissioningPoint: commissioningPointSchema,
  Device: deviceViewSchema,
  Error: errorViewSchema,
  Gateway: gatewayStatusSchema,
  History: trendViewSchema,
  Identity: identitySchema,
  LegalHold: legalHoldSchema,
  PlanDrawingVersion: drawnVersionSchema,
  PlanDrawingView: planDrawingViewSchema,
  PlanVersion: planVersionSchema,
  Point: pointViewSchema,
  Replacement: replacementSchema,
  Rule: ruleViewSchema,
  SearchAnswer: searchAnswerSchema,
  Space: spaceViewSchema,
  SpaceSummary: spaceSummarySchema,
  Standing: standingSchema,
  Storage: storageViewSchema,
  Text: textSchema,
  Trial: trialViewSchema,
  Value: valueViewSchema,
} as const;

/** Schemas that appear by name in the document. */
export const schemaRegistry = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(named)) schemaRegistry.add(schema, { id });

/** `a,b,c` in a query. */
export function idList(most: number) {
  return z
    .string()
    .min(1)
    .max(most * (longestPointId + 1))
    .transform((text) => [...new Set(text.split(',').filter((id) => id !== ''))])
    .refine((ids) => ids.length >= 1 && ids.length <= most, { error: `expected 1 to ${most} ids` });
}

/** Milliseconds UTC in a query. */
export const timeMs = z.coerce.number().int().min(0).max(8.64e15);

export function limitUpTo(most: number, usual: number) {
  return z.coerce.number().int().min(1).max(most).default(usual);
}

function errorAnswer(description: string) {
  return { description, content: { 'application/json': { schema: errorViewSchema } } };
}

/** Answers of every route beside its own. */
export const errorAnswers = {
  '4xx': errorAnswer('What was wrong and what to do, with a stable code'),
  '5xx': errorAnswer('A failure of the server, with a stable code'),
};
