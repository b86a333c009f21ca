// The books of a gateway: what its agent took, what of it the hub has, what was lost and why. Counted in samples.
import { z } from 'zod';

/** Why a sample that was taken is on no disk any more, or never was. */
export const lossReasons = ['outbox-full', 'segment-damaged', 'disk-failed'] as const;
export type LossReason = (typeof lossReasons)[number];

const count = z.number().int().min(0);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** Numbers first…last of an outbox that were given on one day. */
const bookedRange = z.strictObject({
  outboxId: z.string(),
  first: z.number().int().min(1),
  last: z.number().int().min(1),
});

/**
 * One day (the site's, by the agent's clock when the sample was taken) of an agent's books. It balances:
 * taken = acknowledged + waiting + lost['outbox-full'] + lost['segment-damaged'].
 */
export const gatewayDaySchema = z.strictObject({
  day,
  /** Made durable in the outbox. */
  taken: count,
  /** Of these the hub said that they are durable there. */
  acknowledged: count,
  /** Still in the outbox. */
  waiting: count,
  /** `disk-failed` ones were never taken: published live, and not kept. */
  lost: z.partialRecord(z.enum(lossReasons), count),
  /** Where the day's samples stand, so that the hub can count what it has of them. */
  ranges: z.array(bookedRange).max(256),
});
export type GatewayDay = z.infer<typeof gatewayDaySchema>;

/** A stretch of time whose samples were lost: shown on trends as a gap with its reason. */
export const gapSchema = z.strictObject({
  fromMs: z.number(),
  toMs: z.number(),
  samples: count,
  why: z.enum(lossReasons),
});
export type Gap = z.infer<typeof gapSchema>;

/** What an agent says of its books: the days that changed lately, the latest gaps. Saying it twice changes nothing. */
export const gatewayBooksSchema = z.strictObject({
  version: z.literal(1),
  days: z.array(gatewayDaySchema).max(40),
  gaps: z.array(gapSchema).max(50),
});
export type GatewayBooks = z.infer<typeof gatewayBooksSchema>;

/** A day of a gateway as both sides have it. It balances where `missing` is 0. */
export const bookRowSchema = z.object({
  gatewayId: z.string(),
  day,
  taken: count,
  acknowledged: count,
  waiting: count,
  lost: z.partialRecord(z.enum(lossReasons), count),
  /** Of the day's positions: samples in history, and samples the hub refused (unknown point, wrong type). */
  stored: count,
  refused: count,
  /** Acknowledged, and neither stored nor refused. */
  missing: count,
});
export type BookRow = z.infer<typeof bookRowSchema>;

/** The hub's own double entry over all days: positions are counted in sets, rows as they were written. */
export const bookTotalsSchema = z.object({
  gatewayId: z.string(),
  positions: count,
  refused: count,
  rows: count,
  /** rows − (positions − refused): 0 where nothing was stored twice or left out. */
  difference: z.number().int(),
});
export type BookTotals = z.infer<typeof bookTotalsSchema>;

export const booksViewSchema = z.object({
  days: z.array(bookRowSchema),
  totals: z.array(bookTotalsSchema),
  gaps: z.array(gapSchema.extend({ gatewayId: z.string() })),
});
export type BooksView = z.infer<typeof booksViewSchema>;
