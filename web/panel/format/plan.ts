// Geometry of plans: bounds, centres, breaking a name into lines, and the axonometric drawing of the site. Pure.

/** Metres, x east and y north. */
export type Metres = readonly [x: number, y: number];

export interface Box {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** Smallest box around all points; null where there are none. */
export function boundsOf(points: readonly Metres[]): Box | null {
  if (points.length === 0) return null;
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    minX = Math.min(minX, x);
    minY = Math.min(minY, y);
    maxX = Math.max(maxX, x);
    maxY = Math.max(maxY, y);
  }
  return { minX, minY, maxX, maxY };
}

/** Points of an SVG polygon, north up (SVG's y runs down). */
export function svgPoints(outline: readonly Metres[]): string {
  return outline.map(([x, y]) => `${round(x)},${round(-y)}`).join(' ');
}

/** Centre of the outline's box. */
export function centreOf(outline: readonly Metres[]): Metres {
  const box = boundsOf(outline);
  return box ? [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2] : [0, 0];
}

/** Width of a text in ems: CJK glyphs are square, Latin ones about half. */
export function textEms(text: string): number {
  let ems = 0;
  for (const glyph of text) ems += isSquare(glyph) ? 1 : 0.56;
  return ems;
}

/** Lines are made even in steps of this width. */
const evenStepEms = 0.5;

/**
 * The text in at most `mostLines` lines of a width in ems, broken after a space where there is one, else between
 * glyphs, and of even length. Empty where it does not fit: half a name is worse than none. Joined, the lines are the text.
 */
export function breakText(text: string, widthEms: number, mostLines = 2): string[] {
  const lines = fill(text, widthEms, mostLines);
  if (lines.length < 2) return lines;
  for (let width = textEms(text) / lines.length; width < widthEms; width += evenStepEms) {
    const even = fill(text, width, lines.length);
    if (even.length > 0) return even;
  }
  return lines;
}

function fill(text: string, widthEms: number, mostLines: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest !== '' && lines.length < mostLines) {
    const line = firstLine(rest, widthEms);
    if (line === '') return [];
    lines.push(line);
    rest = rest.slice(line.length);
  }
  return rest === '' ? lines : [];
}

/** The longest beginning that fits and ends where a line may end; empty where there is none. */
function firstLine(text: string, widthEms: number): string {
  if (textEms(text) <= widthEms) return text;
  const glyphs = [...text];
  let line = '';
  let whole = '';
  for (const [row, glyph] of glyphs.entries()) {
    if (glyph !== ' ' && textEms(line + glyph) > widthEms) break;
    line += glyph;
    if (mayBreak(glyph, glyphs[row + 1])) whole = line;
  }
  return whole;
}

/** Chinese may break between any two glyphs, other words only at a space. */
function mayBreak(before: string, after: string | undefined): boolean {
  if (after === undefined || after === ' ') return false;
  return before === ' ' || isSquare(before) || isSquare(after);
}

function isSquare(glyph: string): boolean {
  return (glyph.codePointAt(0) ?? 0) > 0x2e7f;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** How the site is looked at: turned by an angle, flattened, with heights straight up. */
const turn = { cos: Math.cos(0.36), sin: Math.sin(0.36), flat: 0.6 } as const;

/** Where a point in space falls on the drawing (SVG axes). */
export function project(x: number, y: number, z: number): Metres {
  const east = x * turn.cos - y * turn.sin;
  const north = x * turn.sin + y * turn.cos;
  return [round(east), round(-north * turn.flat - z)];
}

/** How far a place lies from the viewer: far buildings are drawn first. */
export function depthOf([x, y]: Metres): number {
  return x * turn.sin + y * turn.cos;
}

interface Wall {
  /** SVG polygon points. */
  readonly points: string;
  /** Whether it faces the light. */
  readonly isLit: boolean;
}

function path(points: readonly Metres[]): string {
  return points.map(([x, y]) => `${x},${y}`).join(' ');
}

/** Walls of a storey that face the viewer, from height `low` to `high`, and the lid on top. */
export function storey(
  outline: readonly Metres[],
  low: number,
  high: number,
): { walls: Wall[]; lid: string } {
  const ring = isCounterClockwise(outline) ? outline : [...outline].reverse();
  const walls: Wall[] = [];
  ring.forEach(([x1, y1], row) => {
    const [x2, y2] = ring[(row + 1) % ring.length] ?? [x1, y1];
    // The outward normal of a counter-clockwise ring is (dy, -dx); only walls turned to the viewer are drawn.
    const away = depthOf([y2 - y1, x1 - x2]);
    if (away >= 0) return;
    const corners = [
      project(x1, y1, low),
      project(x2, y2, low),
      project(x2, y2, high),
      project(x1, y1, high),
    ];
    walls.push({ points: path(corners), isLit: Math.abs(y2 - y1) < Math.abs(x2 - x1) });
  });
  return { walls, lid: path(ring.map(([x, y]) => project(x, y, high))) };
}

function isCounterClockwise(outline: readonly Metres[]): boolean {
  let twiceArea = 0;
  outline.forEach(([x1, y1], row) => {
    const [x2, y2] = outline[(row + 1) % outline.length] ?? [x1, y1];
    twiceArea += x1 * y2 - x2 * y1;
  });
  return twiceArea > 0;
}
