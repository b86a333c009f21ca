// The campus description as an XLSX file that people fill in and hand over, and that is read back without a difference.
import { type DeviceModelCatalogue, expandCampus, type FormulaValues, type Text } from '@campus/campus-model';
import type { Cell, SheetData } from 'write-excel-file/node';
import { type Column, type InputSheet, label, notesTitle, type SheetKey, sheetKeys } from './columns.ts';
import { type Cells, columnsFor, rowsOf } from './description-rows.ts';
import { isEntry } from './entries.ts';
import { both } from './mistakes.ts';
import { pointRows } from './point-rows.ts';
import { shapes } from './shapes.ts';

const usualWidthChars = 12;
const inputColour = '#dbeafe';
const shownColour = '#e5e7eb';
const shownText = '#6b7280';

/** `description` as YAML gave it, without mistakes; throws where it has any. */
export async function writePointTable(
  description: unknown,
  models: DeviceModelCatalogue,
  variables: FormulaValues = {},
): Promise<Buffer> {
  const expanded = expandCampus(description, models, variables);
  if (!expanded.ok || !isEntry(description))
    throw new Error('a point table needs a description without mistakes');
  const rows = rowsOf(description);
  const points = [...pointRows(expanded.campus).values()];
  const sheets = sheetKeys.map((key) => {
    if (key === 'points') return sheetOf(key, shapes.points.columns, points);
    const columns = columnsFor(
      key,
      rows[key].map(({ entry }) => entry),
    );
    return sheetOf(
      key,
      columns,
      rows[key].map(({ cells }) => cells),
    );
  });
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  return await writeXlsxFile([notes(expanded.campus.site.name), ...sheets], { fontSize: 10 }).toBuffer();
}

function sheetOf(key: SheetKey, columns: readonly Column[], rows: readonly Cells[]) {
  const head = columns.map(
    ({ heading, kind }): Cell => ({
      value: label(heading),
      type: String,
      fontWeight: 'bold',
      backgroundColor: kind === 'evidence' ? shownColour : inputColour,
    }),
  );
  const data: SheetData = [head, ...rows.map((cells) => columns.map((column) => cellFor(cells, column)))];
  return {
    data,
    sheet: label(shapes[key].title),
    columns: columns.map(({ widthChars = usualWidthChars }) => ({ width: widthChars })),
    stickyRowsCount: 1,
  };
}

/** Text stays text when it is edited: a room called 1-2 is no date. */
function cellFor(cells: Cells, { key, kind }: Column): Cell {
  const value = cells[key] ?? null;
  if (value === null) return null;
  const colour = kind === 'evidence' ? { textColor: shownText } : {};
  if (typeof value === 'number') return { value, type: Number, ...colour };
  return { value: escapedText(String(value)), type: String, format: '@', ...colour };
}

/** What XML cannot hold, and what would be read as an escape, as `_xHHHH_` (ECMA-376 Part 1, 22.9.2.19). */
function escapedText(text: string): string {
  const plain = text
    .replace(/_(?=x[\dA-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[\p{Cc}\ufffe\uffff]/gu, (sign) => escapeOf(sign));
  // The library keeps texts as keys of an object: one that every object has is told apart by an escape.
  return plain in Object.prototype ? escapeOf(plain) + plain.slice(1) : plain;
}

function escapeOf(text: string): string {
  return `_x${text.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
}

const inputs: readonly InputSheet[] = ['gateways', 'endpoints', 'buildings', 'floors', 'spaces', 'devices'];
const inputTitles = inputs.map((key) => shapes[key].title);

const noteLines = (site: Text): readonly Text[] => [
  both(`${site.zh}：点表`, `${site.en}: point table`),
  both(
    `填写：${inputTitles.map(({ zh }) => zh).join('、')}。蓝色列名的列可改，灰色列名的列只作说明，改了不生效。`,
    `To fill in: ${inputTitles.map(({ en }) => en).join(', ')}. Columns with a blue heading may be changed; grey ones only show what follows, and take no change.`,
  ),
  both(
    '“点”表列出每个测点，用于交接；其内容由房间模板、设备型号和以上各表推出。',
    'The sheet of points lists every point, for handing over; all of it follows from room templates, device models and the sheets above.',
  ),
  both(
    '编号用小写字母、数字、连字符，一旦使用不要再改：历史数据按编号保存。改编号等于删除后新增。',
    'Ids are lower-case letters, digits and hyphens. Do not change one that is in use: history is kept by it. A changed id is one thing removed and another added.',
  ),
  both(
    '删去一行即删除该项；删去整张工作表则该部分保持不变。原有的房间保持原来的序号，新房间排在本层末尾。',
    'A removed row removes the thing; a removed sheet leaves that part as it is. Rooms that are there keep their place n, new ones come last on their floor.',
  ),
  both(
    '模板公式要用的值写在“变量 variable 名称”列，可自行加列。花括号内是公式，如 {n * 10 + 1}。',
    'Values that formulas of a template need stand in columns "变量 variable NAME"; add them as needed. Braces hold formulas, such as {n * 10 + 1}.',
  ),
  both(
    '导入：campus points import 文件 先列出全部差异；加上 --apply 才写入。',
    'To import: campus points import FILE lists every difference; only --apply writes.',
  ),
];

function notes(site: Text) {
  const data: SheetData = noteLines(site).flatMap(({ zh, en }, i): SheetData => {
    const style = { type: String, wrap: true, ...(i === 0 ? { fontWeight: 'bold' as const } : {}) };
    return [[{ value: zh, ...style }], [{ value: en, ...style }]];
  });
  return { data, sheet: label(notesTitle), columns: [{ width: 110 }] };
}
