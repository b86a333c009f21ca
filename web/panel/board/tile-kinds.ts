// The kinds of tiles: their sizes on the grid, their icons, and the fields that a person fills in. Pure.
import type { Tile, TileKind } from '@campus/campus-model';
import type { IconName } from '../components/icon.tsx';
import { floorLayers } from '../format/search.ts';

/** In the order of the gallery. */
export const tileKinds: readonly TileKind[] = [
  'value',
  'count',
  'list',
  'trend',
  'bars',
  'plan',
  'map',
  'camera',
  'text',
];

interface Size {
  readonly w: number;
  readonly h: number;
}

interface Sizes {
  readonly icon: IconName;
  /** Below this the tile could not be read. */
  readonly least: Size;
  readonly usual: Size;
}

const sizes: Record<TileKind, Sizes> = {
  value: { icon: 'gauge', least: { w: 2, h: 2 }, usual: { w: 3, h: 2 } },
  count: { icon: 'count', least: { w: 2, h: 2 }, usual: { w: 3, h: 2 } },
  list: { icon: 'rules', least: { w: 3, h: 2 }, usual: { w: 4, h: 4 } },
  trend: { icon: 'trends', least: { w: 3, h: 3 }, usual: { w: 6, h: 4 } },
  bars: { icon: 'power', least: { w: 3, h: 2 }, usual: { w: 4, h: 3 } },
  plan: { icon: 'plans', least: { w: 3, h: 3 }, usual: { w: 6, h: 4 } },
  map: { icon: 'place', least: { w: 4, h: 3 }, usual: { w: 6, h: 4 } },
  camera: { icon: 'camera', least: { w: 2, h: 2 }, usual: { w: 3, h: 3 } },
  text: { icon: 'books', least: { w: 2, h: 1 }, usual: { w: 3, h: 2 } },
};

export function tileIcon(kind: TileKind): IconName {
  return sizes[kind].icon;
}

export function leastSize(kind: TileKind): Size {
  return sizes[kind].least;
}

export function usualSize(kind: TileKind): Size {
  return sizes[kind].usual;
}

/** What the form of a tile asks for; `name` is the setting that it fills. */
export type TileField =
  | {
      readonly type: 'point' | 'points' | 'counters';
      readonly name: 'point' | 'points';
      readonly most: number;
    }
  | {
      readonly type: 'choice';
      readonly name: 'span' | 'of' | 'step' | 'layer';
      readonly values: readonly (string | number)[];
    }
  | { readonly type: 'floor'; readonly name: 'floor' }
  | { readonly type: 'camera'; readonly name: 'space' }
  | { readonly type: 'note'; readonly name: 'note' }
  | { readonly type: 'check'; readonly name: 'isClock' };

const spanField = (values: readonly number[]): TileField => ({ type: 'choice', name: 'span', values });

export const tileFields: Record<TileKind, readonly TileField[]> = {
  value: [{ type: 'point', name: 'point', most: 1 }, spanField([1, 4, 8, 24, 168])],
  count: [{ type: 'choice', name: 'of', values: ['alarms', 'gateways', 'people', 'lights'] }],
  list: [{ type: 'choice', name: 'of', values: ['alarms', 'gateways', 'comfort', 'commands'] }],
  trend: [{ type: 'points', name: 'points', most: 8 }, spanField([1, 8, 24, 168])],
  bars: [
    { type: 'counters', name: 'points', most: 20 },
    { type: 'choice', name: 'step', values: ['hour', 'day'] },
  ],
  plan: [
    { type: 'floor', name: 'floor' },
    { type: 'choice', name: 'layer', values: floorLayers },
  ],
  map: [],
  camera: [{ type: 'camera', name: 'space' }],
  text: [
    { type: 'note', name: 'note' },
    { type: 'check', name: 'isClock' },
  ],
};

/** Settings that a new tile begins with; what is missing is chosen in its form. */
const firstSettings: { readonly [K in TileKind]: Readonly<Record<string, unknown>> } = {
  value: { span: 4 },
  count: { of: 'alarms' },
  list: { of: 'alarms' },
  trend: { points: [], span: 8 },
  bars: { points: [], step: 'hour' },
  plan: { layer: 'temperature' },
  map: {},
  camera: {},
  text: { isClock: false },
};

/** A tile in the making: its settings may lack what its form still asks for. */
export interface RawTile extends Omit<Tile, 'settings' | 'kind'> {
  readonly kind: TileKind;
  readonly settings: Readonly<Record<string, unknown>>;
}

export function newTile(kind: TileKind, id: string): RawTile {
  return { id, kind, x: 0, y: 0, ...usualSize(kind), settings: firstSettings[kind] };
}

/** The tile where its settings are complete; null where something is still to be chosen. */
export function completeTile(tile: RawTile): Tile | null {
  const isComplete = tileFields[tile.kind].every((field) => isFilled(field, tile.settings));
  return isComplete ? (tile as unknown as Tile) : null;
}

function isFilled({ type, name }: TileField, settings: Readonly<Record<string, unknown>>): boolean {
  const value = settings[name];
  if (type === 'note') return value !== undefined || settings.isClock === true;
  if (type === 'points' || type === 'counters') return Array.isArray(value) && value.length > 0;
  return value !== undefined && value !== '';
}
