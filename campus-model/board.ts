// Boards: walls that people compose of tiles on a grid of twelve columns, and share with roles. One schema for the API,
// for the file that a campus brings its first boards in, and for the types of the page.
import { z } from 'zod';
import { planLayers } from './api.ts';
import { boardColumns, mostBoardRows, mostBoardTiles, tilesOverlap } from './board-grid.ts';
import { idSchema } from './text.ts';

export const mostBoardsAPerson = 50;
/** A full board is about half of it; what is larger holds an essay. */
export const mostBoardBytes = 65_536;
/** How long a deleted board can be brought back. */
export const deletedBoardKeptMs = 30 * 86_400_000;

/** Roles that a board can be shared with; administrators see every board. */
export const boardAudience = ['security', 'logistics', 'teacher'] as const;
export type BoardAudience = (typeof boardAudience)[number];

const words = (most: number) => z.string().trim().min(1).max(most);

/** In one language at least; where the reader's is missing, the other is shown. */
const eitherLanguage = (most: number) =>
  z
    .strictObject({ zh: words(most).optional(), en: words(most).optional() })
    .refine(({ zh, en }) => zh !== undefined || en !== undefined, { error: 'expected zh or en' });

export const boardTextSchema = eitherLanguage(60);
export type BoardText = z.infer<typeof boardTextSchema>;

const title = boardTextSchema.optional().describe('in place of the words that the tile makes itself');
const pointId = z.string().min(3).max(140);

export const boardLayers = [...planLayers, 'network', 'alarms'] as const;
export const boardLists = ['alarms', 'gateways', 'comfort', 'commands'] as const;
export const boardCounts = ['alarms', 'gateways', 'people', 'lights'] as const;
/** Hours. */
export const boardSpans = [1, 4, 8, 24, 168] as const;
export const barSteps = ['hour', 'day'] as const;

/** Of curves with axes: those that the trend page names too. */
export const trendSpans = [1, 8, 24, 168] as const;

const settingsByKind = {
  value: z.strictObject({ title, point: pointId, span: z.literal(boardSpans).default(4).describe('hours') }),
  plan: z.strictObject({ title, floor: idSchema, layer: z.enum(boardLayers) }),
  trend: z.strictObject({
    title,
    points: z.array(pointId).min(1).max(8),
    span: z.literal(trendSpans).default(8).describe('hours'),
  }),
  list: z.strictObject({ title, of: z.enum(boardLists) }),
  camera: z.strictObject({ title, space: idSchema }),
  count: z.strictObject({ title, of: z.enum(boardCounts) }),
  map: z.strictObject({ title }),
  text: z.strictObject({ title, note: eitherLanguage(2000).optional(), isClock: z.boolean().default(false) }),
  bars: z.strictObject({
    title,
    points: z.array(pointId).min(1).max(20).describe('counters; their sum is shown'),
    step: z.enum(barSteps).default('hour'),
  }),
};

const place = {
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'expected lower-case letters, digits and hyphens, at most 40'),
  x: z
    .number()
    .int()
    .min(0)
    .max(boardColumns - 1),
  y: z
    .number()
    .int()
    .min(0)
    .max(mostBoardRows - 1),
  w: z.number().int().min(1).max(boardColumns),
  h: z.number().int().min(1).max(24),
};

const tileOf = <K extends keyof typeof settingsByKind>(kind: K) =>
  z.strictObject({ ...place, kind: z.literal(kind), settings: settingsByKind[kind] });

export const tileSchema = z.discriminatedUnion('kind', [
  tileOf('value'),
  tileOf('plan'),
  tileOf('trend'),
  tileOf('list'),
  tileOf('camera'),
  tileOf('count'),
  tileOf('map'),
  tileOf('text'),
  tileOf('bars'),
]);
export type Tile = z.infer<typeof tileSchema>;
export type TileKind = Tile['kind'];
export type TileOf<K extends TileKind> = Extract<Tile, { kind: K }>;

/** What is wrong with tiles that are each right by themselves; null where nothing is. */
function misplaced(tiles: readonly Tile[]): string | null {
  if (new Set(tiles.map(({ id }) => id)).size < tiles.length) return 'two tiles have one id';
  const wide = tiles.find(({ x, w }) => x + w > boardColumns);
  if (wide) return `tile "${wide.id}" ends beyond column ${boardColumns}`;
  const deep = tiles.find(({ y, h }) => y + h > mostBoardRows);
  if (deep) return `tile "${deep.id}" ends beyond row ${mostBoardRows}`;
  for (const [row, tile] of tiles.entries()) {
    const other = tiles.slice(row + 1).find((each) => tilesOverlap(tile, each));
    if (other) return `tiles "${tile.id}" and "${other.id}" overlap`;
  }
  return null;
}

const tilesSchema = z
  .array(tileSchema)
  .max(mostBoardTiles)
  .superRefine((tiles, context) => {
    const wrong = misplaced(tiles);
    if (wrong) context.addIssue({ code: 'custom', message: wrong });
  });

const content = {
  name: boardTextSchema,
  sharedWith: z.array(z.enum(boardAudience)).max(boardAudience.length),
  tiles: tilesSchema,
};

/** What a person makes of a board. */
export const boardContentSchema = z.strictObject(content);
export type BoardContent = z.infer<typeof boardContentSchema>;

export const boardChangeSchema = z.strictObject({
  ...content,
  version: z.number().int().min(1).optional().describe('the version that was changed; without it, whichever'),
});

const standing = {
  id: z.string(),
  name: boardTextSchema,
  /** The account whose board it is; null for one that the campus brought. */
  owner: z.string().nullable(),
  ownerName: z.string().nullable(),
  sharedWith: z.array(z.enum(boardAudience)),
  /** Rises by one with each change. */
  version: z.number().int(),
  changedAt: z.number(),
  changedBy: z.string(),
  changedByName: z.string().nullable(),
  deletedAt: z.number().nullable(),
};

/** A board as operations keep it. */
export const boardSchema = z.object({ ...standing, tiles: z.array(tileSchema) });
export type Board = z.infer<typeof boardSchema>;

/** A board for one person. */
export const boardViewSchema = boardSchema.extend({ mayChange: z.boolean() });
export type BoardView = z.infer<typeof boardViewSchema>;

/** A board in a list: of its tiles only where they lie. */
export const boardSummarySchema = z.object({
  ...standing,
  mayChange: z.boolean(),
  tiles: z.array(z.object({ kind: z.string(), x: z.number(), y: z.number(), w: z.number(), h: z.number() })),
});
export type BoardSummary = z.infer<typeof boardSummarySchema>;

/** The boards that a campus brings for its first start (`boards.yaml` beside the description). */
export const boardFileSchema = z.strictObject({
  version: z.literal(1),
  boards: z.array(z.strictObject({ id: idSchema, ...content })).max(mostBoardsAPerson),
});
export type BoardFile = z.infer<typeof boardFileSchema>;
