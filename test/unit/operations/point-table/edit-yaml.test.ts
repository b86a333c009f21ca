// A campus file edited in place: what differs is written, everything else stays to the letter.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { editYaml, replaceFile } from '@campus/operations';
import { readYamlFile } from '@campus/runtime';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'campus-edit-'));
afterAll(() => rmSync(folder, { recursive: true }));

function yamlValue(text: string): unknown {
  const path = join(folder, 'value.yaml');
  writeFileSync(path, text);
  return readYamlFile(path).value;
}

const source = `# first
site: { id: s }   # kept
endpoints: []  # none yet

buildings:
  - id: a
    # about floor 1
    floors:
      - id: f1
        spaces:
          # the first room
          - { id: r1, name: { zh: 一, en: "One" }, at: [0, 0] } # one
          - {
              id: r2,
              name: { zh: 二, en: Two },
              devices: [{ id: d, address: { unit: 3 } }],
            }
          - id: r3   # block
            name: { zh: 三, en: Three }
      - id: f2
        spaces: []
tail: 1 # end
`;

type Value = { endpoints: unknown[]; buildings: { floors: { spaces: Record<string, unknown>[] }[] }[] };

function edited(change: (value: Value) => void): string[] {
  const value = yamlValue(source) as Value;
  change(value);
  const text = editYaml(source, value);
  expect(text).not.toBeNull();
  expect(yamlValue(text!)).toEqual(value);
  const before = new Set(source.split('\n'));
  return text!.split('\n').filter((line) => !before.has(line));
}

const rooms = (value: Value, floor = 0) => value.buildings[0]!.floors[floor]!.spaces;

describe('only what differs is written anew', () => {
  test('a value', () => {
    expect(edited((value) => Object.assign(rooms(value)[0]!, { name: { zh: '一', en: 'First' } }))).toEqual([
      '          - { id: r1, name: { zh: 一, en: First }, at: [0, 0] } # one',
    ]);
  });

  test('a further room, a first room, a first endpoint', () => {
    const lines = edited((value) => {
      rooms(value).push({ id: 'r4', name: { zh: '四', en: 'Four: a' } });
      rooms(value, 1).push({ id: 'r9' });
      value.endpoints.push({ id: 'e', settings: { port: '{p + 1}' } });
    });
    expect(lines).toEqual(
      [
        'endpoints:',
        '  - { id: e, settings: { port: "{p + 1}" } }  # none yet',
        '          - { id: r4, name: { zh: 四, en: "Four: a" } }',
        '        spaces:',
        '          - { id: r9 }',
      ].filter((line) => !source.split('\n').includes(line)),
    );
  });

  test('a room that goes, the first and the last', () => {
    expect(edited((value) => void rooms(value).splice(0, 1))).toEqual([]);
    expect(edited((value) => void rooms(value).splice(2, 1))).toEqual([]);
    expect(edited((value) => void rooms(value).splice(1, 2, { id: 'new' }))).toEqual([
      '          - { id: new }',
    ]);
  });

  test('a key that comes, in one line, over several lines, in a block', () => {
    const lines = edited((value) => {
      for (const room of rooms(value)) room.seats = 4;
    });
    expect(lines.join('\n')).toContain('at: [ 0, 0 ], seats: 4 } # one');
    expect(lines).toContain('            seats: 4');
  });

  test('all rooms go, and a new floor comes', () => {
    edited((value) => {
      rooms(value).splice(0);
      value.buildings[0]!.floors.push({ spaces: [{ id: 'x' }], ...({ id: 'f3' } as object) });
    });
  });
});

test('a room at the end of the last floor and a floor behind it', () => {
  const before = 'floors:\n  - id: f1\n    spaces:\n      - {id: r1}   # one\n';
  const after = {
    floors: [
      { id: 'f1', spaces: [{ id: 'r1' }, { id: 'r2' }] },
      { id: 'f2', spaces: [] },
    ],
  };
  expect(editYaml(before, after)).toBe(`${before}      - { id: r2 }\n  - { id: f2, spaces: [] }\n`);
});

test('line ends of Windows stay', () => {
  const windows = source.replaceAll('\n', '\r\n');
  const value = yamlValue(windows) as Value;
  rooms(value).push({ id: 'r4' });
  const text = editYaml(windows, value)!;
  expect(text.replaceAll('\r\n', '')).not.toMatch(/\n/);
});

test('an alias that would change elsewhere too is written out, or refused', () => {
  const aliased = 'a: &x { id: 1, n: 2 }\nb: *x\n';
  const text = editYaml(aliased, { a: { id: 1, n: 3 }, b: { id: 1, n: 2 } });
  if (text !== null) expect(yamlValue(text)).toEqual({ a: { id: 1, n: 3 }, b: { id: 1, n: 2 } });
});

describe('the file is replaced', () => {
  const path = join(folder, 'campus.yaml');

  test('in one step, the former one kept beside it', async () => {
    writeFileSync(path, 'old');
    const first = await replaceFile(path, 'old', 'new', Date.UTC(2026, 8, 1, 2, 3, 4));
    const second = await replaceFile(path, 'new', 'newer', Date.UTC(2026, 8, 1, 2, 3, 4));
    expect(readFileSync(path, 'utf8')).toBe('newer');
    expect([first, second]).toEqual([
      { ok: true, backup: `${path}.bak-20260901T020304Z` },
      { ok: true, backup: `${path}.bak-20260901T020304Z-2` },
    ]);
    expect(readFileSync(`${path}.bak-20260901T020304Z`, 'utf8')).toBe('old');
  });

  test('not where somebody else has written it since', async () => {
    writeFileSync(path, 'theirs');
    expect(await replaceFile(path, 'old', 'new', 0)).toEqual({ ok: false, why: 'changed' });
    expect(readFileSync(path, 'utf8')).toBe('theirs');
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
  });
});
