// The demo campus keeps its promises: size, names, a plausible plan, addresses that do not collide.
import { type Building, type PlanPoint, pointId, type Space } from '@campus/campus-model';
import { checkDevices } from '@campus/device-drivers';
import { describe, expect, test } from 'vitest';
import { modbusAddressOf } from '../../../simulators/endpoints.ts';
import { widthOf } from '../../../simulators/modbus/device-map.ts';
import { deviceMaps } from '../../../simulators/modbus/device-maps.ts';
import { areaOf } from '../../../simulators/world/room.ts';
import { demoCampus, demoSimulation } from './demo.ts';

const { campus, origins } = demoCampus();

describe('size', () => {
  test('about 60 spaces, 150 to 200 devices, 1,300 to 1,700 points, one gateway a building', () => {
    expect(campus.spaces.size).toBeGreaterThanOrEqual(55);
    expect(campus.spaces.size).toBeLessThanOrEqual(70);
    expect(campus.devices.size).toBeGreaterThanOrEqual(150);
    expect(campus.devices.size).toBeLessThanOrEqual(200);
    expect(campus.points.size).toBeGreaterThanOrEqual(1_300);
    expect(campus.points.size).toBeLessThanOrEqual(1_700);
    expect(campus.gateways.size).toBe(6);
  });

  test('has the places that the school promises', () => {
    const kinds = [...campus.spaces.values()].map(({ kind }) => kind);
    const count = (kind: string): number => kinds.filter((it) => it === kind).length;
    expect(count('vr-lab')).toBe(2);
    for (const kind of ['workshop', 'nursing-ward', 'maker-space', 'studio', 'kitchen', 'cold-store']) {
      expect([kind, count(kind)]).toEqual([kind, 1]);
    }
    expect(count('piano-room')).toBeGreaterThan(1);
    expect(count('classroom')).toBeGreaterThan(8);
  });
});

test('every name is Chinese and English', () => {
  const names = [
    ...campus.buildings.flatMap((building) => [building, ...building.floors]),
    ...campus.spaces.values(),
    ...campus.devices.values(),
  ].map(({ name }) => name);
  expect(names.filter(({ zh, en }) => !/\p{Script=Han}/u.test(zh) || /\p{Script=Han}/u.test(en))).toEqual([]);
});

test('the drivers accept every endpoint and address', async () => {
  expect(await checkDevices(campus, origins)).toEqual([]);
});

test('every device is simulated, with every point of its model', () => {
  const { simulation } = demoSimulation();
  expect(simulation.unknownDevices).toEqual([]);
  const missing = [...campus.points.values()]
    .filter(({ deviceId, id }) => !(id in simulation.devices.get(deviceId)!.values()))
    .map((point) => point.pointId);
  expect(missing).toEqual([]);
});

test('no two points share a register', () => {
  const taken = new Map<string, string>();
  const twice: string[] = [];
  for (const device of campus.devices.values()) {
    const map = deviceMaps.get(device.modelId);
    if (!map) continue;
    const { unit, offset } = modbusAddressOf(device);
    for (const cell of map.cells) {
      for (let word = 0; word < widthOf(cell.format); word++) {
        const key = `${device.endpointId} ${unit} ${cell.table} ${cell.address + offset + word} ${cell.bit ?? ''}`;
        if (taken.has(key)) twice.push(`${key}: ${taken.get(key)} and ${pointId(device.id, cell.point)}`);
        taken.set(key, pointId(device.id, cell.point));
      }
    }
  }
  expect(twice).toEqual([]);
});

describe.each(campus.buildings.map((building) => [building.id, building] as const))(
  'plan of %s',
  (_, building) => {
    test('rooms do not overlap and stay inside the building', () => {
      const [width, depth] = extentOf(building);
      for (const floor of building.floors) {
        expect(overlaps(floor.spaces)).toEqual([]);
        const outside = floor.spaces.filter(({ outline }) =>
          outline.some(([x, y]) => x < -0.01 || y < -0.01 || x > width + 0.01 || y > depth + 0.01),
        );
        expect(outside.map(({ id }) => id)).toEqual([]);
      }
    });
  },
);

test('buildings stand on the site and apart from each other', () => {
  for (const { outline } of campus.buildings) {
    for (const [x, y] of outline) expect(x >= 0 && x <= 300 && y >= 0 && y <= 220).toBe(true);
  }
  expect(overlaps(campus.buildings.map(({ id, outline }) => ({ id, outline })))).toEqual([]);
});

test('every device stands in its room', () => {
  const astray = [...campus.devices.values()].filter(({ at, spaceId }) => {
    const { outline } = campus.spaces.get(spaceId)!;
    return at === undefined || !isInside(outline, at);
  });
  expect(astray.map(({ id }) => id)).toEqual([]);
});

test('the area of an outline is found for rooms that are no rectangles', () => {
  expect(areaOf(campus.spaces.get('t1-101')!.outline)).toBeCloseTo(8.4 * 7.2);
  expect(areaOf(campus.spaces.get('tr-corridor-1')!.outline)).toBeCloseTo(48 * 3 + 10 * 9);
});

function extentOf({ outline }: Building): [number, number] {
  const xs = outline.map(([x]) => x);
  const ys = outline.map(([, y]) => y);
  return [Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)];
}

const gridM = 0.37;

/** Pairs that share a point of a fine grid. */
function overlaps(spaces: readonly Pick<Space, 'id' | 'outline'>[]): string[] {
  const found = new Set<string>();
  spaces.forEach((a, i) => {
    const [left, bottom] = cornerOf(a.outline, Math.min);
    const [right, top] = cornerOf(a.outline, Math.max);
    for (const b of spaces.slice(i + 1)) {
      for (let x = left + 0.11; x < right; x += gridM) {
        for (let y = bottom + 0.13; y < top; y += gridM) {
          if (isInside(a.outline, [x, y]) && isInside(b.outline, [x, y])) found.add(`${a.id} and ${b.id}`);
        }
      }
    }
  });
  return [...found];
}

function cornerOf(outline: readonly PlanPoint[], pick: (...values: number[]) => number): PlanPoint {
  return [pick(...outline.map(([x]) => x)), pick(...outline.map(([, y]) => y))];
}

/** Whether a ray to the east crosses the outline an odd number of times. */
function isInside(outline: readonly PlanPoint[], [x, y]: PlanPoint): boolean {
  let inside = false;
  outline.forEach(([x1, y1], i) => {
    const [x2, y2] = outline[(i + 1) % outline.length]!;
    if (y1 > y !== y2 > y && x < x1 + ((x2 - x1) * (y - y1)) / (y2 - y1)) inside = !inside;
  });
  return inside;
}
