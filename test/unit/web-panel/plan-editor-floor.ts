// A floor for the tests of the plan editor: two classrooms on a corridor, three devices.
import { type DescribedFloor, drawnFloor, emptyDrawing } from '@campus/campus-model';
import type { Ring } from '../../../web/panel/pages/plan-editor/corners.ts';

export const box = (x: number, y: number, w: number, h: number): Ring => [
  [x, y],
  [x + w, y],
  [x + w, y + h],
  [x, y + h],
];

export const text = (word: string) => ({ zh: word, en: word });
export const described: DescribedFloor = {
  spaces: [
    { id: 'r1', name: text('101'), kind: 'classroom', outline: box(0, 0, 8, 7) },
    { id: 'r2', name: text('102'), kind: 'classroom', outline: box(8, 0, 8, 7) },
    { id: 'c', name: text('corridor'), kind: 'corridor', outline: box(0, 7, 16, 2) },
  ],
  devices: [
    { id: 'lamp', name: text('lamp'), kind: 'lamps', spaceId: 'r1', at: [2, 2] },
    { id: 'air', name: text('air'), kind: 'air-sensor', spaceId: 'r1', at: null },
    { id: 'far', name: text('far'), kind: 'lamps', spaceId: 'r2', at: [9, 1] },
  ],
  doors: [],
  northDeg: null,
};
export const floor = drawnFloor(described, emptyDrawing);
