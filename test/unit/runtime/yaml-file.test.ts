// Files that people write: every mistake is told with file, line and column.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeMistakes, FileMistakes, loadSettings, readYamlFile } from '@campus/runtime';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const folder = mkdtempSync(join(tmpdir(), 'campus-yaml-'));

function file(text: string): string {
  const path = join(folder, 'settings.yaml');
  writeFileSync(path, text);
  return path;
}

const schema = z.strictObject({ panel: z.strictObject({ port: z.number().int().max(65_535) }) });

describe('loadSettings', () => {
  test('reads what is right', () => {
    expect(loadSettings(file('panel:\n  port: 8080\n'), schema)).toEqual({ panel: { port: 8080 } });
  });

  test.each([
    [
      'a value out of range',
      'panel:\n  port: 70000\n',
      /settings\.yaml:2:9: panel\.port: found 70000; expected: .*65535/,
    ],
    [
      'a wrong type',
      'panel:\n  port: eighty\n',
      /settings\.yaml:2:9: panel\.port: found "eighty"; expected: .*number/,
    ],
    [
      'an unknown key',
      'panel:\n  port: 1\n  prot: 2\n',
      /settings\.yaml:3:9: panel\.prot: found "prot"; expected: no such key here/,
    ],
    ['a missing key', 'panel: {}\n', /settings\.yaml:1:8: panel\.port: found nothing; expected:/],
    ['broken YAML', 'panel:\n  port: [1\n', /settings\.yaml:\d+:\d+: .*expected valid YAML/],
    ['an empty file', '', /settings\.yaml:1:1: file: found null; expected:/],
  ])('names %s with its line', (_, text, expected) => {
    expect(() => loadSettings(file(text), schema)).toThrow(expected);
  });

  test('a missing file is one sentence', () => {
    expect(() => loadSettings(join(folder, 'none.yaml'), schema)).toThrow(
      /none\.yaml: cannot be read: there is no such file/,
    );
  });

  test('a billion laughs are refused', () => {
    const laughs = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf'].map((pair) => [pair[0], pair[1]])) {
      laughs.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`);
    }
    expect(() => readYamlFile(file(laughs.join('\n')))).toThrow(FileMistakes);
  });
});

test('a mistake deep in a list points at the nearest place there is', () => {
  const read = readYamlFile(file('rooms:\n  - id: r1\n  - id: r2\n'));
  const lines = describeMistakes(read, [
    { path: ['rooms', 1, 'model'], found: 'nothing', expected: 'a model' },
  ]);
  expect(lines[0]).toMatch(/settings\.yaml:3:5: rooms\.1\.model: found nothing; expected: a model/);
});
