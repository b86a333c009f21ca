// An alarm and its states (ISA-18.2 / IEC 62682). Its state is a pure function of condition and people's acts.
import { z } from 'zod';
import { systems } from './point.ts';
import { textSchema } from './text.ts';

export const alarmPriorities = ['critical', 'high', 'medium', 'low'] as const;
export type AlarmPriority = (typeof alarmPriorities)[number];

export const alarmStates = ['normal', 'unacknowledged', 'acknowledged', 'returned-unacknowledged'] as const;
export type AlarmState = (typeof alarmStates)[number];

/** State from what the engine (condition) and people (acknowledgement) each own (decision 7). */
export function alarmState(isActive: boolean, isAcknowledged: boolean): AlarmState {
  if (isActive) return isAcknowledged ? 'acknowledged' : 'unacknowledged';
  return isAcknowledged ? 'normal' : 'returned-unacknowledged';
}

export const alarmSchema = z.object({
  /** `rule:subject:occurrence`. */
  id: z.string(),
  ruleId: z.string(),
  /** What it is about: a point, device or space id. */
  subject: z.string(),
  occurrence: z.number().int(),
  name: textSchema,
  advice: textSchema.optional(),
  system: z.enum(systems),
  priority: z.enum(alarmPriorities),
  state: z.enum(alarmStates),
  isActive: z.boolean(),
  spaceId: z.string().nullable(),
  pointIds: z.array(z.string()),
  /** The value that raised it. */
  value: z.number().nullable(),
  raisedAt: z.number().int(),
  clearedAt: z.number().int().nullable(),
  acknowledgedAt: z.number().int().nullable(),
  acknowledgedBy: z.string().nullable(),
  comment: z.string().nullable(),
});
export type Alarm = z.infer<typeof alarmSchema>;

/** What an engine says of an alarm's condition: the effect that the wiring hands to operations. */
export interface AlarmTransition {
  readonly ruleId: string;
  readonly subject: string;
  readonly occurrence: number;
  readonly isActive: boolean;
  readonly at: number;
  readonly value: number | null;
  readonly pointIds: readonly string[];
  readonly spaceId: string | null;
}

export function alarmId(ruleId: string, subject: string, occurrence: number): string {
  return `${ruleId}:${subject}:${occurrence}`;
}
