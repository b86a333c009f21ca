// What a floor plan draws beside its rooms: the equipment of the floor, where it stands, and which points tell its state.
import { z } from 'zod';
import { equipmentKinds } from './device-model.ts';
import { textSchema } from './text.ts';

/**
 * What a point says of its equipment's symbol. Not 0 is: `on`, `open`, `fault`; of `alarm` 1 is the alarm and what is above
 * it a fault; `online` is out of reach at 0; `state` says only whether anything is heard.
 */
export const signKinds = ['alarm', 'fault', 'open', 'on', 'online', 'state'] as const;
export type SignKind = (typeof signKinds)[number];

export const planSignSchema = z.object({
  pointId: z.string(),
  kind: z.enum(signKinds),
  staleAfterMs: z.number(),
});
export type PlanSign = z.infer<typeof planSignSchema>;

export const planEquipmentSchema = z.object({
  id: z.string(),
  name: textSchema,
  kind: z.enum(equipmentKinds),
  spaceId: z.string(),
  gatewayId: z.string(),
  /** Metres on the floor, x east, y north; null where the description does not say. */
  at: z.tuple([z.number(), z.number()]).nullable(),
  /** Points that tell its state, at most a few, the most telling first; empty where it has no points. */
  signs: z.array(planSignSchema),
});
export type PlanEquipment = z.infer<typeof planEquipmentSchema>;
