// What a new board can begin from: tiles made of what this campus has. Pure; what the campus lacks is left out.
import type { CameraView, CampusView, PointView, Tile } from '@campus/campus-model';
import { powerPoints, spacesOf } from '../format/totals.ts';
import { closeGaps } from './layout.ts';

export const templateNames = ['security', 'logistics', 'teacher', 'blank'] as const;
export type TemplateName = (typeof templateNames)[number];

/** What a template is made of. */
export interface TemplateFacts {
  readonly campus: CampusView;
  readonly cameras: readonly CameraView[];
  /** Counters of energy and water. */
  readonly counters: readonly PointView[];
  /** A teacher's own rooms. */
  readonly ownSpaces: readonly string[];
}

export function tilesOf(name: TemplateName, facts: TemplateFacts): Tile[] {
  if (name === 'security') return closeGaps(securityTiles(facts));
  if (name === 'logistics') return closeGaps(logisticsTiles(facts));
  return name === 'teacher' ? closeGaps(teacherTiles(facts)) : [];
}

/** Cameras that one sees at a glance. */
const shownCameras = 3;

function securityTiles({ cameras, campus }: TemplateFacts): Tile[] {
  const gates = new Set(campus.buildings.flatMap(spacesOf).flatMap((s) => (s.kind === 'gate' ? [s.id] : [])));
  const atGates = [...cameras].sort((a, b) => Number(gates.has(b.spaceId)) - Number(gates.has(a.spaceId)));
  return [
    { id: 'map', kind: 'map', x: 0, y: 0, w: 6, h: cameras.length > 0 ? 5 : 8, settings: {} },
    { id: 'open-alarms', kind: 'count', x: 6, y: 0, w: 4, h: 2, settings: { of: 'alarms' } },
    { id: 'clock', kind: 'text', x: 10, y: 0, w: 2, h: 2, settings: { isClock: true } },
    { id: 'alarms', kind: 'list', x: 6, y: 2, w: 4, h: 6, settings: { of: 'alarms' } },
    { id: 'offline', kind: 'count', x: 10, y: 2, w: 2, h: 3, settings: { of: 'gateways' } },
    { id: 'people', kind: 'count', x: 10, y: 5, w: 2, h: 3, settings: { of: 'people' } },
    ...atGates.slice(0, shownCameras).map(
      ({ spaceId }, row): Tile => ({
        id: `camera-${row + 1}`,
        kind: 'camera',
        x: row * 2,
        y: 5,
        w: 2,
        h: 3,
        settings: { space: spaceId },
      }),
    ),
  ];
}

/** Buildings whose power stands in a row. */
const shownBuildings = 4;
const mostSummed = 20;

function logisticsTiles({ campus, counters }: TemplateFacts): Tile[] {
  const main = campus.buildings.flatMap((building) => {
    const [point] = powerPoints(building);
    return point && powerPoints(building).length === 1 ? [{ name: building.name, point }] : [];
  });
  const power = main.slice(0, shownBuildings);
  const idsOf = (quantity: PointView['quantity']): string[] =>
    counters.flatMap((point) => (point.quantity === quantity ? [point.pointId] : []));
  const [energy, water] = [idsOf('energy').filter(isImport), idsOf('water-volume')];
  return [
    ...power.map(
      ({ name, point }, row): Tile => ({
        id: `power-${row + 1}`,
        kind: 'value',
        x: row * 2,
        y: 0,
        w: 2,
        h: 2,
        settings: { title: name, point, span: 8 },
      }),
    ),
    { id: 'lights', kind: 'count', x: 8, y: 0, w: 2, h: 2, settings: { of: 'lights' } },
    { id: 'offline', kind: 'count', x: 10, y: 0, w: 2, h: 2, settings: { of: 'gateways' } },
    ...bars('energy', energy, 0),
    ...bars('water', water, 4),
    { id: 'comfort', kind: 'list', x: 8, y: 2, w: 4, h: 3, settings: { of: 'comfort' } },
    ...(power.length > 0 ? [powerTrend(power.map(({ point }) => point))] : []),
    { id: 'gateways', kind: 'list', x: 8, y: 5, w: 4, h: 3, settings: { of: 'gateways' } },
  ];
}

/** A meter that counts both ways has a total for each; what was sent back is no use. */
function isImport(pointId: string): boolean {
  return !pointId.endsWith('-export');
}

const barTitles = {
  energy: { zh: '用电（每小时）', en: 'Energy by the hour' },
  water: { zh: '用水（每日）', en: 'Water by the day' },
} as const;

function bars(of: keyof typeof barTitles, points: readonly string[], x: number): Tile[] {
  if (points.length === 0) return [];
  const step = of === 'energy' ? 'hour' : 'day';
  const settings = { title: barTitles[of], points: points.slice(0, mostSummed), step } as const;
  return [
    {
      id: `bars-${of}`,
      kind: 'bars',
      x,
      y: 2,
      w: 4,
      h: 3,
      settings: { ...settings, points: [...settings.points] },
    },
  ];
}

function powerTrend(points: string[]): Tile {
  const title = { zh: '楼宇用电', en: 'Power of the buildings' };
  return { id: 'power-trend', kind: 'trend', x: 0, y: 5, w: 8, h: 3, settings: { title, points, span: 8 } };
}

const shownLayers = ['co2', 'temperature', 'occupancy'] as const;

function teacherTiles({ campus, ownSpaces }: TemplateFacts): Tile[] {
  const floors = campus.buildings.flatMap(({ floors }) => floors);
  const spaces = floors.flatMap(({ spaces }) => spaces);
  const room =
    spaces.find(({ id }) => id === ownSpaces[0]) ??
    spaces.find(({ kind, layers }) => kind === 'classroom' && layers.co2);
  const floor = floors.find(({ spaces }) => spaces.some(({ id }) => id === room?.id));
  if (!room || !floor) return [];
  const [co2, temperature] = [room.layers.co2, room.layers.temperature];
  const curves = [co2, temperature].filter((id) => id !== undefined);
  return [
    ...shownLayers.flatMap((layer, row): Tile[] => {
      const point = room.layers[layer];
      return point
        ? [{ id: layer, kind: 'value', x: row * 2, y: 0, w: 2, h: 2, settings: { point, span: 4 } }]
        : [];
    }),
    { id: 'plan', kind: 'plan', x: 6, y: 0, w: 6, h: 4, settings: { floor: floor.id, layer: 'co2' } },
    ...(curves.length > 0
      ? [
          {
            id: 'air',
            kind: 'trend',
            x: 0,
            y: 2,
            w: 6,
            h: 5,
            settings: { title: room.name, points: curves, span: 8 },
          } as Tile,
        ]
      : []),
    { id: 'alarms', kind: 'list', x: 6, y: 4, w: 4, h: 3, settings: { of: 'alarms' } },
    { id: 'clock', kind: 'text', x: 10, y: 4, w: 2, h: 3, settings: { isClock: true } },
  ];
}
