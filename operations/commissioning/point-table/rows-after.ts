// The rows as the description will have them: what stays, what is changed, what is new; and the description put together.
import type { InputSheet } from './columns.ts';
import type { Description, Place, Rows, TableRow } from './description-rows.ts';
import { type Entry, setIn, settled } from './entries.ts';
import type { ReadRow, ReadSheet } from './read-sheet.ts';
import { shapes } from './shapes.ts';

export interface AfterRow {
  readonly identity: string;
  readonly place: Place;
  readonly entry: Entry;
  readonly isNew: boolean;
  /** True where any cell says something else than the description does. */
  readonly isTouched: boolean;
  /** Where it stands in the table; absent where the table has no such sheet. */
  readonly read?: ReadRow;
}

export type AfterRows = Readonly<Record<InputSheet, readonly AfterRow[]>>;
export type ReadSheets = Readonly<Partial<Record<InputSheet, ReadSheet>>>;

const inputSheets = ['gateways', 'endpoints', 'buildings', 'floors', 'spaces', 'devices'] as const;

/** Entries that stay keep their order and new ones follow, so that sorting a sheet moves no address. */
export function rowsAfter(before: Rows, sheets: ReadSheets): AfterRows {
  return Object.fromEntries(
    inputSheets.map((key) => [key, sheetAfter(key, before[key], sheets[key])]),
  ) as unknown as AfterRows;
}

function sheetAfter(key: InputSheet, before: readonly TableRow[], sheet: ReadSheet | undefined): AfterRow[] {
  if (!sheet) return before.map(untouched);
  const read = new Map<string, ReadRow>();
  for (const row of sheet.rows) {
    if (row.identity !== null && !read.has(row.identity)) read.set(row.identity, row);
  }
  // A row whose id cannot be read may be any of those that are missing.
  const isAnyNameless = sheet.rows.some(({ identity }) => identity === null);
  const kept = before.flatMap((row) => {
    const found = read.get(row.identity);
    if (found) return [changed(key, row, found, sheet)];
    return isAnyNameless ? [untouched(row)] : [];
  });
  const known = new Set(before.map(({ identity }) => identity));
  const added = [...read.values()].filter(({ identity }) => !known.has(identity!));
  return [...kept, ...added.map((row) => created(key, row, sheet))];
}

function untouched({ identity, place, entry }: TableRow): AfterRow {
  return { identity, place, entry: structuredClone(entry), isNew: false, isTouched: false };
}

function changed(key: InputSheet, before: TableRow, read: ReadRow, sheet: ReadSheet): AfterRow {
  const entry = structuredClone(before.entry);
  const moves = Object.entries(definedOf(read.place)).some(
    ([name, value]) => before.place[name as keyof Place] !== value,
  );
  const changes = sheet.columns.filter(
    ({ column }) => column.path && column.key !== 'id' && read.values.has(column.key),
  );
  for (const { column } of changes) setIn(entry, column, read.values.get(column.key));
  const done = settled(entry, shapes[key].order, false);
  const place = { ...before.place, ...definedOf(read.place) };
  const isTouched = moves || changes.length > 0;
  return { identity: before.identity, place, entry: done, isNew: false, isTouched, read };
}

function definedOf(place: Place): Place {
  return Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined));
}

const emptyEntries: Readonly<Record<InputSheet, () => Entry>> = {
  gateways: () => ({}),
  endpoints: () => ({ settings: {} }),
  buildings: () => ({ floors: [] }),
  floors: () => ({ spaces: [] }),
  spaces: () => ({}),
  devices: () => ({ address: {} }),
};

function created(key: InputSheet, read: ReadRow, sheet: ReadSheet): AfterRow {
  const entry = emptyEntries[key]();
  for (const { column } of sheet.columns) {
    const value = read.values.get(column.key);
    if (column.path && value !== undefined) setIn(entry, column, value);
  }
  const done = settled(entry, shapes[key].order, true);
  return { identity: read.identity!, place: read.place, entry: done, isNew: true, isTouched: true, read };
}

/** The description with the rows in it; what has no column stays as it was. */
export function descriptionOf(before: Description, rows: AfterRows): Description {
  const inPlace = (key: InputSheet, isHere: (place: Place) => boolean): Entry[] =>
    rows[key].filter(({ place }) => isHere(place)).map(({ entry }) => entry);
  const buildings = rows.buildings.map(({ entry, identity: building }) => ({
    ...entry,
    floors: inPlace('floors', (place) => place.building === building).map((floor) => ({
      ...floor,
      spaces: inPlace('spaces', (place) => place.building === building && place.floor === floor.id).map(
        (space) =>
          withDevices(
            space,
            inPlace('devices', (place) => place.space === space.id),
          ),
      ),
    })),
  }));
  const [gateways, endpoints] = [inPlace('gateways', () => true), inPlace('endpoints', () => true)];
  return { ...before, gateways, endpoints, buildings };
}

function withDevices(space: Entry, devices: readonly Entry[]): Entry {
  if (devices.length > 0) return { ...space, devices };
  const { devices: gone, ...rest } = space;
  return Array.isArray(gone) && gone.length === 0 ? space : rest;
}
