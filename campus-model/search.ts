// What the one search box finds, and how it is asked over HTTP.
import { z } from 'zod';
import { alarmPriorities, alarmStates } from './alarm.ts';
import { pointViewSchema } from './api.ts';
import { textSchema } from './text.ts';

/** In the order in which groups that match equally well are shown. */
export const searchKinds = [
  'order',
  'alarm',
  'space',
  'floor',
  'building',
  'equipment',
  'point',
  'person',
  'gateway',
  'rule',
] as const;
export type SearchKind = (typeof searchKinds)[number];

export const longestSearch = 100;

export const searchItemSchema = z.object({
  kind: z.enum(searchKinds),
  /** Of the thing itself; of an order the point that is commanded. */
  id: z.string(),
  name: textSchema,
  /** The place or the thing it belongs to; null where there is none to name. */
  where: textSchema.nullable(),
  /** How well it matches: 0 is exact, more is worse. */
  rank: z.number(),
  buildingId: z.string().nullable(),
  floorId: z.string().nullable(),
  spaceId: z.string().nullable(),
  /** Of equipment and points. */
  deviceId: z.string().optional(),
  /** Kind of space or equipment. */
  sort: z.string().optional(),
  phone: z.string().optional(),
  alarm: z
    .object({ priority: z.enum(alarmPriorities), state: z.enum(alarmStates), isActive: z.boolean() })
    .optional(),
  /** The command that the words ask for; nothing is done until a person confirms it. */
  order: z.object({ point: pointViewSchema, value: z.number() }).optional(),
});
export type SearchItem = z.infer<typeof searchItemSchema>;

export const searchAnswerSchema = z.object({
  /** Group after group, best group first; within a group best first. */
  items: z.array(searchItemSchema),
  /** How many match in all, by kind. */
  totals: z.partialRecord(z.enum(searchKinds), z.number()),
  /** False for a moment after the start: Chinese names are not yet found by pinyin. */
  hasPinyin: z.boolean(),
});
export type SearchAnswer = z.infer<typeof searchAnswerSchema>;
