// The boards that a campus brings: `boards.yaml` beside its description, where there is one.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BoardFile, boardFileSchema, type Campus, type Mistake, type Tile } from '@campus/campus-model';
import type { Operations } from '@campus/operations';
import { describeMistakes, FileMistakes, type Log, loadSettings, readYamlFile } from '@campus/runtime';
import type { Settings } from './settings.ts';

export function boardFileOf({ campus }: Pick<Settings, 'campus'>): string {
  return join(dirname(campus), 'boards.yaml');
}

/** Throws FileMistakes, also where a tile names what the campus does not have. */
export function loadBoards(path: string, campus: Campus): BoardFile {
  const file = loadSettings(path, boardFileSchema);
  const mistakes = file.boards.flatMap(({ tiles }, board) =>
    tiles.flatMap((tile, row) =>
      unknownIn(tile, campus).map(
        ({ path: at, ...mistake }): Mistake => ({
          ...mistake,
          path: ['boards', board, 'tiles', row, 'settings', ...at],
        }),
      ),
    ),
  );
  if (mistakes.length > 0) throw new FileMistakes(describeMistakes(readYamlFile(path), mistakes));
  return file;
}

/** What a tile names and the campus does not have; paths begin at its settings. */
function unknownIn({ kind, settings }: Tile, campus: Campus): Mistake[] {
  const mistake = (path: Mistake['path'], found: string, noun: string): Mistake => ({
    path,
    found: `"${found}"`,
    expected: `the id of a ${noun} of the campus`,
  });
  const isFloor = (id: string): boolean =>
    campus.buildings.some((each) => each.floors.some((f) => f.id === id));
  switch (kind) {
    case 'value':
      return campus.points.has(settings.point) ? [] : [mistake(['point'], settings.point, 'point')];
    case 'trend':
    case 'bars':
      return settings.points.flatMap((id, row) =>
        campus.points.has(id) ? [] : [mistake(['points', row], id, 'point')],
      );
    case 'camera':
      return campus.spaces.has(settings.space) ? [] : [mistake(['space'], settings.space, 'space')];
    case 'plan':
      return isFloor(settings.floor) ? [] : [mistake(['floor'], settings.floor, 'floor')];
    default:
      return [];
  }
}

/** Never rejects: a hub without its first boards is still a hub, and the next start tries again. */
export async function makeFirstBoards(
  settings: Settings,
  campus: Campus,
  { boards }: Operations,
  log: Log,
): Promise<void> {
  const path = boardFileOf(settings);
  if (!existsSync(path)) return;
  try {
    const planted = await boards.plant(loadBoards(path, campus));
    if (planted > 0) log.info({ path, planted }, 'first boards are there');
  } catch (error) {
    log.warn({ path, error: String(error) }, 'the first boards could not be made; `campus check` says why');
  }
}
