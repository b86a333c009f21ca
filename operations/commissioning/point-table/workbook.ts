// A workbook as the point table needs it: the values of its sheets, and what is wrong with cells that have none.
import type { Text } from '@campus/campus-model';
import readXlsxFile from 'read-excel-file/universal';
import { type Parts, packParts, unpackWorkbook } from './archive.ts';
import { attributeOf, type CellFault, type Inspection, inspectSheet } from './inspect-sheet.ts';

export type CellValue = string | number | boolean | Date | null;

export interface WorkbookSheet {
  readonly name: string;
  readonly rows: readonly (readonly CellValue[])[];
  readonly merges: readonly string[];
  readonly faults: readonly CellFault[];
}

export type Workbook =
  | { readonly ok: true; readonly sheets: readonly WorkbookSheet[] }
  | { readonly ok: false; readonly fault: Text };

/** All points of a school of three thousand rooms. */
const mostRows = 100_000;
/** The widest sheet has about twenty, and one a variable. */
const mostColumns = 100;
const mostSheets = 50;

const unreadable: Text = {
  zh: '无法读取这个工作簿的内容。请在表格软件中打开它，另存为 .xlsx 后重试。',
  en: 'The contents of this workbook cannot be read. Open it in a spreadsheet program, save it as .xlsx and try again.',
};

/** Never rejects for what a file may hold; blocks its thread while it reads. */
export async function readWorkbook(bytes: Uint8Array): Promise<Workbook> {
  const unpacked = unpackWorkbook(bytes);
  if (!unpacked.ok) return unpacked;
  const parts = new Map(unpacked.parts);
  const places = sheetParts(parts);
  if (places.size === 0 || places.size > mostSheets) return { ok: false, fault: unreadable };
  const inspected = new Map<string, Inspection>();
  for (const [name, path] of places) {
    const inspection = inspectSheet(parts.get(path)?.toString('utf8') ?? '');
    if (inspection.rows > mostRows || inspection.columns > mostColumns) {
      return { ok: false, fault: tooWide(name, inspection) };
    }
    parts.set(path, Buffer.from(inspection.xml, 'utf8'));
    inspected.set(name, { ...inspection, xml: '' });
  }
  return valuesOf(parts, inspected);
}

async function valuesOf(parts: Parts, inspected: ReadonlyMap<string, Inspection>): Promise<Workbook> {
  try {
    const sheets = await readXlsxFile(packParts(parts), { trim: false });
    return {
      ok: true,
      sheets: sheets.map(({ sheet, data }) => ({
        name: sheet,
        rows: data as unknown as CellValue[][],
        merges: inspected.get(sheet)?.merges ?? [],
        faults: inspected.get(sheet)?.faults ?? [],
      })),
    };
  } catch {
    return { ok: false, fault: unreadable };
  }
}

function tooWide(sheet: string, { rows, columns }: Inspection): Text {
  return {
    zh: `工作表“${sheet}”有 ${rows} 行、${columns} 列，最多可读 ${mostRows} 行、${mostColumns} 列。请删去多余的行和列后重试。`,
    en: `The sheet "${sheet}" reaches over ${rows} rows and ${columns} columns; at most ${mostRows} and ${mostColumns} are read. Delete those that do not belong here and try again.`,
  };
}

/** Where in the archive the part of each sheet is, by the sheet's name. */
function sheetParts(parts: Parts): Map<string, string> {
  const targets = new Map<string, string>();
  for (const attributes of tags(parts, 'xl/_rels/workbook.xml.rels', 'Relationship')) {
    const [id, target] = [attributeOf(attributes, 'Id'), attributeOf(attributes, 'Target')];
    if (id && target) targets.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
  }
  const places = new Map<string, string>();
  for (const attributes of tags(parts, 'xl/workbook.xml', 'sheet')) {
    const [name, id] = [attributeOf(attributes, 'name'), attributeOf(attributes, '(?:\\w+:)?id')];
    const path = targets.get(id ?? '');
    if (name && path) places.set(plainText(name), path);
  }
  return places;
}

function tags(parts: Parts, path: string, tag: string): string[] {
  const xml = parts.get(path)?.toString('utf8') ?? '';
  return [...xml.matchAll(new RegExp(`<(?:\\w+:)?${tag}\\s([^>]*?)/?>`, 'g'))].map((match) => match[1]!);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function plainText(xml: string): string {
  return xml.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w+));/g, (whole, decimal, hex, name) => {
    if (name) return entities[name] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
