// The campus description as the rows of the sheets: what is exported, and what an imported table is compared with.

import { cellOf } from './cells.ts';
import { type Column, type InputSheet, variableColumn } from './columns.ts';
import { type Entry, isEntry, valueIn } from './entries.ts';
import { shapes } from './shapes.ts';
import type { CellValue } from './workbook.ts';

export type Cells = Readonly<Record<string, CellValue>>;

/** To what an entry belongs. */
export interface Place {
  readonly building?: string;
  readonly floor?: string;
  readonly space?: string;
}

export interface TableRow {
  /** Unique in its sheet, the same before and after. */
  readonly identity: string;
  readonly place: Place;
  readonly entry: Entry;
  readonly cells: Cells;
}

export type Description = Readonly<Record<string, unknown>>;
export type Rows = Readonly<Record<InputSheet, readonly TableRow[]>>;

export function identityOf(sheet: InputSheet, place: Place, id: string): string {
  if (sheet === 'floors') return `${place.building}/${id}`;
  return sheet === 'devices' ? `${place.space}/${id}` : id;
}

/** Rows of every input sheet, in the order of the description. */
export function rowsOf(description: Description): Rows {
  const rows = { gateways: [], endpoints: [], buildings: [], floors: [], spaces: [], devices: [] } as Record<
    InputSheet,
    TableRow[]
  >;
  const templates = isEntry(description.templates) ? description.templates : {};
  const add = (sheet: InputSheet, entry: Entry, place: Place, evidence: Cells = {}): void => {
    const cells = { ...cellsOf(sheet, entry, place), ...evidence };
    rows[sheet].push({ identity: identityOf(sheet, place, String(entry.id)), place, entry, cells });
  };
  for (const entry of listOf(description.gateways)) add('gateways', entry, {});
  for (const entry of listOf(description.endpoints)) add('endpoints', entry, {});
  for (const building of listOf(description.buildings)) {
    add('buildings', building, {});
    for (const floor of listOf(building.floors)) {
      const inBuilding = { building: String(building.id) };
      add('floors', floor, inBuilding);
      listOf(floor.spaces).forEach((space, n) => {
        add('spaces', space, { ...inBuilding, floor: String(floor.id) }, spaceEvidence(space, n, templates));
        for (const device of listOf(space.devices)) add('devices', device, { space: String(space.id) });
      });
    }
  }
  return rows;
}

export function listOf(value: unknown): Entry[] {
  return Array.isArray(value) ? value.filter(isEntry) : [];
}

function cellsOf(sheet: InputSheet, entry: Entry, place: Place): Cells {
  const cells: Record<string, CellValue> = {};
  for (const column of columnsFor(sheet, [entry])) {
    if (column.path) cells[column.key] = cellOf(valueIn(entry, column), column);
    else if (column.kind !== 'evidence') cells[column.key] = place[column.key as keyof Place] ?? null;
  }
  return cells;
}

/** The columns of a sheet with those of the variables that its entries set. */
export function columnsFor(sheet: InputSheet, entries: readonly Entry[]): readonly Column[] {
  const { columns } = shapes[sheet];
  if (sheet !== 'spaces') return columns;
  const variables = new Set(entries.flatMap((entry) => (isEntry(entry.with) ? Object.keys(entry.with) : [])));
  const last = columns.findIndex(({ kind }) => kind === 'evidence');
  return [...columns.slice(0, last), ...[...variables].map(variableColumn), ...columns.slice(last)];
}

/** The size of a room whose template says nothing (as the description is expanded). */
const usualSize = [6, 6];

function spaceEvidence(space: Entry, n: number, templates: Entry): Cells {
  const template = templates[String(space.template)];
  const own = isEntry(space.with) ? space.with.n : undefined;
  const place = typeof own === 'number' ? own : n;
  if (!isEntry(template)) return { n: place, kind: null, width: null, depth: null };
  const size = Array.isArray(template.outline) ? [null, null] : (template.size as number[] | undefined);
  const [width = null, depth = null] = size ?? usualSize;
  return { n: place, kind: String(template.kind), width, depth };
}

/** The room's rectangle; null where its outline is drawn otherwise. */
export function rectangleOf(
  row: TableRow,
): readonly [x: number, y: number, width: number, depth: number] | null {
  const { x, y, width, depth } = row.cells;
  const numbers = [x, y, width, depth];
  return numbers.every((value) => typeof value === 'number')
    ? (numbers as unknown as [number, number, number, number])
    : null;
}
