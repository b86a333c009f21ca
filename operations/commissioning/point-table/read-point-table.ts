// A point table against the campus description: every mistake in one run, or every difference and the description that would
// come of it. Writes nothing; whoever applies it edits the campus file (edit-yaml.ts).
import {
  applyFormulas,
  type Campus,
  type DeviceModelCatalogue,
  type Endpoint,
  type ExpandedCampus,
  expandCampus,
  FormulaError,
  type FormulaValues,
  nearest,
  type Protocol,
  type Text,
} from '@campus/campus-model';
import { type JudgeDevices, pairKey, sharedAddresses, tellDevices } from './check-devices.ts';
import {
  knownIds,
  Places,
  tellDuplicates,
  tellEmptyBuildings,
  tellOverlaps,
  tellReferences,
} from './check-rows.ts';
import { type InputSheet, label, notesTitle, type SheetKey, sheetKeys } from './columns.ts';
import { type Description, listOf, type Rows, rowsOf } from './description-rows.ts';
import { consequencesOf, differencesOf, type TableDifference } from './differences.ts';
import { isEntry } from './entries.ts';
import { tellEvidence } from './evidence.ts';
import { both, didYouMean, mistakeAt, type TableMistake, type Told } from './mistakes.ts';
import { planDevices } from './planned-devices.ts';
import { readWorkbookApart } from './read-apart.ts';
import { type FoundColumn, readHeadings, sameWord } from './read-headings.ts';
import { tellPoints } from './read-points.ts';
import { type ReadSheet, readRows } from './read-sheet.ts';
import { type AfterRows, descriptionOf, type ReadSheets, rowsAfter } from './rows-after.ts';
import { shapes } from './shapes.ts';
import type { Workbook, WorkbookSheet } from './workbook.ts';

export interface PointTableContext {
  readonly models: DeviceModelCatalogue;
  /** Overrides of the description's variables, as the campus is run with. */
  readonly variables?: FormulaValues;
  /** `checkDevices` of the device drivers. */
  readonly judge: JudgeDevices;
  /** Reads the workbook in this thread, for a caller that has one to spare; in a thread of its own where left out. */
  readonly readWorkbook?: (bytes: Uint8Array) => Promise<Workbook>;
}

export interface PointTableReading {
  /** Where any is there, nothing else is. */
  readonly mistakes: readonly TableMistake[];
  /** What was read otherwise than it was written, and is harmless. */
  readonly notes: readonly TableMistake[];
  readonly differences: readonly TableDifference[];
  /** The description with the table in it; null where there are mistakes. */
  readonly description: Description | null;
}

/** A person mends the first ones; the rest is counted. */
const mostMistakes = 500;

/**
 * Reads an XLSX file against a description that is free of mistakes (as YAML gave it, formulas and all). Never rejects for
 * what the file may hold; throws where the description itself cannot be expanded.
 */
export async function readPointTable(
  bytes: Uint8Array,
  description: unknown,
  context: PointTableContext,
): Promise<PointTableReading> {
  const former = expandCampus(description, context.models, context.variables);
  if (!former.ok || !isEntry(description))
    throw new Error('a point table needs a description without mistakes');
  const { readWorkbook = readWorkbookApart } = context;
  const workbook = await readWorkbook(bytes);
  if (!workbook.ok) return wrong([{ sheet: '', cell: '', text: workbook.fault }]);
  const reading = new TableReading(workbook.sheets, description, former.campus, context);
  return await reading.run();
}

function wrong(mistakes: readonly TableMistake[], notes: readonly TableMistake[] = []): PointTableReading {
  const shownFirst = mistakes.slice(0, mostMistakes);
  const more = mistakes.length - shownFirst.length;
  const rest = {
    sheet: '',
    cell: '',
    text: both(`另有 ${more} 处错误。`, `There are ${more} more mistakes.`),
  };
  return {
    mistakes: more > 0 ? [...shownFirst, rest] : shownFirst,
    notes,
    differences: [],
    description: null,
  };
}

class TableReading {
  readonly #sheets: readonly WorkbookSheet[];
  readonly #description: Description;
  readonly #former: Campus;
  readonly #context: PointTableContext;
  readonly #before: Rows;
  readonly #told: Told = { mistakes: [], notes: [] };

  constructor(
    sheets: readonly WorkbookSheet[],
    description: Description,
    former: Campus,
    context: PointTableContext,
  ) {
    this.#sheets = sheets;
    this.#description = description;
    this.#former = former;
    this.#context = context;
    this.#before = rowsOf(description);
  }

  async run(): Promise<PointTableReading> {
    const named = this.#namedSheets();
    const read = this.#readSheets(named);
    const rows = rowsAfter(this.#before, read);
    const description = descriptionOf(this.#description, rows);
    await this.#check(read, rows, description);
    const after = this.#told.mistakes.length === 0 ? this.#expand(description) : null;
    this.#evidence(named, read, rows, description, after);
    if (this.#told.mistakes.length > 0 || !after) return wrong(this.#told.mistakes, this.#told.notes);
    const direct = differencesOf(this.#before, rowsOf(description));
    const differences = [...direct, ...consequencesOf(this.#former, after.campus)];
    return { mistakes: [], notes: this.#told.notes, differences, description };
  }

  /** The sheets by what they hold; one that is not known is told. */
  #namedSheets(): Map<SheetKey, WorkbookSheet> {
    const named = new Map<SheetKey, WorkbookSheet>();
    const names = new Map(
      sheetKeys.flatMap((key) => spellings(shapes[key].title).map((name) => [name, key])),
    );
    for (const sheet of this.#sheets) {
      const word = sameWord(sheet.name);
      const key = names.get(word);
      if (spellings(notesTitle).includes(word)) continue;
      if (key && !named.has(key)) named.set(key, sheet);
      else
        this.#told.mistakes.push(
          this.#unknownSheet(sheet.name, names.get(nearest(word, [...names.keys()]) ?? '')),
        );
    }
    if (named.size === 0 && this.#told.mistakes.length === 0)
      this.#told.mistakes.push(this.#unknownSheet('', undefined));
    return named;
  }

  #unknownSheet(name: string, meant: SheetKey | undefined): TableMistake {
    const titles = sheetKeys.map((key) => label(shapes[key].title));
    return mistakeAt(
      { sheet: name === '' ? 'XLSX' : name, cell: '' },
      {
        found: both('不认识的工作表', 'a sheet that is not known'),
        expected: both(titles.join('、'), titles.join(', ')),
        remedy: meant
          ? didYouMean(label(shapes[meant].title))
          : both('请改名，或删去它', 'Rename it, or delete it'),
      },
    );
  }

  #readSheets(named: ReadonlyMap<SheetKey, WorkbookSheet>): ReadSheets {
    const read: Partial<Record<InputSheet, ReadSheet>> = {};
    for (const [key, sheet] of named) {
      if (key === 'points') continue;
      const columns = readHeadings(sheet, shapes[key].columns, this.#told);
      if (!columns) continue;
      const before = new Map(this.#before[key].map((row) => [row.identity, row]));
      const rows = readRows(sheet, key, columns, before, this.#told);
      if (rows.rows.length > 0 || before.size === 0) read[key] = rows;
      else this.#told.mistakes.push(this.#emptied(sheet.name, before.size));
    }
    return read;
  }

  #emptied(sheet: string, count: number): TableMistake {
    return mistakeAt(
      { sheet, cell: 'A2' },
      {
        found: both('只有表头，没有内容', 'headings and no rows'),
        expected: both(
          `现有的 ${count} 行，或其修改`,
          `the ${count} rows that are there now, or what they become`,
        ),
        remedy: both(
          '若不想改动这部分，请删去整张工作表',
          'To leave that part as it is, delete the whole sheet',
        ),
      },
    );
  }

  /** What rows say of each other; what cannot be judged for a mistake that was told is left out. */
  async #check(read: ReadSheets, rows: AfterRows, description: Description): Promise<void> {
    const { models, judge } = this.#context;
    const places = new Places(read, this.#told);
    tellDuplicates(read, places);
    tellReferences(rows, knownIds(description, rows, models), places);
    tellEmptyBuildings(rows, places);
    tellOverlaps(this.#before, rowsOf(description), rows, drawnSpaces(description), places);
    const variables = { ...variablesIn(description), ...this.#context.variables };
    const former = planDevices(this.#description, this.#before.spaces, this.#before.devices, variables);
    const plan = planDevices(description, rows.spaces, rows.devices, variables);
    const formerPairs = new Set(sharedAddresses(former.devices).map(([a, b]) => pairKey(a, b)));
    const endpoints = this.#endpoints(rows, variables, places);
    await tellDevices({ rows, plan, formerPairs, endpoints, models, judge, places });
  }

  #endpoints(rows: AfterRows, variables: FormulaValues, places: Places): Map<string, Endpoint> {
    const endpoints = new Map<string, Endpoint>();
    for (const { identity: id, entry, read } of rows.endpoints) {
      const settings = isEntry(entry.settings) ? entry.settings : {};
      try {
        const [gatewayId, protocol] = [String(entry.gateway), entry.protocol as Protocol];
        const applied = applyFormulas(settings, variables);
        if (read?.bad.has('protocol') !== true)
          endpoints.set(id, { id, gatewayId, protocol, settings: applied });
      } catch (error) {
        if (!(error instanceof FormulaError)) throw error;
        places.tell('endpoints', read, ['port', 'host', 'settings'], {
          found: both(
            `公式无法计算（${error.message}）`,
            `a formula that cannot be worked out (${error.message})`,
          ),
          expected: both('由已知变量组成的公式', 'a formula of known variables'),
          remedy: both('请修改公式', 'Mend the formula'),
        });
      }
    }
    return endpoints;
  }

  /** The same check as everything else that reads a campus file. */
  #expand(description: Description): ExpandedCampus | null {
    const expanded = expandCampus(description, this.#context.models, this.#context.variables);
    if (expanded.ok) return expanded;
    for (const { path, found, expected } of expanded.mistakes) {
      this.#told.mistakes.push(
        mistakeAt(
          { sheet: 'campus.yaml', cell: path.join('.') },
          {
            found: both(`找到 ${found}`, `found ${found}`),
            expected: both(`有效的值（${expected}）`, `a valid value (${expected})`),
            remedy: both('请修改引起它的单元格', 'Mend the cell that leads to it'),
          },
        ),
      );
    }
    return null;
  }

  #evidence(
    named: ReadonlyMap<SheetKey, WorkbookSheet>,
    read: ReadSheets,
    rows: AfterRows,
    description: Description,
    after: ExpandedCampus | null,
  ): void {
    const afterRows = rowsOf(description);
    if (read.spaces) this.#spaceEvidence(read.spaces, afterRows);
    const points = named.get('points');
    const touched = new Set(rows.spaces.filter(({ isTouched }) => isTouched).map(({ identity }) => identity));
    if (points) tellPoints(points, this.#former, after?.campus ?? null, touched, this.#told);
  }

  #spaceEvidence({ name, columns, rows }: ReadSheet, after: Rows): void {
    const [former, later] = [this.#before.spaces, after.spaces].map(
      (list) => new Map(list.map((row) => [row.identity, row.cells])),
    );
    const judged = rows
      .filter(({ bad, identity }) => !bad.has('template') && !bad.has('id') && identity !== null)
      .map(({ row, cells, identity }) => {
        const known = [former!.get(identity!), later!.get(identity!)].filter((each) => each !== undefined);
        return { row, cells, allowed: known };
      });
    tellEvidence(name, columns as readonly FoundColumn[], judged, this.#told);
  }
}

function spellings({ zh, en }: Text): string[] {
  return [label({ zh, en }), zh, en].map(sameWord);
}

function variablesIn(description: Description): FormulaValues {
  return isEntry(description.variables) ? (description.variables as FormulaValues) : {};
}

/** Spaces whose outline a drawing in the file gives: their rectangle says nothing. */
function drawnSpaces(description: Description): ReadonlySet<string> {
  const plans = listOf(description.buildings).flatMap(({ floors }) => listOf(floors).map(({ plan }) => plan));
  return new Set(
    plans.flatMap((plan) => (isEntry(plan) && isEntry(plan.spaces) ? Object.keys(plan.spaces) : [])),
  );
}
