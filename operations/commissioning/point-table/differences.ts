// What a table would change: every cell from what to what, and what follows from it for devices and points.
import type { Campus, Text } from '@campus/campus-model';
import { flowText } from './cells.ts';
import type { InputSheet } from './columns.ts';
import { columnsFor, type Rows, type TableRow } from './description-rows.ts';
import { both, shown } from './mistakes.ts';
import { shapes } from './shapes.ts';
import type { CellValue } from './workbook.ts';

export interface TableDifference {
  readonly sheet: InputSheet | 'points';
  readonly action: 'added' | 'changed' | 'removed';
  /** What it is of: the id of a gateway, endpoint, building, space; `building/floor`; `space/device`. */
  readonly id: string;
  /** The heading of the column that is changed. */
  readonly column?: Text;
  readonly from?: CellValue;
  readonly to?: CellValue;
  /** True where no cell of the table says so itself: it follows from others. */
  readonly isConsequence: boolean;
  readonly text: Text;
}

const sheets = ['gateways', 'endpoints', 'buildings', 'floors', 'spaces', 'devices'] as const;

export function differencesOf(before: Rows, after: Rows): TableDifference[] {
  return sheets.flatMap((sheet) => sheetDifferences(sheet, before[sheet], after[sheet]));
}

function sheetDifferences(
  sheet: InputSheet,
  before: readonly TableRow[],
  after: readonly TableRow[],
): TableDifference[] {
  const former = new Map(before.map((row) => [row.identity, row]));
  const present = new Set(after.map(({ identity }) => identity));
  const removed = before.filter(({ identity }) => !present.has(identity));
  return [
    ...removed.map(({ identity }) => whole(sheet, 'removed', identity)),
    ...after.flatMap((row) => {
      const earlier = former.get(row.identity);
      return earlier ? changes(sheet, earlier, row) : [whole(sheet, 'added', row.identity)];
    }),
  ];
}

const actionWords = { added: both('新增', 'added'), removed: both('删除', 'removed') } as const;

function whole(sheet: InputSheet, action: 'added' | 'removed', id: string): TableDifference {
  const title = shapes[sheet].title;
  const text = both(
    `${title.zh} ${id}：${actionWords[action].zh}`,
    `${title.en} ${id}: ${actionWords[action].en}`,
  );
  return { sheet, action, id, isConsequence: false, text };
}

function changes(sheet: InputSheet, before: TableRow, after: TableRow): TableDifference[] {
  return columnsFor(sheet, [before.entry, after.entry])
    .filter(({ kind }) => kind !== 'evidence')
    .flatMap(({ key, heading }) => {
      const [from, to] = [before.cells[key] ?? null, after.cells[key] ?? null];
      return from === to ? [] : [change(sheet, after.identity, heading, from, to)];
    });
}

function change(
  sheet: InputSheet,
  id: string,
  column: Text,
  from: CellValue,
  to: CellValue,
): TableDifference {
  const { title } = shapes[sheet];
  const [old, fresh] = [shownCell(from), shownCell(to)];
  const text = both(
    `${title.zh} ${id}：${column.zh} ${old.zh} → ${fresh.zh}`,
    `${title.en} ${id}: ${column.en} ${old.en} → ${fresh.en}`,
  );
  return { sheet, action: 'changed', id, column, from, to, isConsequence: false, text };
}

function shownCell(value: CellValue): Text {
  return value === null ? both('（空）', '(empty)') : both(shown(value), shown(value));
}

/** Devices that come, go, or answer elsewhere because of the rest. */
export function consequencesOf(before: Campus, after: Campus): TableDifference[] {
  const found: TableDifference[] = [];
  for (const id of before.devices.keys()) {
    if (!after.devices.has(id)) found.push(consequence('removed', id));
  }
  for (const [id, device] of after.devices) {
    const earlier = before.devices.get(id);
    if (!earlier) found.push(consequence('added', id));
    else {
      const [from, to] = [earlier, device].map(
        ({ endpointId, address }) => `${endpointId} ${flowText(address)}`,
      );
      if (from !== to) found.push(consequence('changed', id, from, to));
    }
  }
  return found;
}

function consequence(
  action: TableDifference['action'],
  id: string,
  from: string | null = null,
  to: string | null = null,
): TableDifference {
  const text =
    action === 'changed'
      ? both(`设备 ${id}：地址 ${from} → ${to}`, `device ${id}: address ${from} → ${to}`)
      : both(`设备 ${id}：${actionWords[action].zh}`, `device ${id}: ${actionWords[action].en}`);
  return { sheet: 'points', action, id, from, to, isConsequence: true, text };
}
