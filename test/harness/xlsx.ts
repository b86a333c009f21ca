// Writes XLSX files by hand, with an encoder of its own: whatever a spreadsheet program, or somebody with bad intentions,
// might put into one.
import { crc32, deflateRawSync } from 'node:zlib';

/** A number with `date` is formatted as one; `formula` without `value` was never worked out. */
export type SheetCell =
  | string
  | number
  | null
  | { readonly date: number }
  | { readonly error: string }
  | { readonly formula: string; readonly value?: string | number }
  | { readonly flag: boolean };

export interface TestSheet {
  readonly name: string;
  readonly rows: readonly (readonly SheetCell[])[];
  readonly merges?: readonly string[];
}

export interface ZipPart {
  readonly name: string;
  readonly bytes: Buffer;
  /** What the list of contents says of its size, where it lies. */
  readonly said?: number;
}

export function xlsxOf(sheets: readonly TestSheet[], more: readonly ZipPart[] = []): Buffer {
  return zipOf([...workbookParts(sheets), ...more]);
}

export function workbookParts(sheets: readonly TestSheet[]): ZipPart[] {
  const part = (name: string, xml: string): ZipPart => ({ name, bytes: Buffer.from(`${head}${xml}`) });
  return [
    part('[Content_Types].xml', '<Types/>'),
    part(
      'xl/workbook.xml',
      `<workbook ${main} xmlns:r="${relations}"><sheets>${sheets
        .map(({ name }, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
        .join('')}</sheets></workbook>`,
    ),
    part(
      'xl/_rels/workbook.xml.rels',
      `<Relationships>${sheets
        .map(
          (_, i) =>
            `<Relationship Id="rId${i + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
        )
        .join('')}<Relationship Id="rIdS" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    ),
    part(
      'xl/styles.xml',
      `<styleSheet ${main}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ),
    ...sheets.map((sheet, i) => part(`xl/worksheets/sheet${i + 1}.xml`, sheetXml(sheet))),
  ];
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

function sheetXml({ rows, merges = [] }: TestSheet): string {
  const body = rows
    .map(
      (cells, row) =>
        `<row r="${row + 1}">${cells.map((cell, at) => cellXml(cell, `${letters(at)}${row + 1}`)).join('')}</row>`,
    )
    .join('');
  const merged = merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('');
  return `<worksheet ${main}><sheetData>${body}</sheetData>${merged && `<mergeCells>${merged}</mergeCells>`}</worksheet>`;
}

function cellXml(cell: SheetCell, name: string): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${name}"><v>${cell}</v></c>`;
  if (typeof cell === 'string') {
    return `<c r="${name}" t="inlineStr"><is><t xml:space="preserve">${escaped(stringOf(cell))}</t></is></c>`;
  }
  if ('date' in cell) return `<c r="${name}" s="1"><v>${cell.date}</v></c>`;
  if ('error' in cell) return `<c r="${name}" t="e"><f>A1</f><v>${cell.error}</v></c>`;
  if ('flag' in cell) return `<c r="${name}" t="b"><v>${cell.flag ? 1 : 0}</v></c>`;
  const value = cell.value === undefined ? '' : `<v>${escaped(String(cell.value))}</v>`;
  return `<c r="${name}" t="${typeof cell.value === 'number' ? 'n' : 'str'}"><f>${escaped(cell.formula)}</f>${value}</c>`;
}

/** ST_Xstring (ECMA-376 Part 1, 22.9.2.19): what XML cannot hold, and what looks like that. */
function stringOf(text: string): string {
  const signs = text.replace(/_x[\dA-Fa-f]{4}_/g, (sign) => `_x005F${sign}`);
  return signs.replace(/\p{Cc}/gu, (sign) => `_x${sign.charCodeAt(0).toString(16).padStart(4, '0')}_`);
}

function letters(at: number): string {
  return at < 26 ? String.fromCharCode(65 + at) : letters(Math.floor(at / 26) - 1) + letters(at % 26);
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export function zipOf(parts: readonly ZipPart[]): Buffer {
  const bodies: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const { name, bytes, said = bytes.length } of parts) {
    const [label, packed] = [Buffer.from(name), deflateRawSync(bytes)];
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(said, 18);
    fields.writeUInt16LE(label.length, 22);
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), fields, label, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    list.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), fields, tail, label]));
    bodies.push(local);
    at += local.length;
  }
  const contents = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(contents.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, contents, end]);
}
