// A command: an order to change a point, or to release one that was given. It is done when it is read back
// (docs/decisions/0007-command-priorities.md).
import { z } from 'zod';
import { commandPriorities, commandStates, gatewayAuthors, longestDetail } from './command-state.ts';

/** A hold longer than a school's holidays is no hold but a standing order. */
const longestHoldMs = 100 * 86_400_000;
/** Beyond what any deadline of people needs. */
const shortestHoldMs = 1_000;

export const witnessVerdicts = ['corroborated', 'contradicted', 'silent'] as const;
export type WitnessVerdict = (typeof witnessVerdicts)[number];

/** Why a command was rejected or failed: an error code of `errors.ts`, and beside it the driver's own words. */
export const commandSchema = z.object({
  id: z.string(),
  pointId: z.string(),
  /** Of a release what it left the point at; null while that is not known, or where nothing was written. */
  value: z.number().nullable(),
  /** It takes back the standing order of its priority. */
  isRelease: z.boolean().optional(),
  state: z.enum(commandStates),
  priority: z.enum(commandPriorities),
  /** Account or process that asked. */
  by: z.string(),
  requestedAt: z.number().int(),
  changedAt: z.number().int(),
  ttlMs: z.number().int().positive(),
  /** The order stands until then (ms UTC); left out: until it is released. */
  untilMs: z.number().int().optional(),
  /** Error code where the state is rejected, failed, expired, superseded, held or unknown. */
  reason: z.string().optional(),
  /** The driver's own words on it: an exception of Modbus, a status of OPC UA. */
  detail: z.string().max(longestDetail).optional(),
  /** What the readback showed last. */
  readback: z.number().nullable().optional(),
  /** What the witness of the point said of the effect, and the value it showed. */
  witness: z
    .object({ verdict: z.enum(witnessVerdicts), pointId: z.string(), value: z.number().nullable() })
    .optional(),
});
export type Command = z.infer<typeof commandSchema>;

export const commandRequestSchema = z
  .strictObject({
    pointId: z.string().min(3).max(140),
    /** In the point's unit. */
    value: z.number().optional(),
    /** Takes the person's standing order back, instead of giving a value. */
    release: z.literal(true).optional(),
    /** The order stands for so long, then what is beneath it takes over; left out: until it is released. */
    holdMs: z.number().int().min(shortestHoldMs).max(longestHoldMs).optional(),
  })
  .refine(({ value, release }) => (value === undefined) !== (release === undefined), {
    error: 'expected either `value` or `release: true`',
  })
  .refine(({ release, holdMs }) => !release || holdMs === undefined, {
    error: 'a release holds nothing: leave `holdMs` out',
  });
export type CommandRequest = z.infer<typeof commandRequestSchema>;

/** What the agent says of a command: the value of the node metric `campus/command` (JSON). */
export const commandReportSchema = z.strictObject({
  id: z.string().min(1).max(64),
  state: z.enum(commandStates),
  at: z.number().int(),
  reason: z.string().max(64).optional(),
  detail: z.string().max(longestDetail).optional(),
  readback: z.number().nullable().optional(),
  /** Of a release: what it leaves the point at. */
  value: z.number().optional(),
  /** Of a command that did not come from the hub, in each report: all that the hub must know of it. */
  order: z
    .strictObject({
      pointId: z.string().min(3).max(140),
      value: z.number().nullable(),
      isRelease: z.boolean().optional(),
      priority: z.enum(commandPriorities),
      by: z.enum(gatewayAuthors),
    })
    .optional(),
});
export type CommandReport = z.infer<typeof commandReportSchema>;
