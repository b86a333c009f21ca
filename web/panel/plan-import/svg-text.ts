// SVG text as a bounded tree of elements: names, attributes, words. Declarations, entities of its own and instructions are
// passed over, so that nothing a file declares is ever expanded. Pure.
import { ImportFailure } from './imported.ts';

export interface SvgElement {
  /** Without a prefix, in lower case. */
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly SvgElement[];
  /** The words right inside it. */
  readonly words: string;
  /** Line of the file. */
  readonly line: number;
}

interface OpenElement extends SvgElement {
  readonly children: SvgElement[];
  words: string;
}

const mostElements = 100_000;
const mostDepth = 200;
const mostWords = 200;

const markup =
  /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[([\s\S]*?)(?:\]\]>|$)|<\?[\s\S]*?(?:\?>|$)|<!|<(\/?)([A-Za-z_][\w.:-]*)/g;
const attribute = /\s*([^\s=/>"'<]+)(?:\s*=\s*(?:"([^"<]*)"|'([^'<]*)'))?/y;

/** The root element. Throws ImportFailure where the text is no SVG. */
export function readSvgTree(text: string): SvgElement {
  const root: OpenElement = element('', new Map(), 1);
  const open: OpenElement[] = [root];
  const lines = new LineCounter(text);
  let count = 0;
  let at = 0;
  markup.lastIndex = 0;
  for (let match = markup.exec(text); match; match = markup.exec(text)) {
    const top = open.at(-1) ?? root;
    addWords(top, text.slice(at, match.index));
    at = markup.lastIndex;
    if (match[1] !== undefined) addWords(top, match[1]);
    else if (match[0] === '<!') at = afterDeclaration(text, at);
    else if (match[3] !== undefined && match[2] === '/') {
      at = afterTag(text, at);
      close(open, tagOf(match[3]));
    } else if (match[3] !== undefined) {
      count += 1;
      if (count > mostElements || open.length > mostDepth) break;
      const [attributes, end, isEmpty] = readAttributes(text, at);
      at = end;
      const child = element(tagOf(match[3]), attributes, lines.at(match.index));
      top.children.push(child);
      if (!isEmpty) open.push(child);
    }
    markup.lastIndex = at;
  }
  const svg = root.children.find(({ tag }) => tag === 'svg');
  if (!svg) throw new ImportFailure('broken', 'no <svg> element');
  return svg;
}

function element(tag: string, attributes: Map<string, string>, line: number): OpenElement {
  return { tag, attributes, line, children: [], words: '' };
}

function tagOf(name: string): string {
  return name.slice(name.indexOf(':') + 1).toLowerCase();
}

/** Up to and with the nearest open element of the name; a stray end is passed over. */
function close(open: OpenElement[], tag: string): void {
  for (let row = open.length - 1; row > 0; row -= 1) {
    if (open[row]?.tag !== tag) continue;
    open.length = row;
    return;
  }
}

function readAttributes(
  text: string,
  from: number,
): [attributes: Map<string, string>, end: number, isEmpty: boolean] {
  const attributes = new Map<string, string>();
  let at = from;
  for (;;) {
    attribute.lastIndex = at;
    const match = attribute.exec(text);
    if (!match) break;
    at = attribute.lastIndex;
    const name = match[1] ?? '';
    attributes.set(name.slice(name.indexOf(':') + 1).toLowerCase(), plain(match[2] ?? match[3] ?? ''));
  }
  const end = afterTag(text, at);
  return [attributes, end, text[end - 2] === '/'];
}

function afterTag(text: string, from: number): number {
  const end = text.indexOf('>', from);
  return end < 0 ? text.length : end + 1;
}

/** A document type may hold declarations of its own between brackets. */
function afterDeclaration(text: string, from: number): number {
  const [bracket, end] = [text.indexOf('[', from), text.indexOf('>', from)];
  if (bracket < 0 || (end >= 0 && end < bracket)) return end < 0 ? text.length : end + 1;
  const closing = text.indexOf(']', bracket);
  return closing < 0 ? text.length : afterTag(text, closing);
}

function addWords(to: OpenElement, words: string): void {
  if (to.words.length >= mostWords || words.trim() === '') return;
  to.words = `${to.words} ${plain(words)}`.trim().slice(0, mostWords);
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The five names that every XML knows, and numbers; whatever else a file names stays as it is written. */
function plain(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([\da-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi,
    (all, hex, decimal, name) => {
      if (name) return named[String(name).toLowerCase()] ?? all;
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
    },
  );
}

/** Lines of places that only rise. */
class LineCounter {
  readonly #text: string;
  #line = 1;
  #next: number;

  constructor(text: string) {
    this.#text = text;
    this.#next = text.indexOf('\n');
  }

  at(place: number): number {
    while (this.#next >= 0 && this.#next < place) {
      this.#line += 1;
      this.#next = this.#text.indexOf('\n', this.#next + 1);
    }
    return this.#line;
  }
}
