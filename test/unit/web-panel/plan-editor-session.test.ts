// The plan editor's session: undo, drafts that outlive a reload, and an import that is taken over.
import { areaM2, emptyDrawing, outlineFault, type PlanDrawing, type PlanPoint } from '@campus/campus-model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withDevice, withNorth } from '../../../web/panel/pages/plan-editor/changes.ts';
import type { Ring } from '../../../web/panel/pages/plan-editor/corners.ts';
import { readDrafts, withDraft } from '../../../web/panel/pages/plan-editor/draft.ts';
import { beginEditing, type Editing, edit } from '../../../web/panel/pages/plan-editor/editing.ts';
import { gridPoint } from '../../../web/panel/pages/plan-editor/snap.ts';
import { backdropOf, newSpace, takenOver } from '../../../web/panel/pages/plan-editor/take-over.ts';
import { box, described, floor } from './plan-editor-floor.ts';

const r2 = floor.spaces[1]!;

describe('undo', () => {
  test('every step back and forth again ends where it was', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('lamp', 'air', 'far'), fc.option(fc.nat(9))), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(steps, (acts) => {
        const start = beginEditing(emptyDrawing);
        const end = acts.reduce<Editing>(
          (state, [id, x]) =>
            edit(state, { act: 'draw', drawing: withDevice(state.now, id, x === null ? null : [x, 0]) }),
          start,
        );
        let state = end;
        while (state.past.length > 0) state = edit(state, { act: 'undo' });
        expect(state.now).toEqual(emptyDrawing);
        while (state.future.length > 0) state = edit(state, { act: 'redo' });
        expect(state.now).toEqual(end.now);
      }),
    );
  });

  test('what changes nothing is no step', () => {
    const state = beginEditing(emptyDrawing);
    expect(edit(state, { act: 'draw', drawing: { ...emptyDrawing, spaces: {} } })).toBe(state);
  });
});

describe('drafts', () => {
  const draft = (drawing: PlanDrawing) => ({ version: 2, base: emptyDrawing, drawing });

  test('come back as they were; garbage is none', () => {
    const kept = withDraft([], 't1/f1', draft(withNorth(emptyDrawing, 9)));
    expect(readDrafts(JSON.stringify(kept))).toEqual(kept);
    for (const garbage of [null, '', '{', '[1,null,{}]', '[{"floor":"x","version":1}]'])
      expect(readDrafts(garbage)).toEqual([]);
    expect(withDraft(kept, 't1/f1', null)).toEqual([]);
  });

  test('are bounded in number and in size', () => {
    const large = draft({
      ...emptyDrawing,
      backdrop: {
        name: 'x',
        metresPerUnit: 1,
        lines: [Array.from({ length: 40_000 }, (): [number, number] => [100.01, 100.01])],
      },
    });
    let drafts = withDraft([], 'f0', large);
    for (let row = 1; row < 9; row += 1) drafts = withDraft(drafts, `f${row}`, large);
    expect(drafts.at(-1)!.floor).toBe('f8');
    expect(JSON.stringify(drafts).length).toBeLessThan(2_000_000);
  });
});

describe('an import taken over', () => {
  const view = { described } as Parameters<typeof takenOver>[0]['view'];
  const place = { buildingId: 't1', floorId: 'f1' };
  const candidate = (ring: Ring, words = '') => ({ outline: ring, areaM2: areaM2(ring), words });

  test('gives known rooms their outlines, makes new ones, and leaves out the rest', () => {
    const found = [
      candidate(box(0, 0, 9, 7)),
      candidate(box(20, 0, 4, 4), '储藏室'),
      candidate(box(30, 0, 4, 4)),
    ];
    const next = takenOver({ drawing: emptyDrawing, view, place }, found, { 0: 'r1', 1: newSpace }, null);
    expect(next.spaces).toEqual({ r1: box(0, 0, 9, 7) });
    expect(next.added).toMatchObject([
      { id: 'f1-new-1', name: { zh: '储藏室', en: '储藏室' }, outline: box(20, 0, 4, 4) },
    ]);
    for (const outline of [...Object.values(next.spaces), ...next.added.map((each) => each.outline)]) {
      expect(outlineFault(outline)).toBeNull();
    }
  });

  test('keeps the longest lines to draw by, within what a drawing holds', () => {
    const lines = Array.from({ length: 4000 }, (_, row): PlanPoint[] => [
      [0, row],
      [row, row],
    ]);
    const plan = { format: 'dxf' as const, outlines: [], lines, texts: [], metresPerUnit: 1, refused: [] };
    const kept = backdropOf('a.dxf', plan, { metresPerUnit: 0.5, offset: [1, 0] }, [])!;
    expect(kept.lines).toHaveLength(2000);
    expect(kept.lines[0]).toEqual([
      [1, 1999.5],
      [2000.5, 1999.5],
    ]);
    expect(gridPoint([1.04, 2.06])).toEqual([1, 2.1]);
    expect(r2.id).toBe('r2');
  });
});
