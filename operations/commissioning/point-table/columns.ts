// What a column of a point table is, what a sheet is, and how both are named in the file. The sheets themselves are in
// shapes.ts.
import type { Text } from '@campus/campus-model';
import { both } from './mistakes.ts';

/** Sheets in the order of the file; the notes come before them. */
export const sheetKeys = [
  'gateways',
  'endpoints',
  'buildings',
  'floors',
  'spaces',
  'devices',
  'points',
] as const;
export type SheetKey = (typeof sheetKeys)[number];
/** Sheets that say what the campus is. */
export type InputSheet = Exclude<SheetKey, 'points'>;

type CellKind =
  | 'id'
  | 'text'
  | 'word'
  | 'number'
  | 'whole'
  | 'number-or-formula'
  | 'value'
  | 'settings'
  | 'outline'
  | 'evidence';

/** What a cell names by its id. */
export type Reference = 'gateway' | 'building' | 'floor' | 'space' | 'template' | 'model' | 'person';

export interface Column {
  readonly key: string;
  readonly heading: Text;
  readonly kind: CellKind;
  /** Where it stands in the entry of the description; absent where it says to what the entry belongs. */
  readonly path?: readonly (string | number)[];
  /** Keys at `path` that have columns of their own. */
  readonly without?: readonly string[];
  readonly isRequired?: boolean;
  readonly refersTo?: Reference;
  readonly choices?: readonly string[];
  readonly least?: number;
  readonly most?: number;
  /** What to do instead of changing it, of a column that only shows. */
  readonly remedy?: Text;
  readonly widthChars?: number;
}

export interface SheetShape {
  readonly key: SheetKey;
  readonly title: Text;
  readonly columns: readonly Column[];
  /** Keys of an entry in the order in which they are written. */
  readonly order: readonly string[];
}

export const notesTitle = both('说明', 'Notes');

/** As sheets and columns are named in the file: both languages, Chinese first. */
export function label({ zh, en }: Text): string {
  return `${zh} ${en}`;
}

export const variablePrefix = 'variable:';
const variableHeading = /^(?:变量)?\s*(?:variable)?\s*([A-Za-z][A-Za-z0-9]*)$/i;

/** The column of a variable that the formulas of a space may name. */
export function variableColumn(name: string): Column {
  return {
    key: `${variablePrefix}${name}`,
    heading: both('变量 variable', name),
    kind: 'value',
    path: ['with', name],
  };
}

/** The variable that a heading names, e.g. `变量 variable lab`; null where it names none. */
export function variableNamed(heading: string): string | null {
  if (!/变量|variable/i.test(heading)) return null;
  return variableHeading.exec(heading.trim())?.[1] ?? null;
}
