// Style as a test: sizes of files and functions, opening comments, words that have no place in the product.
import { expect, test } from 'vitest';
import { productFiles, read, sourcePattern } from './source-files.ts';

const longestFile = 350;
/** Files over the limit, each with its reason; this list may only shrink. */
const longFiles: Readonly<Record<string, string>> = {};
const longestFunction = 60;

const sources = productFiles(sourcePattern).filter((path) => !path.startsWith('web/panel/dist/'));

test(`no file is longer than ${longestFile} lines`, () => {
  const long = sources
    .map((path) => ({ path, lines: read(path).split('\n').length }))
    .filter(({ path, lines }) => lines > longestFile && !(path in longFiles));
  expect(long).toEqual([]);
});

test('the list of long files holds no file that has become short', () => {
  const short = Object.keys(longFiles).filter((path) => read(path).split('\n').length <= longestFile);
  expect(short).toEqual([]);
});

test('every file opens with a line on its purpose', () => {
  const silent = sources.filter((path) => {
    const first = read(path)
      .split('\n')
      .find((line) => line.trim() !== '' && !line.startsWith('#!'));
    return !/^\s*(\/\/|\/\*)/.test(first ?? '');
  });
  expect(silent).toEqual([]);
});

test('no leftovers and no ways round the type checker', () => {
  const words = /\b(TODO|FIXME|XXX)\b|@ts-(ignore|nocheck|expect-error)|\bas any\b|\.only\(|debugger;/;
  const wrong = sources
    .filter((path) => path !== 'test/tidy/style.test.ts')
    .flatMap((path) =>
      read(path)
        .split('\n')
        .flatMap((line, i) => (words.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
    );
  expect(wrong).toEqual([]);
});

test('files are named in kebab-case', () => {
  const wrong = sources.filter((path) => !/^([a-z0-9.-]+\/)*[a-z0-9.-]+$/.test(path));
  expect(wrong).toEqual([]);
});

test(`no function of the product is longer than ${longestFunction} lines`, () => {
  const long = sources
    .filter((path) => !path.startsWith('test/') && path.endsWith('.ts'))
    .flatMap((path) => longFunctions(path, read(path)));
  expect(long).toEqual([]);
});

/** Finds functions and methods by their indentation, which the formatter makes reliable. */
function longFunctions(path: string, text: string): string[] {
  const lines = text.split('\n');
  const opening =
    /^(\s*)(export )?(default )?(async )?(function\b|(static |private |get |set |async )*#?[A-Za-z]\w*\(.*\{$)/;
  const found: string[] = [];
  lines.forEach((line, start) => {
    const match = opening.exec(line);
    if (!match || /^\s*(if|for|while|switch|catch|describe|test|return)\b/.test(line)) return;
    const end = lines.findIndex((later, i) => i > start && later.startsWith(`${match[1]}}`));
    if (end - start + 1 > longestFunction) found.push(`${path}:${start + 1}: ${end - start + 1} lines`);
  });
  return found;
}
