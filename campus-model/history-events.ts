// What happened around points in a span of their history: the alarms and commands of their rooms.
import { z } from 'zod';
import { alarmSchema } from './alarm.ts';
import { commandSchema } from './command.ts';

/** Of each kind the newest so many: more cannot be told apart on one time axis. */
export const mostHistoryEvents = 500;

export const historyEventsSchema = z.object({
  /** Those that stood at some time of the span, newest first. */
  alarms: z.array(alarmSchema),
  /** Those that were asked for in the span, newest first. */
  commands: z.array(commandSchema),
  /** There were more than are listed. */
  isCut: z.boolean(),
});
export type HistoryEvents = z.infer<typeof historyEventsSchema>;
