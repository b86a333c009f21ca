// A command: an order to change a point. It is done when it is read back (decision 8 of docs/architecture.md).
import { z } from 'zod';
import { commandPriorities, commandStates } from './command-state.ts';

/** Why a command was rejected or failed: an error code of `errors.ts`, and a detail for the log. */
export const commandSchema = z.object({
  id: z.string(),
  pointId: z.string(),
  value: z.number(),
  state: z.enum(commandStates),
  priority: z.enum(commandPriorities),
  /** Account or process that asked. */
  by: z.string(),
  requestedAt: z.number().int(),
  changedAt: z.number().int(),
  ttlMs: z.number().int().positive(),
  /** Error code where the state is rejected, failed, expired or unknown. */
  reason: z.string().optional(),
  /** What the readback showed last. */
  readback: z.number().nullable().optional(),
});
export type Command = z.infer<typeof commandSchema>;

/** What the agent says of a command: the value of the node metric `campus/command` (JSON). */
export const commandReportSchema = z.strictObject({
  id: z.string().min(1).max(64),
  state: z.enum(commandStates),
  at: z.number().int(),
  reason: z.string().max(64).optional(),
  readback: z.number().nullable().optional(),
});
export type CommandReport = z.infer<typeof commandReportSchema>;
