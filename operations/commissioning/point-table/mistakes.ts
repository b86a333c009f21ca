// A mistake in a point table: one sentence in both languages with the cell, what stands there, what was expected, what to do.
import type { Text } from '@campus/campus-model';

export interface TableMistake {
  /** As the sheet is named in the file; empty for a mistake of the whole file. */
  readonly sheet: string;
  /** `C7`; empty for a mistake of the whole sheet. */
  readonly cell: string;
  readonly text: Text;
}

/** What is told while a table is read. */
export interface Told {
  readonly mistakes: TableMistake[];
  /** What was read otherwise than it was written, and is harmless. */
  readonly notes: TableMistake[];
}

export interface Finding {
  readonly found: Text;
  readonly expected: Text;
  readonly remedy: Text;
}

export function mistakeAt(
  { sheet, cell }: { readonly sheet: string; readonly cell: string },
  { found, expected, remedy }: Finding,
): TableMistake {
  const place = cell === '' ? sheet : `${sheet}!${cell}`;
  return {
    sheet,
    cell,
    text: {
      zh: `${place}：${found.zh}；应为${expected.zh}。${remedy.zh}。`,
      en: `${place}: ${found.en}; expected ${expected.en}. ${remedy.en}.`,
    },
  };
}

export function both(zh: string, en: string): Text {
  return { zh, en };
}

const longestShown = 60;

/** What stands in a cell, as a person sees it, shortened. */
export function shown(value: unknown): string {
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

export function foundValue(value: unknown): Text {
  return both(`找到“${shown(value)}”`, `found "${shown(value)}"`);
}

/** The hint that goes with an unknown word. */
export function didYouMean(hint: string | undefined): Text {
  return hint
    ? both(`是否想写“${hint}”`, `Did you mean "${hint}"`)
    : both('请核对拼写', 'Check its spelling');
}
