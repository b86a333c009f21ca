// The headings of a sheet: which column stands where, and what is wrong with those that are missing or not known.
import { nearest } from '@campus/campus-model';
import { cellName } from './cell-name.ts';
import { type Column, label, variableColumn, variableNamed } from './columns.ts';
import { both, didYouMean, type Finding, foundValue, mistakeAt, type Told } from './mistakes.ts';
import { shapes } from './shapes.ts';
import type { WorkbookSheet } from './workbook.ts';

/** A column and where it stands in the sheet. */
export interface FoundColumn {
  readonly column: Column;
  readonly at: number;
}

/** Any run of blanks is one, letters are small, full-width signs are their ASCII twins. */
export function sameWord(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}

/** The columns that the first row names. */
export function readHeadings(
  sheet: WorkbookSheet,
  columns: readonly Column[],
  told: Told,
): readonly FoundColumn[] | null {
  const head = sheet.rows[0] ?? [];
  if (head.every((cell) => cell === null)) {
    told.mistakes.push(mistakeAt({ sheet: sheet.name, cell: 'A1' }, emptySheet(columns)));
    return null;
  }
  const search = new HeadingSearch(columns);
  head.forEach((cell, at) => {
    const finding = cell === null ? null : search.take(String(cell), at);
    if (finding) told.mistakes.push(mistakeAt({ sheet: sheet.name, cell: cellName(0, at) }, finding));
  });
  for (const column of search.missing()) {
    told.mistakes.push(mistakeAt({ sheet: sheet.name, cell: cellName(0, head.length) }, noHeading(column)));
  }
  return search.found;
}

class HeadingSearch {
  readonly found: FoundColumn[] = [];
  readonly #columns: readonly Column[];
  /** Columns that a mistyped heading was probably meant for: they are not told as missing too. */
  readonly #guessed = new Set<string>();

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
  }

  /** What is wrong with a heading; null where it is taken. */
  take(text: string, at: number): Finding | null {
    const column = this.#named(sameWord(text)) ?? this.#variable(text);
    if (!column) return this.#unknown(text);
    if (this.found.some((other) => other.column.key === column.key)) {
      return {
        found: foundValue(text),
        expected: both('每个列名只出现一次', 'each heading once'),
        remedy: both('请删去多余的一列', 'Remove the column that is too much'),
      };
    }
    this.found.push({ column, at });
    return null;
  }

  missing(): Column[] {
    const has = new Set(this.found.map(({ column }) => column.key));
    return this.#columns.filter(
      ({ key, isRequired }) => isRequired && !has.has(key) && !this.#guessed.has(key),
    );
  }

  #named(word: string): Column | undefined {
    return this.#columns.find(({ heading }) =>
      [label(heading), heading.zh, heading.en].some((name) => sameWord(name) === word),
    );
  }

  #variable(text: string): Column | null {
    const hasVariables = this.#columns === shapes.spaces.columns;
    const name = hasVariables ? variableNamed(text.normalize('NFKC')) : null;
    return name === null ? null : variableColumn(name);
  }

  #unknown(text: string): Finding {
    const names = new Map<string, Column>();
    for (const column of this.#columns) {
      const { zh, en } = column.heading;
      for (const name of [label(column.heading), zh, en]) names.set(sameWord(name), column);
    }
    const column = names.get(nearest(sameWord(text), [...names.keys()]) ?? '');
    if (column) this.#guessed.add(column.key);
    return {
      found: both(`不认识的列名“${text}”`, `unknown heading "${text}"`),
      expected: both('本表的列名之一', 'a heading of this sheet'),
      remedy: column
        ? didYouMean(label(column.heading))
        : both('请删去这一列，或按导出的表头改写', 'Remove the column, or name it as an exported table does'),
    };
  }
}

function emptySheet(columns: readonly Column[]): Finding {
  const wanted = columns.filter(({ isRequired }) => isRequired).map(({ heading }) => label(heading));
  return {
    found: both('工作表是空的', 'the sheet is empty'),
    expected: both(
      `第一行为列名（${wanted.join('、')}）`,
      `headings in the first row (${wanted.join(', ')})`,
    ),
    remedy: both(
      '请填写它；若不想改动这部分，请删去整张工作表',
      'Fill it in, or delete the sheet to leave that part as it is',
    ),
  };
}

function noHeading({ heading }: Column): Finding {
  return {
    found: both('缺少一列', 'a column is missing'),
    expected: both(`列名“${label(heading)}”`, `the heading "${label(heading)}"`),
    remedy: both('请加上这一列并填写', 'Add the column and fill it in'),
  };
}
