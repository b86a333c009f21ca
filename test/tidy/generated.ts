// Files that follow from code: their text, for the test that compares and for `npm run generate` that writes them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { campusJsonSchema, errorTable } from '@campus/campus-model';
import { helpArticles } from '../../web/panel/help/articles.ts';
import { zh } from '../../web/panel/i18n/zh.ts';
import { spell } from '../../web/server/search/spell.ts';
import { root } from './source-files.ts';

function errorsPage(): string {
  const head = `# Errors · 错误

Every error a person can meet. The API answers \`{ code, message: { zh, en }, detail }\`; \`detail\` says what was found
and what was expected. This page follows from \`campus-model/errors.ts\`: \`npm run generate\` writes it.

| code | HTTP | 中文 | English |
|---|---|---|---|
`;
  const rows = Object.entries(errorTable).map(
    ([code, { status, zh, en }]) => `| \`${code}\` | ${status} | ${zh} | ${en} |\n`,
  );
  return head + rows.join('');
}

/** The page's own names by pinyin: what the hub does not search. */
function pinyinKeys(): string {
  const head = `// The pinyin of the names that only the page knows: its pages and its help. It follows from the catalogues:
// \`npm run generate\` writes it.
export const pinyinKeys: Readonly<Record<string, string>> = {
`;
  const names = [...Object.values(zh.nav), ...helpArticles.map(({ title }) => title.zh)];
  const rows = [...new Set(names)].map((name) => `  ${keyOf(name)}: '${spell(name)}',\n`);
  return `${head}${rows.join('')}};\n`;
}

/** A key of Han characters alone needs no quotes. */
function keyOf(name: string): string {
  return /^\p{Script=Han}+$/u.test(name) ? name : `'${name}'`;
}

/** Path → text. */
export const generatedFiles: ReadonlyMap<string, string> = new Map([
  ['docs/errors.md', errorsPage()],
  ['web/panel/search/pinyin-keys.ts', pinyinKeys()],
  ['campus-model/description/campus.schema.json', `${JSON.stringify(campusJsonSchema(), null, 2)}\n`],
]);

if (import.meta.main) {
  for (const [path, text] of generatedFiles) writeFileSync(join(root, path), text);
}
