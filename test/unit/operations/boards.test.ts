// Boards on a real database: versions, limits, deleting and bringing back, and the boards that a campus brings.
import {
  type BoardContent,
  deletedBoardKeptMs,
  type Identity,
  mostBoardsAPerson,
} from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import { openOperations, person, reopen } from './open-operations.ts';

const other: Identity = { ...person, account: 'li', name: 'Mr Li' };

const content = (more: Partial<BoardContent> = {}): BoardContent => ({
  name: { zh: '我的看板' },
  sharedWith: [],
  tiles: [
    {
      id: 'co2',
      kind: 'value',
      x: 0,
      y: 0,
      w: 3,
      h: 2,
      settings: { point: 'air/co2', span: 4 },
    },
  ],
  ...more,
});

describe('a board', () => {
  test('is kept with its owner and outlasts a restart', async () => {
    const opened = await openOperations();
    const made = await opened.operations.boards.create(person, content({ sharedWith: ['security'] }));
    const { operations } = await reopen(opened);
    expect(await operations.boards.get(made.id)).toEqual(made);
    expect(made).toMatchObject({ owner: 'wang', version: 1, sharedWith: ['security'], deletedAt: null });
    expect(made.tiles).toEqual(content().tiles);
    expect(await operations.boards.get('none')).toBeNull();
  });

  test('a change raises the version; one of an older version is refused and says who was quicker', async () => {
    const { operations, clock } = await openOperations();
    await operations.accounts.create({ ...other, password: 'a long password' });
    const { id } = await operations.boards.create(person, content());
    clock.advance(5_000);
    const second = await operations.boards.change(other, id, content({ name: { en: 'Theirs' } }), 1);
    expect(second).toMatchObject({ version: 2, changedBy: 'li', changedByName: 'Mr Li', owner: 'wang' });
    const late = operations.boards.change(person, id, content(), 1);
    await expect(late).rejects.toMatchObject({ code: 'board-changed' });
    await expect(late).rejects.toThrow(/version 2: Mr Li, \d{4}-/);
    expect(await operations.boards.get(id)).toEqual(second);
    expect(await operations.boards.change(person, id, content(), null)).toMatchObject({ version: 3 });
  });

  test('each act is in the audit', async () => {
    const { operations } = await openOperations();
    const board = await operations.boards.create(person, content());
    await operations.boards.change(person, board.id, content({ sharedWith: ['teacher'] }), 1);
    await operations.boards.delete(person, board, 2);
    await operations.boards.restore(person, board);
    const entries = await operations.audit.list({ limit: 10 });
    expect(entries.map(({ action }) => action)).toEqual([
      'board-restore',
      'board-delete',
      'board-change',
      'board-create',
    ]);
    expect(entries[2]).toMatchObject({ subject: board.id, detail: expect.stringMatching(/teacher/) });
  });

  test('what is too large is refused', async () => {
    const { operations } = await openOperations();
    const note = { zh: '长'.repeat(2000) };
    const tiles = Array.from({ length: 30 }, (_, row): BoardContent['tiles'][number] => ({
      id: `t${row}`,
      kind: 'text',
      x: 0,
      y: row,
      w: 1,
      h: 1,
      settings: { note, isClock: false },
    }));
    const large = operations.boards.create(person, content({ tiles }));
    await expect(large).rejects.toMatchObject({ code: 'body-too-large' });
  });
});

describe('limits and deleting', () => {
  test('a person has so many boards; deleting makes room, and restoring needs it', async () => {
    const { operations } = await openOperations();
    const { boards } = operations;
    const all = [];
    for (let n = 0; n < mostBoardsAPerson; n++) all.push(await boards.create(person, content()));
    await expect(boards.create(person, content())).rejects.toMatchObject({ code: 'too-many-boards' });
    await boards.create(other, content());
    await boards.delete(person, all[0]!, 1);
    await boards.create(person, content());
    await expect(boards.restore(person, all[0]!)).rejects.toMatchObject({ code: 'too-many-boards' });
  });

  test('a deleted board can be brought back for thirty days', async () => {
    const { operations, clock } = await openOperations();
    const { boards } = operations;
    const [kept, lost] = [await boards.create(person, content()), await boards.create(person, content())];
    await boards.delete(person, lost, null);
    clock.advance(deletedBoardKeptMs - 1000);
    await boards.delete(person, kept, null);
    const listed = async () => (await boards.list({ state: 'deleted', limit: 10 })).map(({ id }) => id);
    expect(await listed()).toEqual([kept.id, lost.id]);
    expect(await boards.list({ state: 'standing', limit: 10 })).toEqual([]);
    clock.advance(2000);
    expect(await listed()).toEqual([kept.id]);
    await expect(boards.restore(person, lost)).rejects.toMatchObject({ code: 'not-found' });
    expect(await boards.restore(person, kept)).toMatchObject({ id: kept.id, deletedAt: null });
    await expect(boards.delete(person, lost, null)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('an older version deletes nothing', async () => {
    const { operations } = await openOperations();
    const board = await operations.boards.create(person, content());
    await operations.boards.change(other, board.id, content(), 1);
    await expect(operations.boards.delete(person, board, 1)).rejects.toMatchObject({ code: 'board-changed' });
    expect((await operations.boards.get(board.id))?.deletedAt).toBeNull();
  });
});

test('the boards of the campus are planted once: what people did with them stays', async () => {
  const opened = await openOperations();
  const { boards } = opened.operations;
  const file = { version: 1 as const, boards: [{ id: 'wall', ...content() }] };
  expect(await boards.plant(file)).toBe(1);
  expect(await boards.get('wall')).toMatchObject({ owner: null, ownerName: null, version: 1 });
  const changed = await boards.change(person, 'wall', content({ name: { en: 'Ours' } }), 1);
  expect(await boards.plant(file)).toBe(0);
  expect(await boards.get('wall')).toEqual(changed);
  await boards.delete(person, changed, null);
  const again = await reopen(opened);
  again.clock.advance(2 * deletedBoardKeptMs);
  expect(await again.operations.boards.plant(file)).toBe(0);
  expect(await again.operations.boards.list({ state: 'standing', limit: 10 })).toEqual([]);
});
