// Files that follow from code: their text, for the test that compares and for `npm run generate` that writes them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { campusJsonSchema, errorTable } from '@campus/campus-model';
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

/** Path → text. */
export const generatedFiles: ReadonlyMap<string, string> = new Map([
  ['docs/errors.md', errorsPage()],
  ['campus-model/description/campus.schema.json', `${JSON.stringify(campusJsonSchema(), null, 2)}\n`],
]);

if (import.meta.main) {
  for (const [path, text] of generatedFiles) writeFileSync(join(root, path), text);
}
