// The rows of a sheet as people filled them in: each cell read, every mistake told and none twice.
import type { Text } from '@campus/campus-model';
import { cellName, cellPlace } from './cell-name.ts';
import { readCell } from './cells.ts';
import type { Column, InputSheet } from './columns.ts';
import { identityOf, type Place, type TableRow } from './description-rows.ts';
import { both, type Finding, mistakeAt, type Told } from './mistakes.ts';
import type { FoundColumn } from './read-headings.ts';
import type { CellValue, WorkbookSheet } from './workbook.ts';

export interface ReadRow {
  /** Of the sheet, from 0. */
  readonly row: number;
  readonly cells: readonly CellValue[];
  /** Null where the row does not say what it is about. */
  readonly identity: string | null;
  readonly place: Place;
  /** By column; a column that the sheet does not have is not there. */
  readonly values: ReadonlyMap<string, unknown>;
  /** Columns whose cells are wrong. */
  readonly bad: Set<string>;
}

export interface ReadSheet {
  readonly name: string;
  readonly columns: readonly FoundColumn[];
  readonly rows: readonly ReadRow[];
}

/** Cells that merges cover, but for the first of each; the merges themselves are told. */
function coveredCells(sheet: WorkbookSheet, told: Told): Set<string> {
  const covered = new Set<string>();
  for (const merge of sheet.merges) {
    const [from, to] = merge.split(':').map(cellPlace);
    if (!from || !to) continue;
    told.mistakes.push(
      mistakeAt(
        { sheet: sheet.name, cell: cellName(from.row, from.column) },
        {
          found: both(`合并的单元格 ${merge}`, `merged cells ${merge}`),
          expected: both('每个单元格各自填写', 'each cell filled in by itself'),
          remedy: both('请取消合并并补全每一格', 'Unmerge them and fill in each'),
        },
      ),
    );
    cover(covered, from, to);
    covered.delete(cellName(from.row, from.column));
  }
  return covered;
}

/** A merge over a whole sheet is told once and need not be laid out cell by cell. */
const mostCovered = 10_000;

function cover(
  covered: Set<string>,
  from: { readonly row: number; readonly column: number },
  to: { readonly row: number; readonly column: number },
): void {
  for (let row = from.row; row <= to.row && covered.size < mostCovered; row++) {
    for (let column = from.column; column <= to.column; column++) covered.add(cellName(row, column));
  }
}

/** The rows below the headings. `before` are those of the description: a cell that still says the same stays the same. */
export function readRows(
  sheet: WorkbookSheet,
  key: InputSheet,
  columns: readonly FoundColumn[],
  before: ReadonlyMap<string, TableRow>,
  told: Told,
): ReadSheet {
  const covered = coveredCells(sheet, told);
  const faults = new Map(sheet.faults.map((fault) => [fault.cell, fault]));
  const reader = new RowReader(key, sheet.name, columns, before, told, (name) => {
    const fault = faults.get(name);
    if (fault) return faultFinding(fault.what, fault.found);
    return covered.has(name) ? 'covered' : null;
  });
  const rows = sheet.rows.flatMap((cells, row) => {
    const isBlank = columns.every(
      ({ column, at }) => column.kind === 'evidence' || (cells[at] ?? null) === null,
    );
    const isMarked = columns.some(({ at }) => faults.has(cellName(row, at)));
    return row === 0 || (isBlank && !isMarked) ? [] : [reader.read(cells, row)];
  });
  return { name: sheet.name, columns, rows };
}

function faultFinding(what: 'error' | 'no-result', found: string): Finding {
  if (what === 'error') {
    return {
      found: both(`公式错误 ${found}`, `the formula error ${found}`),
      expected: both('一个值', 'a value'),
      remedy: both('请修正公式，或直接写出值', 'Mend the formula, or write the value itself'),
    };
  }
  return {
    found: both('没有计算结果的公式', 'a formula without a result'),
    expected: both('一个值', 'a value'),
    remedy: both(
      '请在表格软件中打开并保存一次，或直接写出值',
      'Open and save the file in a spreadsheet program, or write the value itself',
    ),
  };
}

type Doubt = (cell: string) => Finding | 'covered' | null;

class RowReader {
  readonly #key: InputSheet;
  readonly #sheet: string;
  readonly #columns: readonly FoundColumn[];
  readonly #before: ReadonlyMap<string, TableRow>;
  readonly #told: Told;
  readonly #doubt: Doubt;

  constructor(
    key: InputSheet,
    sheet: string,
    columns: readonly FoundColumn[],
    before: ReadonlyMap<string, TableRow>,
    told: Told,
    doubt: Doubt,
  ) {
    this.#key = key;
    this.#sheet = sheet;
    this.#columns = columns;
    this.#before = before;
    this.#told = told;
    this.#doubt = doubt;
  }

  read(cells: readonly CellValue[], row: number): ReadRow {
    const bad = new Set<string>();
    const values = new Map<string, unknown>();
    const inputs = this.#columns.filter(({ column }) => column.kind !== 'evidence');
    const belongs = ({ column }: FoundColumn): boolean => !column.path || column.key === 'id';
    for (const found of inputs.filter(belongs)) this.#cell(found, cells, row, undefined, values, bad);
    const place = {
      building: wordOf(values.get('building')),
      floor: wordOf(values.get('floor')),
      space: wordOf(values.get('space')),
    };
    const id = wordOf(values.get('id'));
    const identity = id === undefined ? null : identityOf(this.#key, place, id);
    const before = identity === null ? undefined : this.#before.get(identity);
    for (const found of inputs.filter((other) => !belongs(other))) {
      this.#cell(found, cells, row, before, values, bad);
    }
    return { row, cells, identity, place, values, bad };
  }

  #cell(
    { column, at }: FoundColumn,
    cells: readonly CellValue[],
    row: number,
    before: TableRow | undefined,
    values: Map<string, unknown>,
    bad: Set<string>,
  ): void {
    const name = cellName(row, at);
    const doubt = this.#doubt(name);
    const cell = cells[at] ?? null;
    if (doubt === 'covered') bad.add(column.key);
    else if (doubt) this.#wrong(name, column, doubt, bad);
    // Not read again, so that what a table cannot say in full is not lost on the way through it.
    else if (before && column.key in before.cells && before.cells[column.key] === cell) return;
    else if (cell === null || (typeof cell === 'string' && cell.trim() === '')) {
      if (column.isRequired) this.#wrong(name, column, emptyCell(column), bad);
      else if (before?.cells[column.key] != null) values.set(column.key, undefined);
    } else this.#filled(name, column, cell, values, bad);
  }

  #filled(
    name: string,
    column: Column,
    cell: Exclude<CellValue, null>,
    values: Map<string, unknown>,
    bad: Set<string>,
  ): void {
    const read = readCell(cell, column);
    if (!read.ok) {
      this.#wrong(name, column, read.finding, bad);
      return;
    }
    values.set(column.key, read.value);
    if (read.note) this.#note(name, read.note);
  }

  #wrong(cell: string, column: Column, finding: Finding, bad: Set<string>): void {
    bad.add(column.key);
    this.#told.mistakes.push(mistakeAt({ sheet: this.#sheet, cell }, finding));
  }

  #note(cell: string, { zh, en }: Text): void {
    const text = both(`${this.#sheet}!${cell}：${zh}`, `${this.#sheet}!${cell}: ${en}`);
    this.#told.notes.push({ sheet: this.#sheet, cell, text });
  }
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function emptyCell({ heading }: Column): Finding {
  return {
    found: both('单元格是空的', 'the cell is empty'),
    expected: both(`“${heading.zh}”`, `"${heading.en}"`),
    remedy: both('请填写', 'Fill it in'),
  };
}
