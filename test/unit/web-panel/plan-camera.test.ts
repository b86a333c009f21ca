// The camera of drawings: what is under the pointer stays there, and nobody gets lost.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  between,
  bounded,
  type Camera,
  framing,
  moved,
  nearestScale,
  revealing,
  type Scene,
  seenBox,
  toFrame,
  toWorld,
  transformOf,
  wholeOf,
  zoomed,
} from '../../../web/panel/plan/camera.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const scenes: fc.Arbitrary<Scene> = fc
  .record({
    left: number(-500, 500),
    top: number(-500, 500),
    width: number(5, 400),
    height: number(5, 400),
    widthPx: fc.integer({ min: 100, max: 3000 }),
    heightPx: fc.integer({ min: 100, max: 2000 }),
    mostScale: number(1, 200),
  })
  .map(({ left, top, width, height, widthPx, heightPx, mostScale }) => ({
    world: { minX: left, minY: top, maxX: left + width, maxY: top + height },
    frame: { widthPx, heightPx },
    mostScale,
  }));

const inFrame = fc.tuple(number(0, 1), number(0, 1));
const factors = fc.array(number(0.5, 2), { minLength: 1, maxLength: 12 });

function isSound({ x, y, scale }: Camera, scene: Scene): boolean {
  const { minX, minY, maxX, maxY } = scene.world;
  const isInside = x >= minX - 1e-6 && x <= maxX + 1e-6 && y >= minY - 1e-6 && y <= maxY + 1e-6;
  const whole = wholeOf(scene).scale;
  return isInside && scale >= whole * 0.999999 && scale <= nearestScale(scene) * 1.000001;
}

describe('zoom', () => {
  test('comes nearer from the whole: the point of the drawing under the pointer stays under it', () => {
    fc.assert(
      fc.property(scenes, inFrame, factors, (scene, [shareX, shareY], steps) => {
        const whole = wholeOf(scene);
        const { minX, minY, maxX, maxY } = scene.world;
        const place = [minX + (maxX - minX) * shareX, minY + (maxY - minY) * shareY] as const;
        const at = toFrame(whole, scene.frame, place);
        let camera = whole;
        for (const step of steps) camera = zoomed(camera, scene, at, step);
        const [x, y] = toWorld(camera, scene.frame, at);
        expect(x).toBeCloseTo(place[0], 4);
        expect(y).toBeCloseTo(place[1], 4);
      }),
    );
  });

  test('and everything else keep the camera at the drawing, between whole and nearest', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ at: inFrame, factor: number(0.1, 10) }),
        fc.record({ dx: number(-5000, 5000), dy: number(-5000, 5000) }),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(scenes, steps, (scene, acts) => {
        let camera = wholeOf(scene);
        for (const act of acts) {
          camera =
            'factor' in act
              ? zoomed(camera, scene, [act.at[0] * 500, act.at[1] * 500], act.factor)
              : moved(camera, scene, act.dx, act.dy);
          expect(isSound(camera, scene)).toBe(true);
        }
      }),
    );
  });
});

const scene: Scene = {
  world: { minX: 0, minY: 0, maxX: 100, maxY: 50 },
  frame: { widthPx: 1000, heightPx: 600 },
  mostScale: 80,
};

test('seen whole nothing is left to move', () => {
  const whole = wholeOf(scene);
  expect(whole).toEqual({ x: 50, y: 25, scale: 10 });
  expect(moved(whole, scene, 300, -80)).toEqual(whole);
  expect(seenBox(whole, scene.frame)).toEqual({ minX: 0, maxX: 100, minY: -5, maxY: 55 });
});

test('dragging moves the drawing with the pointer', () => {
  const near = zoomed(wholeOf(scene), scene, [500, 300], 4);
  const at = toWorld(near, scene.frame, [400, 300]);
  expect(toWorld(moved(near, scene, 60, -20), scene.frame, [460, 280])).toEqual(at);
});

test('a room is shown in the middle, as large as asked, and one at the edge of the site too', () => {
  expect(framing({ minX: 40, minY: 20, maxX: 50, maxY: 30 }, scene, 0.5)).toEqual({
    x: 45,
    y: 25,
    scale: 30,
  });
  const corner = framing({ minX: 0, minY: 0, maxX: 10, maxY: 10 }, scene, 0.6);
  expect(toFrame(corner, scene.frame, [5, 5])).toEqual([500, 300]);
});

test('what gets the focus comes into the frame, by the shortest way', () => {
  const near = zoomed(wholeOf(scene), scene, [500, 300], 4);
  const box = { minX: 950, minY: 100, maxX: 1050, maxY: 200 };
  const shown = revealing(near, scene, box, 20);
  expect((shown.x - near.x) * near.scale).toBeCloseTo(70);
  expect(shown.y).toBe(near.y);
});

test('a small drawing may still be doubled; a changed frame keeps the camera allowed', () => {
  expect(nearestScale({ ...scene, mostScale: 1 })).toBe(20);
  const small = { ...scene, frame: { widthPx: 300, heightPx: 300 } };
  expect(isSound(bounded({ x: 99, y: 49, scale: 500 }, small), small)).toBe(true);
});

test('a glide ends where it was sent, and its transform says so', () => {
  const from = wholeOf(scene);
  const to = framing({ minX: 0, minY: 0, maxX: 10, maxY: 10 }, scene, 0.6);
  expect(between(from, to, 1)).toEqual(to);
  expect(between(from, to, 0)).toEqual(from);
  expect(transformOf(from, scene.frame)).toBe('translate(0.00 50.00) scale(10.00000)');
});
