// The documents are held to the code: generated pages, the tree of the README, links, the fixed shape of drivers.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { protocols } from '@campus/campus-model';
import { expect, test } from 'vitest';
import { generatedFiles } from './generated.ts';
import { productFiles, read, root, workspaces } from './source-files.ts';

test.each([...generatedFiles])('%s follows from the code (npm run generate)', (path, text) => {
  expect(read(path)).toBe(text);
});

test('both READMEs name every workspace', () => {
  for (const file of ['README.md', 'README.zh-CN.md']) {
    const text = read(file);
    const missing = [...workspaces().values()].filter((folder) => !text.includes(`${folder}/`));
    expect({ file, missing }).toEqual({ file, missing: [] });
  }
});

test('every link between documents leads somewhere', () => {
  const broken = productFiles(/\.md$/).flatMap((path) =>
    [...read(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map((match) => match[1]!)
      .filter((target) => !existsSync(join(root, dirname(path), target)))
      .map((target) => `${path}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test('every driver folder has the fixed shape', () => {
  const folders = [...protocols, 'blueprint'];
  const wanted = ['README.md', 'sample.yaml', 'settings.ts', 'driver.ts'];
  const missing = folders.flatMap((folder) => {
    const has = readdirSync(join(root, 'device-drivers', folder));
    return wanted.filter((file) => !has.includes(file)).map((file) => `${folder}/${file}`);
  });
  expect(missing).toEqual([]);
});
