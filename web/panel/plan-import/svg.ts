// Reads outlines, lines and words from SVG: geometry alone. Scripts, styles, pictures and outside references are told and
// left where they are.
import type { Metres } from '../format/plan.ts';
import { type Affine, after, arcPoints, identity, moved, rotation } from './affine.ts';
import { Gathering, type ImportedPlan } from './imported.ts';
import { readPath } from './svg-path.ts';
import { readSvgTree, type SvgElement } from './svg-text.ts';

/** Copies of copies. */
const mostUseDepth = 5;
/** Elements walked, copies counted each time: a file that copies without end comes to one. */
const mostWalked = 200_000;

const holders = ['svg', 'g', 'a', 'switch'];
const silent = [
  'defs',
  'symbol',
  'metadata',
  'title',
  'desc',
  'namedview',
  'tspan',
  'clippath',
  'mask',
  'marker',
];
const strange = ['script', 'style', 'image', 'foreignobject', 'iframe', 'animate', 'set', 'animatetransform'];

/** Throws ImportFailure. The scale of an SVG is its paper's, so none is said. */
export function readSvg(text: string): ImportedPlan {
  const root = readSvgTree(text);
  const reader = new SvgReader(root);
  // SVG's y runs down.
  reader.walk(root, [1, 0, 0, -1, 0, 0], 0);
  return reader.gathering.plan('svg', null);
}

class SvgReader {
  readonly gathering = new Gathering();
  readonly #byId = new Map<string, SvgElement>();
  #walked = 0;

  constructor(root: SvgElement) {
    const waiting = [root];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const id = next.attributes.get('id');
      if (id !== undefined && !this.#byId.has(id)) this.#byId.set(id, next);
      for (const child of next.children) waiting.push(child);
    }
  }

  walk(element: SvgElement, outer: Affine, copies: number): void {
    this.#walked += 1;
    if (this.#walked > mostWalked) {
      this.#refuse('too-many', element);
      return;
    }
    if (isHidden(element)) return;
    const transform = after(outer, readTransform(element.attributes.get('transform') ?? ''));
    if (holders.includes(element.tag)) {
      for (const child of element.children) this.walk(child, transform, copies);
    } else if (element.tag === 'use') this.#use(element, transform, copies);
    else if (element.tag === 'text') this.#text(element, transform);
    else if (element.tag === 'path') this.#path(element, transform);
    else if (strange.includes(element.tag)) this.#refuse('not-geometry', element);
    else if (!silent.includes(element.tag)) this.#shape(element, transform);
  }

  #use(element: SvgElement, transform: Affine, copies: number): void {
    const href = element.attributes.get('href') ?? '';
    if (!href.startsWith('#')) {
      this.#refuse('outside-reference', element);
      return;
    }
    const target = this.#byId.get(href.slice(1));
    if (!target) {
      this.#refuse('missing-part', element);
      return;
    }
    if (copies >= mostUseDepth) {
      this.#refuse('too-deep', element);
      return;
    }
    const place = after(transform, [1, 0, 0, 1, numberOf(element, 'x'), numberOf(element, 'y')]);
    if (target.tag !== 'symbol') {
      this.walk(target, place, copies + 1);
      return;
    }
    for (const child of target.children) this.walk(child, place, copies + 1);
  }

  #text(element: SvgElement, transform: Affine): void {
    const words = [element.words];
    let first: SvgElement | null = null;
    for (const child of element.children) {
      first ??= child;
      words.push(child.words);
    }
    const at = (name: string): number =>
      element.attributes.has(name) || !first ? numberOf(element, name) : numberOf(first, name);
    this.gathering.text(moved(transform, [at('x'), at('y')]), words.join(' '));
  }

  #path(element: SvgElement, transform: Affine): void {
    const { paths, isWhole } = readPath(element.attributes.get('d') ?? '');
    if (!isWhole) this.#refuse('broken-path', element);
    for (const { points, isClosed } of paths) this.#add(element, transform, points, isClosed);
  }

  #shape(element: SvgElement, transform: Affine): void {
    const points = shapePoints(element);
    if (!points) {
      this.#refuse('unknown-shape', element);
      return;
    }
    const isClosed = !['line', 'polyline'].includes(element.tag);
    this.#add(element, transform, points, isClosed || isRing(points));
  }

  #add(element: SvgElement, transform: Affine, points: readonly Metres[], isClosed: boolean): void {
    const placed = points.map((point) => moved(transform, point));
    const [what, where] = [element.tag, whereOf(element)];
    if (isClosed) this.gathering.outline(placed, nameOf(element), what, where);
    else this.gathering.line(placed, what, where);
  }

  #refuse(reason: Parameters<Gathering['refuse']>[0], element: SvgElement): void {
    this.gathering.refuse(reason, element.tag, whereOf(element));
  }
}

/** Null where the element is no shape. */
function shapePoints(element: SvgElement): Metres[] | null {
  const value = (name: string) => numberOf(element, name);
  switch (element.tag) {
    case 'rect': {
      const [x, y, w, h] = [value('x'), value('y'), value('width'), value('height')];
      return [
        [x, y],
        [x + w, y],
        [x + w, y + h],
        [x, y + h],
      ];
    }
    case 'circle':
    case 'ellipse': {
      const r = value('r');
      const radii: Metres = element.tag === 'circle' ? [r, r] : [value('rx'), value('ry')];
      return arcPoints([value('cx'), value('cy')], radii, 0, 2 * Math.PI).slice(0, -1);
    }
    case 'line':
      return [
        [value('x1'), value('y1')],
        [value('x2'), value('y2')],
      ];
    case 'polygon':
    case 'polyline':
      return pairs(numbersIn(element.attributes.get('points') ?? ''));
    default:
      return null;
  }
}

function pairs(numbers: readonly number[]): Metres[] {
  return Array.from(
    { length: Math.floor(numbers.length / 2) },
    (_, row): Metres => [numbers[2 * row] ?? 0, numbers[2 * row + 1] ?? 0],
  );
}

function numbersIn(text: string): number[] {
  return (text.match(/[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/gi) ?? []).map(Number);
}

/** Units of length are left out: they are all of the same paper. */
function numberOf(element: SvgElement, name: string): number {
  const [first] = numbersIn(element.attributes.get(name) ?? '');
  return first ?? 0;
}

function isRing(points: readonly Metres[]): boolean {
  const [first, last] = [points[0], points.at(-1)];
  return points.length > 3 && first?.[0] === last?.[0] && first?.[1] === last?.[1];
}

function isHidden({ attributes }: SvgElement): boolean {
  return attributes.get('display') === 'none' || /display\s*:\s*none/.test(attributes.get('style') ?? '');
}

/** What drawing programs number by themselves is no name. */
const numbered = /^(?:path|rect|polygon|polyline|circle|ellipse|line|g|layer|svg|use|text|_)*[-_]?[\d_-]*$/i;

function nameOf({ attributes, children }: SvgElement): string {
  const title = children.find(({ tag }) => tag === 'title')?.words ?? '';
  const label = attributes.get('label') ?? attributes.get('data-name') ?? title;
  if (label !== '') return label;
  const id = attributes.get('id') ?? '';
  return numbered.test(id) ? '' : id.replace(/_x([\dA-F]{2,5})_|_/gi, (_, hex) => (hex ? glyph(hex) : ' '));
}

/** Illustrator writes what an id may not hold as its code. */
function glyph(hex: string): string {
  return String.fromCodePoint(Number.parseInt(hex, 16));
}

function whereOf({ attributes, line }: SvgElement): string {
  const id = attributes.get('id');
  return id ? `#${id}` : `line ${line}`;
}

const transformPattern = /(matrix|translate|scale|rotate|skewx|skewy)\s*\(([^)]*)\)/gi;

/** What is no transformation is passed over. */
function readTransform(text: string): Affine {
  let all = identity;
  for (const [, name = '', list = ''] of text.matchAll(transformPattern)) {
    const [a = 0, b, c, d = 0, e = 0, f = 0] = numbersIn(list);
    const kind = name.toLowerCase();
    if (kind === 'matrix') all = after(all, [a, b ?? 0, c ?? 0, d, e, f]);
    else if (kind === 'translate') all = after(all, [1, 0, 0, 1, a, b ?? 0]);
    else if (kind === 'scale') all = after(all, [a, 0, 0, b ?? a, 0, 0]);
    else if (kind === 'rotate') all = after(all, rotation(a, [b ?? 0, c ?? 0]));
    else if (kind === 'skewx') all = after(all, [1, 0, Math.tan((a / 180) * Math.PI), 1, 0, 0]);
    else all = after(all, [1, Math.tan((a / 180) * Math.PI), 0, 1, 0, 0]);
  }
  return all;
}
