// The two languages: no words written into the drawing, both catalogues with the same keys and holes, every key used.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';
import { en } from '../../../web/panel/i18n/en.ts';
import { zh } from '../../../web/panel/i18n/zh.ts';

const panel = join(import.meta.dirname, '../../../web/panel');

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof (value as Node | null)?.type === 'string';
}

/** A node and all below it, with the way from the root. */
function* walk(node: Node, above: readonly Node[] = []): Generator<[Node, readonly Node[]]> {
  yield [node, above];
  for (const value of Object.values(node)) {
    for (const below of Array.isArray(value) ? value : [value]) {
      if (isNode(below)) yield* walk(below, [...above, node]);
    }
  }
}

function treeOf(path: string, text: string): Node {
  const { program, errors } = parseSync(path, text);
  expect(errors, path).toEqual([]);
  return program as unknown as Node;
}

const spoken = [
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'title',
  'placeholder',
  'alt',
  'label',
];

function nameOf(node: Node | undefined): string {
  const name = node?.name;
  return typeof name === 'string' ? name : isNode(name) ? nameOf(name) : '';
}

function hasWords(value: unknown): boolean {
  return typeof value === 'string' && /\p{L}{2}|\p{Script=Han}/u.test(value);
}

/** What stands on a key is the same in every language. */
function isOnKey(above: readonly Node[]): boolean {
  return above.some((node) => node.type === 'JSXElement' && nameOf(node.openingElement as Node) === 'kbd');
}

/** Reads as words of a person: text between tags, a spoken attribute, or a string that is drawn as it is. */
function isHardWord(node: Node, above: readonly Node[]): boolean {
  const parent = above.at(-1);
  if (node.type === 'JSXText') return hasWords(node.value) && !isOnKey(above);
  if (node.type !== 'Literal' || !hasWords(node.value)) return false;
  if (parent?.type === 'JSXAttribute') return spoken.includes(nameOf(parent));
  const drawn = above.findLastIndex(({ type }) => type === 'JSXExpressionContainer');
  const isPlain = above
    .slice(drawn + 1)
    .every(({ type }) => type === 'ConditionalExpression' || type === 'LogicalExpression');
  const holder = above[drawn - 1];
  if (drawn < 0 || !isPlain || isTest(node, above)) return false;
  return holder?.type === 'JSXAttribute' ? spoken.includes(nameOf(holder)) : !isOnKey(above);
}

/** What a condition compares with is not drawn. */
function isTest(node: Node, above: readonly Node[]): boolean {
  const way = [...above, node];
  return way.some((step, at) => step.type === 'ConditionalExpression' && step.test === way[at + 1]);
}

/** The button that leads to the other language is written in that language; units are the same in both. */
const sameInBoth = ['EN', '中', 'ppm', 'kWh'];

function hardWords(path: string, text: string): string[] {
  return [...walk(treeOf(path, text))]
    .filter(([node, above]) => isHardWord(node, above))
    .map(([node]) => String(node.value).trim())
    .filter((words) => !sameInBoth.includes(words))
    .map((words) => `${path}: ${words}`);
}

const drawings = globSync('**/*.tsx', { cwd: panel, exclude: ['dist/**'] });
const sources = globSync('**/*.{ts,tsx}', { cwd: panel, exclude: ['dist/**', 'i18n/**'] });

describe('words in the drawing', () => {
  test('every text comes from a catalogue or from the hub', () => {
    expect(drawings.length).toBeGreaterThan(40);
    const found = drawings.flatMap((path) => hardWords(path, readFileSync(join(panel, path), 'utf8')));
    expect(found).toEqual([]);
  });

  test.each([
    ['text', '<p>Hello there</p>'],
    ['Chinese', '<p>你好</p>'],
    ['a spoken attribute', '<img alt="a picture" />'],
    ['a spoken expression', "<i title={is ? 'Open' : t('a')} />"],
    ['a drawn string', "<p>{is && 'yes please'}</p>"],
  ])('%s written into it would be found', (_, drawing) => {
    expect(hardWords('some.tsx', `export const some = () => ${drawing};`)).toHaveLength(1);
  });

  test.each([
    ['a key', '<p>{t("alarms.title")}</p>'],
    ['what stands on a key', '<kbd>Ctrl K</kbd>'],
    ['a class', '<p className="card-note" data-state="open" />'],
    ['a comparison', "<p>{kind === 'open' ? t('a') : t('b')}</p>"],
  ])('%s is no hard word', (_, drawing) => {
    expect(hardWords('some.tsx', `export const some = () => ${drawing};`)).toEqual([]);
  });
});

type Words = { readonly [key: string]: string | Words };

function flat(words: Words, before = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [[before + key, value] as const] : [...flat(value, `${before}${key}.`)],
    ),
  );
}

const chinese = flat(zh);
const english = flat(en);

function holesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, hole = '']) => hole))].sort();
}

describe('the catalogues', () => {
  test('hold the same keys in both languages, none of them empty', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
    const empty = [...chinese, ...english].filter(([, text]) => text.trim() === '').map(([key]) => key);
    expect(empty).toEqual([]);
  });

  test('have the same holes in both languages; a count may be written as a word', () => {
    const wrong = [...chinese].filter(([key, text]) => {
      const [own, other] = [text, english.get(key) ?? ''].map((each) =>
        holesOf(each).filter((hole) => !/^(count|number)$/.test(hole)),
      );
      return own?.join() !== other?.join();
    });
    expect(wrong).toEqual([]);
  });

  test('English holds no Chinese but what it explains', () => {
    const mixed = [...english].filter(([, text]) => /\p{Script=Han}/u.test(text)).map(([key]) => key);
    expect(mixed.filter((key) => !key.startsWith('search.examples.'))).toEqual([]);
  });

  test('hold no key that nothing uses', () => {
    const { keys, patterns } = usedKeys();
    const unused = [...chinese.keys()].filter((key) => {
      const base = key.replace(/_(one|other)$/, '');
      return !keys.has(key) && !keys.has(base) && !patterns.some((pattern) => pattern.test(base));
    });
    expect(unused).toEqual([]);
  });
});

/** Every string of the panel that may be a key, and what a key made at run time looks like. */
function usedKeys(): { keys: Set<string>; patterns: RegExp[] } {
  const keys = new Set<string>();
  const patterns: RegExp[] = [];
  for (const path of sources) {
    for (const [node] of walk(treeOf(path, readFileSync(join(panel, path), 'utf8')))) {
      if (node.type === 'Literal' && typeof node.value === 'string') keys.add(node.value);
      if (node.type === 'TemplateLiteral') patterns.push(...patternOf(node));
    }
  }
  return { keys, patterns };
}

/** `alarmState.${state}` stands for every key that begins so; a template that begins with a hole stands for none. */
function patternOf({ quasis }: Node): RegExp[] {
  const parts = (quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
  if (!/^[a-zA-Z][\w-]*\./.test(parts[0] ?? '')) return [];
  return [new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`)];
}
