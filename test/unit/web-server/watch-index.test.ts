// Who must be told of a changed point, held against a plain model of it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Watch, WatchIndex } from '../../../web/server/live/watch-index.ts';

const good = () => 0;
const points = fc.array(fc.integer({ min: -1, max: 8 }), { maxLength: 12 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('watch' as const), page: fc.nat(3), points }),
  fc.record({ kind: fc.constant('leave' as const), page: fc.nat(3) }),
  fc.record({ kind: fc.constant('sample' as const), point: fc.nat(8) }),
  fc.record({ kind: fc.constant('tick' as const), page: fc.nat(3) }),
);

describe('watch index', () => {
  test('marks exactly the slots that watch what changed', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const index = new WatchIndex();
        const watches = new Map<number, Watch>();
        const expected = new Map<number, Set<number>>();
        for (const act of steps) {
          if (act.kind === 'sample') {
            index.changed(act.point, 0);
            for (const [page, watch] of watches) {
              watch.points.forEach((point, slot) => {
                if (point === act.point) expected.get(page)!.add(slot);
              });
            }
            continue;
          }
          const former = watches.get(act.page);
          if (act.kind === 'tick') {
            const told = [...(former?.takeDirty() ?? [])].sort((a, b) => a - b);
            expect(told).toEqual([...(expected.get(act.page) ?? [])].sort((a, b) => a - b));
            expected.get(act.page)?.clear();
            continue;
          }
          if (former) index.remove(former);
          watches.delete(act.page);
          expected.delete(act.page);
          if (act.kind === 'leave') continue;
          const watch = new Watch(1, Int32Array.from(act.points));
          index.add(watch, good);
          watches.set(act.page, watch);
          expected.set(act.page, new Set());
        }
        for (const watch of watches.values()) index.remove(watch);
        expect(index.size).toBe(0);
      }),
    );
  });

  test('a status that changed without a sample is marked once, for all who watch', () => {
    const index = new WatchIndex();
    const first = new Watch(1, Int32Array.of(3));
    index.add(first, good);
    index.findSilent(good);
    expect(first.isDirty).toBe(false);
    const stale = () => 5;
    const second = new Watch(1, Int32Array.of(7, 3));
    index.add(second, (point) => (point === 7 ? 5 : 0));
    index.findSilent(stale);
    expect([first.takeDirty(), second.takeDirty()]).toEqual([[0], [1]]);
    index.findSilent(stale);
    expect(first.isDirty || second.isDirty).toBe(false);
  });
});
