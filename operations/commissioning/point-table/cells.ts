// One cell: from a value of the description to what stands in the sheet, and back with every doubt told.
import { idSchema, nearest, type Text } from '@campus/campus-model';
import { parseDocument, stringify } from 'yaml';
import type { Column } from './columns.ts';
import { both, didYouMean, type Finding, foundValue } from './mistakes.ts';
import type { CellValue } from './workbook.ts';

type ReadCell =
  | { readonly ok: true; readonly value: unknown; readonly note?: Text }
  | { readonly ok: false; readonly finding: Finding };

/** As it is written into the sheet. */
export function cellOf(value: unknown, { kind }: Column): CellValue {
  if (value === undefined || value === null) return null;
  if (kind === 'settings') return flowText(value);
  if (kind === 'outline' && Array.isArray(value)) {
    return value.map((corner) => (Array.isArray(corner) ? corner.join(',') : String(corner))).join(' ');
  }
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
}

/** A map in one line, as it would stand in the campus file. */
export function flowText(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}

/** What a filled cell says; its text is taken as people mean it where that is harmless, and a note says so. */
export function readCell(cell: Exclude<CellValue, null>, column: Column): ReadCell {
  if (cell instanceof Date) return wrong(cell, dateExpected(column), formatRemedy);
  if (typeof cell === 'boolean') return wrong(cell, expectedOf(column), both('请改写', 'Write it anew'));
  switch (column.kind) {
    case 'number':
    case 'whole':
      return readNumber(cell, column);
    case 'number-or-formula':
      return typeof cell === 'string' && cell.includes('{') ? plain(tidied(cell)) : readNumber(cell, column);
    case 'value':
      return plain(typeof cell === 'string' ? tidied(cell) : cell);
    case 'settings':
      return readSettings(String(cell));
    case 'outline':
      return readOutline(String(cell));
    case 'text':
      return noted(cell, tidied(String(cell)));
    default:
      return readWord(cell, column);
  }
}

const formatRemedy = both(
  '请把单元格格式设为“文本”后重新输入',
  'Set the format of the cell to "Text" and type it again',
);

function dateExpected(column: Column): Text {
  const { zh, en } = expectedOf(column);
  return both(`${zh}，而不是日期`, `${en}, not a date`);
}

function expectedOf({ kind, least, most }: Column): Text {
  const isWhole = kind === 'whole' || kind === 'number-or-formula';
  if (kind !== 'number' && !isWhole) return both('文字', 'text');
  const span =
    least === undefined ? both('', '') : both(`（${least} 至 ${most}）`, ` from ${least} to ${most}`);
  return isWhole
    ? both(`整数${span.zh}`, `a whole number${span.en}`)
    : both(`数字${span.zh}`, `a number${span.en}`);
}

function plain(value: unknown): ReadCell {
  return { ok: true, value };
}

function wrong(found: unknown, expected: Text, remedy: Text): ReadCell {
  return { ok: false, finding: { found: foundValue(found), expected, remedy } };
}

/** Without what cannot be seen: blanks around it, zero-width marks, line ends. */
function tidied(text: string): string {
  return text
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Full-width letters and digits as their ASCII twins. */
function narrow(text: string): string {
  return tidied(text.normalize('NFKC'));
}

function noted(cell: string | number, value: string | number): ReadCell {
  if (cell === value || String(cell) === value) return plain(value);
  const note = both(`“${cell}”读作“${value}”`, `"${cell}" was read as "${value}"`);
  return { ok: true, value, note };
}

function readNumber(cell: string | number, column: Column): ReadCell {
  const text = typeof cell === 'string' ? narrow(cell) : '';
  const value = typeof cell === 'number' ? cell : /^[-+]?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const { kind, least = -Infinity, most = Infinity } = column;
  const isWanted = kind === 'number' ? Number.isFinite(value) : Number.isSafeInteger(value);
  const isInside = value >= least && value <= most;
  if (isWanted && isInside) return noted(cell, value);
  const remedy = Number.isNaN(value)
    ? both('请只写数字，不带单位和逗号', 'Write digits alone, without unit or comma')
    : both('请改为范围内的数', 'Write a number of that kind and span');
  return wrong(cell, expectedOf(column), remedy);
}

function readWord(cell: string | number, { kind, choices }: Column): ReadCell {
  const word = narrow(String(cell));
  if (choices && !choices.includes(word)) {
    return wrong(
      cell,
      both(choices.join('、'), `one of ${choices.join(', ')}`),
      didYouMean(nearest(word, choices)),
    );
  }
  if (kind !== 'id' || idSchema.safeParse(word).success) return noted(cell, word);
  const hint = word
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return wrong(
    cell,
    both(
      '由小写字母、数字、连字符组成的编号（最多 64 个字符）',
      'an id of lower-case letters, digits and hyphens, at most 64',
    ),
    didYouMean(hint === '' ? undefined : hint.slice(0, 64)),
  );
}

/** Longer ones belong into the campus file. */
const longestSettings = 4_000;

function readSettings(text: string): ReadCell {
  const expected = both(
    '形如 timeoutMs: 1000, pauseMs: 5 的参数',
    'settings such as timeoutMs: 1000, pauseMs: 5',
  );
  const remedy = both('请按 名称: 值 书写，用逗号分隔', 'Write name: value, with commas between');
  const body = text.trim();
  if (body.length > longestSettings) return wrong(text, expected, remedy);
  const document = parseDocument(body.startsWith('{') ? body : `{ ${body} }`);
  if (document.errors.length > 0) return wrong(text, expected, remedy);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch {
    return wrong(text, expected, remedy);
  }
  const isMap = value !== null && typeof value === 'object' && !Array.isArray(value);
  // `host 10.0.0.1` is valid YAML too: a key without a value.
  const isWhole = isMap && Object.values(value as object).every((part) => part !== null);
  return isWhole ? plain(value) : wrong(text, expected, remedy);
}

/** A building has few corners; one with more is drawn in the plan editor. */
const mostCorners = 200;

function readOutline(text: string): ReadCell {
  const corners = narrow(text.replaceAll('；', ' ').replaceAll(';', ' '))
    .split(' ')
    .map((corner) => corner.split(',').map((part) => (part === '' ? Number.NaN : Number(part))));
  const isWhole = corners.every((corner) => corner.length === 2 && corner.every(Number.isFinite));
  if (isWhole && corners.length >= 3 && corners.length <= mostCorners) return plain(corners);
  return wrong(
    text,
    both('至少三个角点，如 0,0 42,0 42,9.6 0,9.6', 'at least three corners such as 0,0 42,0 42,9.6 0,9.6'),
    both(
      '请按“东向,北向”逐点书写，点与点之间空一格，单位为米',
      'Write x,y in metres, with a blank between corners',
    ),
  );
}
