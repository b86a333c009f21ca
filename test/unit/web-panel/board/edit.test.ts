// Changing a board: acts with undo and redo, drafts of the browser, and what a half-filled tile is.
import type { BoardContent, Tile } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import { readDrafts, withDraft } from '../../../../web/panel/board/edit/draft.ts';
import { beginEditing, type EditAct, edit, isChanged } from '../../../../web/panel/board/edit/history.ts';
import { completeTile, newTile, tileKinds } from '../../../../web/panel/board/tile-kinds.ts';

const tile = (id: string, x: number, y: number): Tile => ({
  id,
  kind: 'count',
  x,
  y,
  w: 3,
  h: 2,
  settings: { of: 'alarms' },
});

const opened: BoardContent = {
  name: { zh: '板' },
  sharedWith: [],
  tiles: [tile('a', 0, 0), tile('b', 3, 0)],
};

function made(...acts: EditAct[]) {
  return acts.reduce(edit, beginEditing(opened));
}

const placeOf = (content: BoardContent, id: string) => {
  const { x, y, w, h } = content.tiles.find((each) => each.id === id)!;
  return [x, y, w, h];
};

describe('acts', () => {
  test('moving pushes what is covered; undo brings all back, redo does it again', () => {
    const moved = made({ act: 'place', id: 'a', place: { x: 3, y: 0, w: 3, h: 2 } });
    expect([placeOf(moved.now, 'a'), placeOf(moved.now, 'b')]).toEqual([
      [3, 0, 3, 2],
      [3, 2, 3, 2],
    ]);
    const back = edit(moved, { act: 'undo' });
    expect(back.now).toEqual(opened);
    expect(isChanged(back, opened)).toBe(false);
    expect(edit(back, { act: 'redo' }).now).toEqual(moved.now);
  });

  test('what the hub gives back in another order of keys is no change', () => {
    const { name, sharedWith, tiles } = opened;
    const turned = tiles.map(({ settings, kind, ...place }) => ({ ...place, kind, settings }) as Tile);
    expect(isChanged(made(), { tiles: turned, sharedWith, name: { ...name, en: undefined } })).toBe(false);
    expect(isChanged(made(), { name, sharedWith: ['teacher'], tiles })).toBe(true);
    expect(isChanged(made(), { name, sharedWith, tiles: tiles.slice(1) })).toBe(true);
  });

  test('an act that changes nothing is no step to undo', () => {
    expect(made({ act: 'place', id: 'a', place: { x: 0, y: 0, w: 3, h: 2 } }).past).toEqual([]);
    expect(made({ act: 'tidy' }).past).toEqual([]);
    expect(made({ act: 'undo' }, { act: 'redo' }).now).toBe(opened);
  });

  test('a new act forgets what could be redone', () => {
    const state = made({ act: 'remove', id: 'a' }, { act: 'undo' }, { act: 'remove', id: 'b' });
    expect(state.future).toEqual([]);
    expect(state.now.tiles.map(({ id }) => id)).toEqual(['a']);
  });

  test('a tile is added on the first free place', () => {
    const state = made({ act: 'add', tile: { ...tile('c', 0, 0), w: 8 } });
    expect(placeOf(state.now, 'c')).toEqual([0, 2, 8, 2]);
  });

  test('steps are bounded', () => {
    const acts = Array.from({ length: 300 }, (_, n): EditAct => {
      return { act: 'board', content: { name: { zh: `板 ${n}` } } };
    });
    expect(made(...acts).past.length).toBe(100);
  });
});

describe('drafts', () => {
  test('one a board, the oldest goes', () => {
    const draft = { version: 1, content: opened };
    let drafts = readDrafts(null);
    for (let n = 0; n < 12; n++) drafts = withDraft(drafts, `board-${n}`, draft);
    expect(drafts.map(({ boardId }) => boardId)).toContain('board-11');
    expect(drafts.length).toBe(8);
    expect(withDraft(drafts, 'board-11', null).length).toBe(7);
    expect(readDrafts(JSON.stringify(drafts))).toEqual(drafts);
  });

  test.each([['nonsense'], ['{}'], ['[1,null,{"boardId":"x"}]']])('%s is no draft', (text) => {
    expect(readDrafts(text)).toEqual([]);
  });
});

test('what a tile still lacks keeps it off the board', () => {
  const complete = tileKinds.filter((kind) => completeTile(newTile(kind, 'x')));
  expect(complete).toEqual(['count', 'list', 'map']);
  expect(completeTile({ ...newTile('value', 'x'), settings: { span: 4, point: 'air/co2' } })).not.toBeNull();
  expect(completeTile({ ...newTile('text', 'x'), settings: { isClock: true } })).not.toBeNull();
});
