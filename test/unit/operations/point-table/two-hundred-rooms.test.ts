// The table of 200 rooms from six templates: taken whole, every address within its bus, exported again without a difference.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandCampus } from '@campus/campus-model';
import { checkDevices, deviceModels } from '@campus/device-drivers';
import { editYaml, readPointTable, writePointTable } from '@campus/operations';
import { readYamlFile } from '@campus/runtime';
import { expect, test } from 'vitest';
import { roomsCampus, roomsTable } from '../../../harness/two-hundred-rooms.ts';
import { context } from './table-campus.ts';

test('200 rooms from six templates', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'campus-rooms-'));
  const file = join(folder, 'campus.yaml');
  const yamlValue = (text: string): unknown => {
    writeFileSync(file, text);
    return readYamlFile(file).value;
  };
  const { mistakes, differences, description } = await readPointTable(
    roomsTable(15_020),
    yamlValue(roomsCampus()),
    context,
  );
  expect(mistakes).toEqual([]);
  expect(differences.filter(({ sheet, action }) => sheet === 'spaces' && action === 'added')).toHaveLength(
    200,
  );
  const text = editYaml(roomsCampus(), description)!;
  expect(text.split('\n').slice(0, 3)).toEqual(roomsCampus().split('\n').slice(0, 3));
  const written = yamlValue(text);
  expect(written).toEqual(description);
  const expanded = expandCampus(written, deviceModels);
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.mistakes));
  expect(await checkDevices(expanded.campus, expanded.origins)).toEqual([]);
  expect(expanded.campus.spaces.size).toBe(200);
  const again = await readPointTable(await writePointTable(written, deviceModels), written, context);
  expect(again).toMatchObject({ mistakes: [], differences: [] });
  rmSync(folder, { recursive: true });
});
