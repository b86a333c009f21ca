// The groups of a DXF file (a code and a value, two lines each), put in order for the parser: what it cannot end on is
// mended, sections that no outline is in are left out, and what is missing at the end of a cut file is written. Pure.

export interface DxfLayers {
  /** Names of layers that are switched off or frozen. */
  readonly hidden: ReadonlySet<string>;
}

export interface OrderedDxf extends DxfLayers {
  readonly text: string;
  /** Entities that the parser does not know, by name, with the line of the first. */
  readonly unknown: ReadonlyMap<string, { count: number; line: number }>;
  /** Line at which the file is cut or stops making sense; null where it is whole. */
  readonly brokenAt: number | null;
}

/** What outlines are made of. Other entities the parser has no need to see. */
const known = new Set([
  ...[
    'LINE',
    'LWPOLYLINE',
    'POLYLINE',
    'VERTEX',
    'SEQEND',
    'ARC',
    'CIRCLE',
    'ELLIPSE',
    'INSERT',
    'TEXT',
    'MTEXT',
  ],
]);
/** Nothing that is drawn, so nothing that is missed. */
const passedOver = new Set(['POINT', 'ATTDEF', 'ATTRIB', 'VIEWPORT']);
const frames = new Set(['SECTION', 'ENDSEC', 'BLOCK', 'ENDBLK', 'EOF']);
/** Of these the values must be 0 or 1. */
const isBoolean = (code: number) => code >= 290 && code <= 299;
/** Names of parts before layers: layer table, and flags that hide one. */
const hidingFlags = 3;

interface Group {
  readonly code: number;
  readonly value: string;
  readonly line: number;
}

export function orderDxf(text: string): OrderedDxf {
  const lines = text.split(/\r\n|\r|\n/);
  const writer = new GroupWriter();
  const layers = new LayerReader();
  let brokenAt: number | null = null;
  let row = 0;
  for (; row + 1 < lines.length; row += 2) {
    const group = groupAt(lines, row);
    if (!group) {
      brokenAt = row + 1;
      break;
    }
    layers.read(group);
    writer.take(group);
    if (group.code === 0 && group.value === 'EOF') break;
  }
  if (!writer.isEnded) brokenAt ??= row + 1;
  return { text: writer.end(), unknown: writer.unknown, hidden: layers.hidden(), brokenAt };
}

function groupAt(lines: readonly string[], row: number): Group | null {
  const [code, value] = [lines[row]?.trim() ?? '', lines[row + 1] ?? ''];
  return /^-?\d{1,4}$/.test(code) ? { code: Number(code), value: value.trim(), line: row + 1 } : null;
}

/** Keeps HEADER, BLOCKS and ENTITIES, each with its end. */
class GroupWriter {
  readonly unknown = new Map<string, { count: number; line: number }>();
  isEnded = false;
  readonly #out: string[] = [];
  #section = '';
  #isNaming = false;
  #isInBlock = false;
  #isInPolyline = false;
  #polyline: PolylineGroups | null = null;
  #isLeftOut = false;

  take(group: Group): void {
    if (this.#isNaming) this.#name(group);
    else if (group.code === 0) this.#begin(group);
    else if (this.#polyline) this.#polyline.take(group.code, group.value);
    else if (this.#isKept(group)) this.#write(group.code, group.value);
  }

  end(): string {
    this.#endSection();
    this.#write(0, 'EOF');
    return this.#out.join('\n');
  }

  #write(code: number, value: string): void {
    this.#out.push(String(code), value);
  }

  #name({ code, value }: Group): void {
    this.#isNaming = false;
    this.#section = code === 2 ? value : '';
    if (!this.#isWanted()) return;
    this.#write(0, 'SECTION');
    this.#write(2, value);
  }

  #isWanted(): boolean {
    return ['HEADER', 'BLOCKS', 'ENTITIES'].includes(this.#section);
  }

  #begin({ value, line }: Group): void {
    this.#writePolyline();
    if (value === 'SECTION' || value === 'ENDSEC' || value === 'EOF') this.#endSection();
    if (value === 'SECTION') this.#isNaming = true;
    if (value === 'EOF') this.isEnded = true;
    if (!this.#isWanted() || this.#section === 'HEADER' || frames.has(value)) {
      this.#frame(value);
      return;
    }
    if (this.#isInPolyline && value !== 'VERTEX') this.#endPolyline();
    if (value === 'SEQEND') return;
    this.#isLeftOut = !known.has(value) || (this.#section === 'BLOCKS' && !this.#isInBlock);
    if (!known.has(value) && !passedOver.has(value)) this.#miss(value, line);
    // A vertex of nothing would be read as an entity of its own.
    if (value === 'VERTEX' && !this.#isInPolyline) this.#isLeftOut = true;
    if (this.#isLeftOut) return;
    if (value === 'LWPOLYLINE') {
      this.#polyline = new PolylineGroups();
      return;
    }
    this.#write(0, value);
    this.#isInPolyline = value === 'POLYLINE' || value === 'VERTEX';
  }

  #frame(value: string): void {
    this.#isLeftOut = false;
    if (this.#section !== 'BLOCKS' || (value !== 'BLOCK' && value !== 'ENDBLK')) return;
    this.#endPolyline();
    if (this.#isInBlock) this.#write(0, 'ENDBLK');
    this.#isInBlock = value === 'BLOCK';
    if (this.#isInBlock) this.#write(0, 'BLOCK');
    else this.#isLeftOut = true;
  }

  #miss(value: string, line: number): void {
    const missed = this.unknown.get(value);
    if (missed) missed.count += 1;
    else if (this.unknown.size < mostUnknown) this.unknown.set(value, { count: 1, line });
  }

  #writePolyline(): void {
    for (const [code, value] of this.#polyline?.groups() ?? []) this.#write(code, value);
    this.#polyline = null;
  }

  #endPolyline(): void {
    if (this.#isInPolyline) this.#write(0, 'SEQEND');
    this.#isInPolyline = false;
  }

  #endSection(): void {
    this.#writePolyline();
    this.#endPolyline();
    if (this.#isInBlock) this.#write(0, 'ENDBLK');
    this.#isInBlock = false;
    if (this.#isWanted()) this.#write(0, 'ENDSEC');
    this.#section = '';
    this.#isLeftOut = false;
  }

  #isKept({ code, value }: Group): boolean {
    if (!this.#isWanted() || this.#isLeftOut) return false;
    return !isBoolean(code) || value === '0' || value === '1';
  }
}

const mostUnknown = 100;

/** Of a polyline beside its corners: handle, layer, visibility, paper space, closed or not, and the way it faces. */
const polylineCodes = new Set([5, 8, 60, 67, 70, 210, 220, 230]);

/**
 * The groups of a light polyline in the one order that the parser reads to the end: it takes the number of corners on trust
 * and stops at codes between them that it does not know.
 */
class PolylineGroups {
  readonly #facts: [number, string][] = [];
  readonly #corners: Map<number, string>[] = [];

  take(code: number, value: string): void {
    if (code === 10) this.#corners.push(new Map([[10, value]]));
    else if (code === 20 || code === 42) this.#corners.at(-1)?.set(code, value);
    else if (polylineCodes.has(code)) this.#facts.push([code, value]);
  }

  /** Empty where it has no corners. */
  groups(): [number, string][] {
    if (this.#corners.length === 0) return [];
    const corners = this.#corners.flatMap((corner) => [...corner]);
    return [[0, 'LWPOLYLINE'], ...this.#facts, [90, String(this.#corners.length)], ...corners];
  }
}

/** Which layers the table of layers hides. */
class LayerReader {
  readonly #hidden = new Set<string>();
  #isInTable = false;
  #isLayer = false;
  #name = '';
  #isHidden = false;

  read({ code, value }: Group): void {
    if (code === 0) {
      this.#close();
      if (value === 'ENDTAB' || value === 'ENDSEC') this.#isInTable = false;
      this.#isLayer = this.#isInTable && value === 'LAYER';
      if (value === 'TABLE') this.#isInTable = true;
    } else if (this.#isLayer && code === 2) this.#name = value;
    else if (this.#isLayer && code === 70) this.#isHidden ||= (Number(value) & hidingFlags) !== 0;
    else if (this.#isLayer && code === 62) this.#isHidden ||= Number(value) < 0;
  }

  hidden(): ReadonlySet<string> {
    this.#close();
    return this.#hidden;
  }

  #close(): void {
    if (this.#isLayer && this.#isHidden) this.#hidden.add(this.#name);
    this.#name = '';
    this.#isHidden = false;
  }
}
