// Who holds a point: the orders that stand on it, one a priority. The agent keeps them and tells the hub.
import { z } from 'zod';
import { commandPriorities, mostStandingOrders } from './command-state.ts';

export const standingOrderSchema = z.strictObject({
  /** Of the command that placed it. */
  id: z.string().min(1).max(64),
  priority: z.enum(commandPriorities),
  value: z.number(),
  by: z.string().max(64),
  /** When it was placed, and until when it stands (ms UTC of the hub); null: until it is released. */
  sinceMs: z.number().int(),
  untilMs: z.number().int().nullable(),
});
export type StandingOrder = z.infer<typeof standingOrderSchema>;

/** The orders of one point, the most urgent first: that one holds it. */
export const standingSchema = z.strictObject({
  pointId: z.string().min(3).max(140),
  orders: z.array(standingOrderSchema).max(commandPriorities.length),
});
export type Standing = z.infer<typeof standingSchema>;

/** What a gateway says of its standing orders: all of them (at a birth) or those of points where they changed. */
export const standingListSchema = z.array(standingSchema).max(mostStandingOrders);
