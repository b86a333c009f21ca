// What rows say of each other: ids that are used twice, names of things that are not there, rooms that lie on each other.
import { type DeviceModelCatalogue, nearest } from '@campus/campus-model';
import { cellName } from './cell-name.ts';
import { type InputSheet, label, type Reference } from './columns.ts';
import { type Description, listOf, type Rows, rectangleOf, type TableRow } from './description-rows.ts';
import { isEntry } from './entries.ts';
import { both, didYouMean, type Finding, foundValue, mistakeAt, type Told } from './mistakes.ts';
import type { ReadRow } from './read-sheet.ts';
import type { AfterRow, AfterRows, ReadSheets } from './rows-after.ts';
import { shapes } from './shapes.ts';

/** What a mistake is told of: a cell of a row, or the sheet where the row has none. */
export class Places {
  readonly #sheets: ReadSheets;
  readonly #told: Told;

  constructor(sheets: ReadSheets, told: Told) {
    this.#sheets = sheets;
    this.#told = told;
  }

  /** Tells a mistake once a cell: what follows from one that was told is not told. */
  tell(sheet: InputSheet, read: ReadRow | undefined, columns: readonly string[], finding: Finding): void {
    if (columns.some((key) => read?.bad.has(key))) return;
    const place = this.#cell(sheet, read, columns);
    read?.bad.add(columns[0]!);
    this.#told.mistakes.push(mistakeAt(place, finding));
  }

  #cell(sheet: InputSheet, read: ReadRow | undefined, columns: readonly string[]) {
    const found = this.#sheets[sheet];
    const name = found?.name ?? label(shapes[sheet].title);
    if (!found || !read) return { sheet: name, cell: '' };
    const at = columns.flatMap((key) => found.columns.find(({ column }) => column.key === key)?.at ?? [])[0];
    return { sheet: name, cell: at === undefined ? `A${read.row + 1}` : cellName(read.row, at) };
  }
}

/** The ids that each kind of reference may name; of a floor with its building before it. */
export type Known = Readonly<Record<Reference, readonly string[]>>;

export function knownIds(description: Description, rows: AfterRows, models: DeviceModelCatalogue): Known {
  const ids = (key: InputSheet): string[] => rows[key].map(({ identity }) => identity);
  return {
    gateway: ids('gateways'),
    building: ids('buildings'),
    floor: ids('floors'),
    space: ids('spaces'),
    template: isEntry(description.templates) ? Object.keys(description.templates) : [],
    model: [...models.keys()],
    person: listOf(description.people).map(({ id }) => String(id)),
  };
}

export function tellDuplicates(sheets: ReadSheets, places: Places): void {
  for (const [key, sheet] of Object.entries(sheets) as [InputSheet, { rows: readonly ReadRow[] }][]) {
    const first = new Map<string, ReadRow>();
    for (const read of sheet.rows) {
      const earlier = read.identity === null ? undefined : first.get(read.identity);
      if (earlier) places.tell(key, read, ['id'], duplicate(String(read.values.get('id')), earlier.row + 1));
      else if (read.identity !== null) first.set(read.identity, read);
    }
  }
}

function duplicate(id: string, row: number): Finding {
  return {
    found: both(`编号“${id}”与第 ${row} 行重复`, `the id "${id}" stands in row ${row} too`),
    expected: both('不重复的编号', 'an id that is not used twice'),
    remedy: both('请改用另一个编号，或删去重复的一行', 'Give another id, or remove the row that is too much'),
  };
}

/** Names of what is not there; entries that lost what they belong to because its row is gone. */
export function tellReferences(rows: AfterRows, known: Known, places: Places): void {
  for (const [key, entries] of Object.entries(rows) as [InputSheet, readonly AfterRow[]][]) {
    for (const row of entries) {
      for (const { key: name, refersTo, path } of shapes[key].columns) {
        if (!refersTo) continue;
        const id = path ? row.entry[String(path[0])] : row.place[name as keyof AfterRow['place']];
        const finding = id === undefined ? null : unknownReference(refersTo, String(id), row, known);
        if (finding) places.tell(key, row.read, [name], finding);
      }
    }
  }
}

const referenceWords: Readonly<Record<Reference, readonly [zh: string, en: string]>> = {
  gateway: ['“网关”表中的编号', 'the id of a gateway'],
  building: ['“楼栋”表中的编号', 'the id of a building'],
  floor: ['该楼栋的楼层编号', 'the id of a floor of that building'],
  space: ['“房间”表中的编号', 'the id of a space'],
  template: ['校园描述中的房间模板', 'a room template of the campus description'],
  model: ['设备型号目录中的型号', 'a model of the device catalogue'],
  person: ['校园描述中的人员编号', 'the id of a person in the campus description'],
};

function unknownReference(refersTo: Reference, id: string, row: AfterRow, known: Known): Finding | null {
  const building = refersTo === 'floor' ? `${row.place.building}/` : '';
  // An unknown building has been told; its floors cannot be judged.
  if (refersTo === 'floor' && !known.building.includes(String(row.place.building))) return null;
  const ids = known[refersTo]
    .filter((each) => each.startsWith(building))
    .map((each) => each.slice(building.length));
  if (ids.includes(id)) return null;
  const subject = row.read
    ? foundValue(id)
    : both(`“${row.identity}”仍指向“${id}”`, `"${row.identity}" still names "${id}"`);
  return {
    found: subject,
    expected: both(...referenceWords[refersTo]),
    remedy: didYouMean(nearest(id, ids)),
  };
}

export function tellEmptyBuildings({ buildings, floors }: AfterRows, places: Places): void {
  const has = new Set(floors.map(({ place }) => place.building));
  for (const { identity, read } of buildings) {
    if (has.has(identity)) continue;
    places.tell('buildings', read, ['id'], {
      found: both(`楼栋“${identity}”没有楼层`, `the building "${identity}" has no floor`),
      expected: both('每栋楼至少一层', 'at least one floor in a building'),
      remedy: both('请在“楼层”表中为它加一行', 'Add a row for it in the sheet of floors'),
    });
  }
}

/** Rooms may meet in a wall and overlap by its thickness. */
const wallM = 0.3;

/** Of each pair on a floor at least one of which is new or was moved; rooms without a place are not judged. */
export function tellOverlaps(
  before: Rows,
  after: Rows,
  rows: AfterRows,
  drawn: ReadonlySet<string>,
  places: Places,
): void {
  const former = new Map(before.spaces.map((row) => [row.identity, row]));
  const moved = new Set(
    after.spaces.filter((row) => isMoved(former.get(row.identity), row)).map((row) => row.identity),
  );
  const byId = new Map(rows.spaces.map((row) => [row.identity, row]));
  for (const spaces of Map.groupBy(after.spaces, floorOf).values()) {
    const placed = spaces.filter(({ identity }) => !drawn.has(identity));
    placed.forEach((space, i) => {
      const other = placed
        .slice(0, i)
        .find(
          (earlier) => (moved.has(space.identity) || moved.has(earlier.identity)) && isOver(space, earlier),
        );
      const read = byId.get(space.identity)?.read;
      if (other && read) places.tell('spaces', read, ['x', 'y', 'template'], overlap(other));
    });
  }
}

function floorOf({ place }: TableRow): string {
  return `${place.building}/${place.floor}`;
}

function isMoved(before: TableRow | undefined, after: TableRow): boolean {
  if (!before || floorOf(before) !== floorOf(after)) return true;
  return ['x', 'y', 'width', 'depth'].some((key) => before.cells[key] !== after.cells[key]);
}

function isOver(a: TableRow, b: TableRow): boolean {
  const [one, two] = [rectangleOf(a), rectangleOf(b)];
  if (!one || !two) return false;
  const overlapM = (axis: 0 | 1): number =>
    Math.min(one[axis] + one[axis + 2]!, two[axis] + two[axis + 2]!) - Math.max(one[axis], two[axis]);
  return overlapM(0) > wallM && overlapM(1) > wallM;
}

function overlap(other: TableRow): Finding {
  const name = isEntry(other.entry.name) ? other.entry.name : {};
  return {
    found: both(
      `与房间“${other.identity}”（${name.zh ?? ''}）重叠`,
      `lies over the space "${other.identity}" (${name.en ?? ''})`,
    ),
    expected: both('互不重叠的位置', 'a place of its own'),
    remedy: both('请修改“东向 m”“北向 m”，或留空以后再定', 'Mend x m and y m, or leave them empty for now'),
  };
}
