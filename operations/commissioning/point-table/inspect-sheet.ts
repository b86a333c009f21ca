// What the reader of sheets does not tell of one: how far it reaches, merged cells, error cells, formulas without a result.
// Cells that have no value to read are cut out, so that the rest of the sheet can still be read.
import { cellPlace } from './cell-name.ts';

export interface CellFault {
  readonly cell: string;
  readonly what: 'error' | 'no-result';
  /** What stands in the cell, e.g. `#REF!`. */
  readonly found: string;
}

export interface Inspection {
  readonly rows: number;
  readonly columns: number;
  /** As they are named in the file: `B3:C3`. */
  readonly merges: readonly string[];
  readonly faults: readonly CellFault[];
  readonly xml: string;
}

/** Merged cells and faults beyond this many are not listed: a person mends the first ones and tries again. */
const mostListed = 200;

const tagPattern = /<(\/?)(?:[\w.-]+:)?(row|c|f|v|is|mergeCell)\b([^>]*)>([^<]*)/g;

export function inspectSheet(xml: string): Inspection {
  return new Sweep(xml).run();
}

interface OpenCell {
  readonly start: number;
  readonly name: string;
  readonly type: string;
  hasFormula: boolean;
  hasValue: boolean;
  value: string;
}

class Sweep {
  readonly #xml: string;
  readonly #merges: string[] = [];
  readonly #faults: CellFault[] = [];
  readonly #kept: string[] = [];
  #keptTo = 0;
  #rows = 0;
  #columns = 0;
  #cell: OpenCell | null = null;

  constructor(xml: string) {
    this.#xml = xml;
  }

  run(): Inspection {
    for (const match of this.#xml.matchAll(tagPattern)) this.#tag(match);
    this.#kept.push(this.#xml.slice(this.#keptTo));
    return {
      rows: this.#rows,
      columns: this.#columns,
      merges: this.#merges,
      faults: this.#faults,
      xml: this.#kept.join(''),
    };
  }

  #tag({ 1: slash, 2: name, 3: attributes = '', 4: text = '', index }: RegExpExecArray): void {
    if (name === 'mergeCell' && this.#merges.length < mostListed) this.#merge(attributes);
    if (name === 'row') this.#rows = Math.max(this.#rows, Number(attributeOf(attributes, 'r') ?? 0));
    if (name === 'c' && slash === '') this.#open(attributes, index);
    if (name === 'c' && slash === '/') this.#close(index);
    if (!this.#cell || slash === '/') return;
    if (name === 'f') this.#cell.hasFormula = true;
    if (name === 'is') this.#cell.hasValue = true;
    if (name === 'v' && !attributes.endsWith('/')) {
      this.#cell.hasValue = true;
      this.#cell.value = text;
    }
  }

  #merge(attributes: string): void {
    const merge = attributeOf(attributes, 'ref');
    if (merge) this.#merges.push(merge);
  }

  #open(attributes: string, start: number): void {
    const name = attributeOf(attributes, 'r') ?? '';
    const place = cellPlace(name);
    this.#rows = Math.max(this.#rows, (place?.row ?? -1) + 1);
    this.#columns = Math.max(this.#columns, (place?.column ?? -1) + 1);
    const type = attributeOf(attributes, 't') ?? 'n';
    const isEmpty = attributes.endsWith('/');
    this.#cell = isEmpty ? null : { start, name, type, hasFormula: false, hasValue: false, value: '' };
  }

  #close(end: number): void {
    const cell = this.#cell;
    this.#cell = null;
    if (!cell) return;
    if (cell.type === 'e') this.#cut(cell, end, 'error');
    else if (cell.hasFormula && !cell.hasValue) this.#cut(cell, end, 'no-result');
  }

  #cut({ start, name, value }: OpenCell, end: number, what: CellFault['what']): void {
    if (this.#faults.length < mostListed) this.#faults.push({ cell: name, what, found: value });
    this.#kept.push(this.#xml.slice(this.#keptTo, start));
    this.#keptTo = this.#xml.indexOf('>', end) + 1;
  }
}

export function attributeOf(attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return match?.[1] ?? match?.[2];
}
