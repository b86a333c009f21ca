// The boards that a campus brings: read beside its description, held against it, and planted once.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@campus/runtime';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadCampus } from '../../../bin/campus-file.ts';
import { boardFileOf, loadBoards, makeFirstBoards } from '../../../bin/first-boards.ts';
import { resolveSettings } from '../../../bin/settings.ts';
import { smallServer } from '../web-server/small-server.ts';

const settings = resolveSettings({});

function folderWith(text: string | null): string {
  const folder = mkdtempSync(join(tmpdir(), 'campus-boards-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  if (text !== null) writeFileSync(join(folder, 'boards.yaml'), text);
  return folder;
}

const board = (tile: string) => `
version: 1
boards:
  - id: wall
    name: { en: Wall }
    sharedWith: [security]
    tiles:
      - { id: a, x: 0, y: 0, w: 3, h: 2, ${tile} }
`;

describe('boards.yaml', () => {
  test('of the demo campus names only what the campus has', async () => {
    const { boards } = loadBoards(boardFileOf(settings), await loadCampus(settings));
    expect(boards.map(({ sharedWith }) => sharedWith.length > 0)).toEqual([true, true, true]);
  });

  test.each([
    ['kind: value, settings: { point: t1-101-air/none }', /boards\.yaml:8:\d+: .*t1-101-air\/none.*point/],
    ['kind: bars, settings: { points: [t1-water-meter/volume, x/y] }', /points\.1: .*x\/y/],
    ['kind: camera, settings: { space: nowhere }', /space: .*nowhere.*space/],
    ['kind: plan, settings: { floor: t1-f9, layer: co2 }', /floor: .*t1-f9.*floor/],
    ['kind: count, settings: { of: money }', /boards\.yaml:8:\d+: .*of/],
  ])('%s is a mistake with its place', async (tile, message) => {
    const campus = await loadCampus(settings);
    expect(() => loadBoards(join(folderWith(board(tile)), 'boards.yaml'), campus)).toThrow(message);
  });
});

describe('a fresh hub', () => {
  async function start(folder: string) {
    const server = await smallServer();
    onTestFinished(() => server.close());
    const own = { ...settings, campus: join(folder, 'campus.yaml') };
    const make = () => makeFirstBoards(own, server.campus, server.operations, silentLog);
    return { make, list: () => server.operations.boards.list({ state: 'standing', limit: 9 }) };
  }

  test('has them, and no second time', async () => {
    const { make, list } = await start(folderWith(board('kind: map, settings: {}')));
    await make();
    await make();
    expect(await list()).toMatchObject([{ id: 'wall', owner: null, sharedWith: ['security'] }]);
  });

  test.each([
    ['no file', null],
    ['a file with a mistake', 'version: 1\nboards: 7\n'],
  ])('with %s starts without them', async (_, text) => {
    const { make, list } = await start(folderWith(text));
    await make();
    expect(await list()).toEqual([]);
  });
});
