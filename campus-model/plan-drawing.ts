// Plan drawings: what people drew of a floor, laid over the description that the campus file gives of it. One document a
// floor and one schema: for the API, for the operations database, and (but for the backdrop) for the campus file.
import { z } from 'zod';
import { spaceKinds } from './campus.ts';
import { equipmentKinds } from './device-model.ts';
import { outlineFault } from './outline.ts';
import {
  leastDoorM,
  mostBackdropLines,
  mostBackdropPoints,
  mostCorners,
  mostDoorM,
  mostDrawnDevices,
  mostDrawnDoors,
  mostDrawnSpaces,
  mostMetres,
} from './plan-limits.ts';
import { idSchema, textSchema } from './text.ts';

const metres = z.number().min(-mostMetres).max(mostMetres);
const point = z.tuple([metres, metres]).describe('metres [x east, y north] from the corner of the building');

const faultWords = {
  'few-corners': 'expected at least three corners',
  'short-wall': 'expected corners that are at least 5 cm apart',
  crossing: 'expected an outline that does not cross itself',
  small: 'expected an area of at least 1 m²',
} as const;

export const outlineSchema = z
  .array(point)
  .max(mostCorners)
  .superRefine((outline, context) => {
    const fault = outlineFault(outline);
    if (fault) context.addIssue({ code: 'custom', message: faultWords[fault] });
  });

/** As long as a name on a plan can be read. */
const words = z.string().trim().min(1).max(60);

const addedSpace = z.strictObject({
  id: idSchema,
  name: z.strictObject({ zh: words, en: words }),
  kind: z.enum(spaceKinds),
  outline: outlineSchema,
});
export type AddedSpace = z.infer<typeof addedSpace>;

const door = z.strictObject({
  id: idSchema,
  at: point.describe('the middle of the opening'),
  widthM: z.number().min(leastDoorM).max(mostDoorM),
  angleDeg: z.number().min(0).lt(360).describe('the way from hinge to latch, counter-clockwise from east'),
  spaceIds: z.array(idSchema).min(1).max(2).describe('the room that the leaf opens into, then the other one'),
});
export type DrawnDoor = z.infer<typeof door>;

const backdrop = z
  .strictObject({
    name: z.string().max(200).describe('the file that it was read from'),
    metresPerUnit: z.number().positive().max(1e6).describe('the scale that it was read with'),
    lines: z.array(z.array(point).min(2)).max(mostBackdropLines),
  })
  .refine(({ lines }) => lines.reduce((sum, line) => sum + line.length, 0) <= mostBackdropPoints, {
    error: `expected at most ${mostBackdropPoints} points in all lines`,
  });
export type Backdrop = z.infer<typeof backdrop>;

const mostEntries = (most: number) => ({
  check: (entries: object) => Object.keys(entries).length <= most,
  words: { error: `expected at most ${most}` },
});
const spaceCount = mostEntries(mostDrawnSpaces);
const deviceCount = mostEntries(mostDrawnDevices);

const uniqueIds = (items: readonly { readonly id: string }[]) =>
  new Set(items.map(({ id }) => id)).size === items.length;

const parts = {
  spaces: z
    .record(idSchema, outlineSchema)
    .refine(spaceCount.check, spaceCount.words)
    .default({})
    .describe('outlines in place of those of the templates'),
  added: z
    .array(addedSpace)
    .max(mostDrawnSpaces)
    .refine(uniqueIds, { error: 'expected ids that are not used twice' })
    .default([])
    .describe('spaces that have no devices of their own'),
  devices: z
    .record(idSchema, point.nullable())
    .refine(deviceCount.check, deviceCount.words)
    .default({})
    .describe('where devices stand; null takes one off the plan'),
  doors: z
    .array(door)
    .max(mostDrawnDoors)
    .refine(uniqueIds, { error: 'expected ids that are not used twice' })
    .default([]),
  northDeg: z
    .number()
    .min(0)
    .lt(360)
    .nullable()
    .default(null)
    .describe('where north is on the plan, clockwise from up; null is up'),
};

/** As it stands in the campus file: a drawing without the lines that were drawn by. */
export const floorPlanSchema = z.strictObject(parts);
export type FloorPlan = z.infer<typeof floorPlanSchema>;

export const planDrawingSchema = z.strictObject({ ...parts, backdrop: backdrop.nullable().default(null) });
export type PlanDrawing = z.infer<typeof planDrawingSchema>;

/** `version` is the one that was changed; 0 where nothing was drawn yet. */
export const drawingChangeSchema = z.strictObject({
  version: z.number().int().min(0),
  drawing: planDrawingSchema,
});

export const drawingRestoreSchema = z.strictObject({ version: z.number().int().min(0) });

const ids = z.array(z.string());

/** What one drawing has that another has not; ids of spaces, devices and doors. */
export const drawingChangesSchema = z.object({
  spaces: ids,
  added: ids,
  removed: ids,
  devices: ids,
  doors: ids,
  isNorthMoved: z.boolean(),
  isBackdropChanged: z.boolean(),
});
export type DrawingChanges = z.infer<typeof drawingChangesSchema>;

export const planVersionSchema = z.object({
  version: z.number().int(),
  changedAt: z.number(),
  changedBy: z.string(),
  changedByName: z.string().nullable(),
  /** The version that was brought back, where one was. */
  restored: z.number().int().nullable(),
  /** Against the version before. */
  changes: drawingChangesSchema,
});
export type PlanVersion = z.infer<typeof planVersionSchema>;

export const drawnVersionSchema = planVersionSchema.extend({ drawing: planDrawingSchema });
export type DrawnVersion = z.infer<typeof drawnVersionSchema>;

const planPoint = z.tuple([z.number(), z.number()]);

/** A floor as the campus file describes it: what a drawing is laid over. */
export const describedFloorSchema = z.object({
  spaces: z.array(
    z.object({ id: z.string(), name: textSchema, kind: z.enum(spaceKinds), outline: z.array(planPoint) }),
  ),
  devices: z.array(
    z.object({
      id: z.string(),
      name: textSchema,
      kind: z.enum(equipmentKinds),
      spaceId: z.string(),
      at: planPoint.nullable(),
    }),
  ),
  doors: z.array(door),
  northDeg: z.number().nullable(),
});
export type DescribedFloor = z.infer<typeof describedFloorSchema>;

/** What the editor opens: the description, the drawing over it, and who drew it; version 0 is an empty drawing. */
export const planDrawingViewSchema = z.object({
  buildingId: z.string(),
  floorId: z.string(),
  version: z.number().int(),
  changedAt: z.number().nullable(),
  changedBy: z.string().nullable(),
  changedByName: z.string().nullable(),
  described: describedFloorSchema,
  drawing: planDrawingSchema,
});
export type PlanDrawingView = z.infer<typeof planDrawingViewSchema>;

/** A door of a floor's plan; the leaf opens into the first space. */
export const planDoorSchema = z.object({
  id: z.string(),
  at: planPoint,
  widthM: z.number(),
  angleDeg: z.number(),
  spaceIds: z.array(z.string()),
});
export type PlanDoor = z.infer<typeof planDoorSchema>;
