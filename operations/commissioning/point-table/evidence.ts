// Cells that only show what follows from the rest: one that was written over is told with what to do instead.
import { nearest } from '@campus/campus-model';
import { cellName } from './cell-name.ts';
import { readCell } from './cells.ts';
import type { Column } from './columns.ts';
import type { Cells } from './description-rows.ts';
import { both, didYouMean, type Finding, foundValue, mistakeAt, shown, type Told } from './mistakes.ts';
import type { FoundColumn } from './read-headings.ts';
import type { CellValue } from './workbook.ts';

export interface EvidenceRow {
  readonly row: number;
  readonly cells: readonly CellValue[];
  /** What may stand there: as it is, and as it will be. The last one is what is expected. */
  readonly allowed: readonly Cells[];
}

/** An empty cell is fine, and so is one that still says what was so before. */
export function tellEvidence(
  sheet: string,
  columns: readonly FoundColumn[],
  rows: readonly EvidenceRow[],
  told: Told,
): void {
  const shownOnly = columns.filter(({ column }) => column.kind === 'evidence');
  for (const { row, cells, allowed } of rows) {
    for (const { column, at } of shownOnly) {
      const cell = cells[at] ?? null;
      if (cell === null || allowed.some((known) => isSame(cell, known[column.key] ?? null, column))) continue;
      told.mistakes.push(
        mistakeAt(
          { sheet, cell: cellName(row, at) },
          overwritten(cell, allowed.at(-1)?.[column.key], column),
        ),
      );
    }
  }
}

function isSame(cell: CellValue, known: CellValue, column: Column): boolean {
  if (cell === known) return true;
  if (known === null || cell === null) return false;
  if (typeof known === 'number') {
    const read = readCell(cell, { ...column, kind: 'number' });
    return read.ok && read.value === known;
  }
  return String(cell).trim() === String(known).trim();
}

function overwritten(cell: CellValue, wanted: CellValue | undefined, { remedy, heading }: Column): Finding {
  return {
    found: foundValue(cell),
    expected:
      wanted === null || wanted === undefined
        ? both('空单元格（此列只作说明）', 'an empty cell (the column only shows)')
        : both(`“${shown(wanted)}”（此列只作说明）`, `"${shown(wanted)}" (the column only shows)`),
    remedy: remedy ?? both(`请恢复“${heading.zh}”列`, `Put the column "${heading.en}" back`),
  };
}

/** A point that no device has. */
export function unknownPoint(id: string, known: readonly string[]): Finding {
  const device = id.slice(0, Math.max(0, id.indexOf('/')));
  const close = known.filter((each) => each.startsWith(`${device}/`));
  const hint = nearest(id, close);
  return {
    found: both(`不认识的点“${id}”`, `unknown point "${id}"`),
    expected: both(
      '某台设备的点（点由设备型号带来）',
      'a point of a device (points come with the model of a device)',
    ),
    remedy: hint
      ? didYouMean(hint)
      : both(
          '请在“设备”表中加设备，点随之而来；或删去这一行',
          'Add the device in the sheet of devices and its points come with it, or remove the row',
        ),
  };
}
