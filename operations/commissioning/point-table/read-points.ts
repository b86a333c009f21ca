// The sheet of points: it only shows. Whoever writes over it is told where the value comes from.
import type { Campus } from '@campus/campus-model';
import { cellName } from './cell-name.ts';
import { type EvidenceRow, tellEvidence, unknownPoint } from './evidence.ts';
import { both, mistakeAt, type Told } from './mistakes.ts';
import { pointRows } from './point-rows.ts';
import { readHeadings } from './read-headings.ts';
import { shapes } from './shapes.ts';
import type { WorkbookSheet } from './workbook.ts';

/**
 * `after` is null where the table has mistakes: then only points of rooms that it leaves alone are judged. `touched` are
 * the rooms that it changes.
 */
export function tellPoints(
  sheet: WorkbookSheet,
  before: Campus,
  after: Campus | null,
  touched: ReadonlySet<string>,
  told: Told,
): void {
  const columns = readHeadings(sheet, shapes.points.columns, told);
  const idAt = columns?.find(({ column }) => column.key === 'id')?.at;
  if (!columns || idAt === undefined) return;
  const [former, later] = [pointRows(before), after ? pointRows(after) : null];
  const rows: EvidenceRow[] = [];
  sheet.rows.forEach((cells, row) => {
    const id = typeof cells[idAt] === 'string' ? cells[idAt].trim() : null;
    if (row === 0 || id === null) return;
    const allowed = [former.get(id), later?.get(id)].filter((known) => known !== undefined);
    const place = { sheet: sheet.name, cell: cellName(row, idAt) };
    if (allowed.length > 0) {
      const isTouched = touched.has(before.points.get(id)?.spaceId ?? '');
      if (later || !isTouched) rows.push({ row, cells, allowed });
    } else if (later || touched.size === 0) {
      told.mistakes.push(mistakeAt(place, unknownPoint(id, [...(later ?? former).keys()])));
    }
  });
  tellFaults(sheet, told);
  tellEvidence(sheet.name, columns, rows, told);
}

function tellFaults({ name, faults }: WorkbookSheet, told: Told): void {
  for (const { cell, found } of faults) {
    told.mistakes.push(
      mistakeAt(
        { sheet: name, cell },
        {
          found: both(`公式错误 ${found}`, `the formula error ${found}`),
          expected: both('导出时的值', 'what was exported'),
          remedy: both(
            '请恢复单元格，或删去整张“点”表',
            'Put the cell back, or delete the whole sheet of points',
          ),
        },
      ),
    );
  }
}
