// Reads outlines, lines and words from DXF: lines, polylines with arcs, circles, ellipses, and blocks where they are placed.

import type { IBlock, IDxf, IEntity } from 'dxf-parser';
import * as dxfParser from 'dxf-parser';
import type { Metres } from '../format/plan.ts';
import { type Affine, after, arcPoints, identity, moved, rotation } from './affine.ts';
import { orderDxf } from './dxf-groups.ts';
import { Gathering, type ImportedPlan, ImportFailure } from './imported.ts';

/** A bundler takes the package's modules, Node its one file, which is the class itself. */
const Parser = dxfParser.DxfParser ?? (dxfParser.default as unknown as typeof dxfParser.DxfParser);

/** $INSUNITS as metres. */
const unitsM: Readonly<Record<number, number>> = {
  1: 0.0254,
  2: 0.3048,
  4: 0.001,
  5: 0.01,
  6: 1,
  7: 1000,
  10: 0.9144,
  14: 0.1,
};
/** Blocks in blocks. */
const mostBlockDepth = 8;
/** Entities walked, copies counted each time: a file that copies without end comes to one. */
const mostWalked = 200_000;
/** Rows and columns of one placed block. */
const mostRepeats = 400;

/** Throws ImportFailure. */
export function readDxf(text: string): ImportedPlan {
  const ordered = orderDxf(text);
  const drawing = parse(ordered.text, ordered.brokenAt);
  const reader = new DxfReader(drawing, ordered.hidden);
  for (const entity of drawing.entities ?? []) reader.walk(entity, identity, 0);
  const { gathering } = reader;
  for (const [name, { count, line }] of ordered.unknown) {
    gathering.refuse('unknown-shape', name, `line ${line}`, count);
  }
  if (ordered.brokenAt !== null) gathering.refuse('missing-part', 'EOF', `line ${ordered.brokenAt}`);
  return gathering.plan('dxf', unitsM[Number(drawing.header?.$INSUNITS)] ?? null);
}

function parse(text: string, brokenAt: number | null): IDxf {
  try {
    const drawing = new Parser().parseSync(text);
    if (drawing) return drawing;
    throw new Error('no sections');
  } catch (error) {
    const where = brokenAt === null ? '' : `line ${brokenAt}: `;
    throw new ImportFailure('broken', `${where}${error instanceof Error ? error.message : 'no DXF'}`);
  }
}

/** The fields that are used of all kinds; each is there where its kind has it, if the file is whole. */
interface Entity extends IEntity {
  readonly vertices?: readonly Corner[];
  readonly shape?: boolean;
  readonly center?: Partial<Point>;
  readonly radius?: number;
  readonly startAngle?: number;
  readonly endAngle?: number;
  readonly majorAxisEndPoint?: Partial<Point>;
  readonly axisRatio?: number;
  readonly name?: string;
  readonly position?: Partial<Point>;
  readonly xScale?: number;
  readonly yScale?: number;
  readonly rotation?: number;
  readonly columnCount?: number;
  readonly rowCount?: number;
  readonly columnSpacing?: number;
  readonly rowSpacing?: number;
  readonly startPoint?: Partial<Point>;
  readonly text?: string;
  readonly extrusionDirectionZ?: number;
  readonly extrusionDirection?: Partial<Point>;
  readonly is3dPolygonMesh?: boolean;
  readonly isPolyfaceMesh?: boolean;
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

type Corner = Partial<Point> & { readonly bulge?: number };

const notDrawn = ['POINT', 'ATTDEF', 'ATTRIB'];

class DxfReader {
  readonly gathering = new Gathering();
  readonly #blocks: ReadonlyMap<string, IBlock>;
  readonly #hidden: ReadonlySet<string>;
  #walked = 0;

  constructor({ blocks }: IDxf, hidden: ReadonlySet<string>) {
    this.#blocks = new Map(Object.entries(blocks ?? {}));
    this.#hidden = hidden;
  }

  walk(raw: IEntity, outer: Affine, depth: number): void {
    const entity = raw as Entity;
    this.#walked += 1;
    if (this.#walked > mostWalked) {
      this.#refuse('too-many', entity);
      return;
    }
    if (entity.inPaperSpace || entity.visible === false || this.#hidden.has(entity.layer)) return;
    const transform = isMirrored(entity) ? after(outer, [-1, 0, 0, 1, 0, 0]) : outer;
    if (entity.type === 'INSERT') this.#insert(entity, transform, depth);
    else if (entity.type === 'TEXT') this.#text(entity, entity.startPoint, transform);
    else if (entity.type === 'MTEXT') this.#text(entity, entity.position, transform);
    else if (!notDrawn.includes(entity.type)) this.#shape(entity, transform);
  }

  #shape(entity: Entity, transform: Affine): void {
    const found = shapeOf(entity);
    if (!found) {
      this.#refuse('unknown-shape', entity);
      return;
    }
    const placed = found.points.map((point) => moved(transform, point));
    const [what, where] = [entity.type, whereOf(entity)];
    if (found.isClosed) this.gathering.outline(placed, '', what, where);
    else this.gathering.line(placed, what, where);
  }

  #text({ text = '' }: Entity, at: Partial<Point> | undefined, transform: Affine): void {
    this.gathering.text(moved(transform, pointOf(at)), plainWords(text));
  }

  #insert(entity: Entity, transform: Affine, depth: number): void {
    const block = this.#blocks.get(entity.name ?? '');
    if (!block) {
      this.#refuse('missing-part', entity);
      return;
    }
    if (block.xrefPath) {
      this.#refuse('outside-reference', entity);
      return;
    }
    if (depth >= mostBlockDepth) {
      this.#refuse('too-deep', entity);
      return;
    }
    const [columns, rows] = [Math.max(1, entity.columnCount ?? 1), Math.max(1, entity.rowCount ?? 1)];
    if (columns * rows > mostRepeats) {
      this.#refuse('too-many', entity);
      return;
    }
    const [baseX, baseY] = pointOf(block.position);
    const [x, y] = pointOf(entity.position);
    const turn = after([1, 0, 0, 1, x, y], rotation(entity.rotation ?? 0));
    for (let cell = 0; cell < columns * rows; cell += 1) {
      const dx = (cell % columns) * (entity.columnSpacing ?? 0);
      const dy = Math.floor(cell / columns) * (entity.rowSpacing ?? 0);
      const place = after(after(turn, [1, 0, 0, 1, dx, dy]), scaleOf(entity));
      const inner = after(after(transform, place), [1, 0, 0, 1, -baseX, -baseY]);
      for (const part of block.entities ?? []) this.walk(part, inner, depth + 1);
    }
  }

  #refuse(reason: Parameters<Gathering['refuse']>[0], entity: Entity): void {
    this.gathering.refuse(reason, entity.type, whereOf(entity));
  }
}

interface Shape {
  readonly points: readonly Metres[];
  readonly isClosed: boolean;
}

/** Null where the entity is none that an outline can be made of. */
function shapeOf(entity: Entity): Shape | null {
  const { type, vertices = [], shape = false } = entity;
  if (type === 'LINE') return { points: vertices.map(pointOf), isClosed: false };
  if (type === 'LWPOLYLINE') return { points: withArcs(vertices, shape), isClosed: shape };
  if (type === 'POLYLINE' && !entity.is3dPolygonMesh && !entity.isPolyfaceMesh) {
    return { points: withArcs(vertices, shape), isClosed: shape };
  }
  if (type === 'CIRCLE' || type === 'ARC') return roundOf(entity);
  return type === 'ELLIPSE' ? ellipseOf(entity) : null;
}

function roundOf({ type, center, radius = Number.NaN, startAngle = 0, endAngle = 0 }: Entity): Shape {
  const isClosed = type === 'CIRCLE';
  const sweep = isClosed ? 2 * Math.PI : (endAngle - startAngle + 4 * Math.PI) % (2 * Math.PI);
  const points = arcPoints(
    pointOf(center),
    [radius, radius],
    isClosed ? 0 : startAngle,
    (isClosed ? 0 : startAngle) + sweep,
  );
  return { points: isClosed ? points.slice(0, -1) : points, isClosed };
}

function ellipseOf(entity: Entity): Shape {
  const { center, majorAxisEndPoint, axisRatio = 1, startAngle = 0, endAngle = 2 * Math.PI } = entity;
  const [mx, my] = pointOf(majorAxisEndPoint);
  const long = Math.hypot(mx, my);
  const turn = after([1, 0, 0, 1, ...pointOf(center)], rotation((Math.atan2(my, mx) / Math.PI) * 180));
  const points = arcPoints([0, 0], [long, long * axisRatio], startAngle, endAngle);
  const isClosed = Math.abs(endAngle - startAngle) >= 2 * Math.PI - 1e-6;
  const placed = points.map((point) => moved(turn, point));
  return { points: isClosed ? placed.slice(0, -1) : placed, isClosed };
}

/** Between two corners with a bulge (the tangent of a quarter of its angle) lies an arc. */
function withArcs(vertices: readonly Corner[], isClosed: boolean): Metres[] {
  const points: Metres[] = [];
  vertices.forEach((vertex, row) => {
    const from = pointOf(vertex);
    points.push(from);
    const next = vertices[row + 1] ?? (isClosed ? vertices[0] : undefined);
    if (next && vertex.bulge) points.push(...bulgePoints(from, pointOf(next), vertex.bulge));
  });
  return points;
}

function bulgePoints([x1, y1]: Metres, [x2, y2]: Metres, bulge: number): Metres[] {
  const chord = Math.hypot(x2 - x1, y2 - y1);
  const angle = 4 * Math.atan(bulge);
  if (!(chord > 0) || !Number.isFinite(angle) || Math.abs(angle) < 1e-6) return [];
  const radius = chord / 2 / Math.sin(angle / 2);
  const height = radius * Math.cos(angle / 2);
  const [ux, uy] = [(x2 - x1) / chord, (y2 - y1) / chord];
  const centre: Metres = [(x1 + x2) / 2 - uy * height, (y1 + y2) / 2 + ux * height];
  const start = Math.atan2(y1 - centre[1], x1 - centre[0]);
  const reach = Math.abs(radius);
  return arcPoints(centre, [reach, reach], start, start + angle).slice(1, -1);
}

/** What a cut or broken file leaves out is no number, which the gathering refuses. */
function pointOf(point: Partial<Point> | undefined): Metres {
  return [point?.x ?? Number.NaN, point?.y ?? Number.NaN];
}

function scaleOf({ xScale = 1, yScale = 1 }: Entity): Affine {
  return [xScale, 0, 0, yScale, 0, 0];
}

function isMirrored({ extrusionDirectionZ, extrusionDirection }: Entity): boolean {
  return extrusionDirectionZ === -1 || extrusionDirection?.z === -1;
}

function whereOf({ layer, handle }: Entity): string {
  return layer ? `layer ${layer}` : `#${handle}`;
}

/** MTEXT carries its look between the words. */
function plainWords(text: string): string {
  return text
    .replace(/\\P|\\~|%%[cdpCDP]/g, ' ')
    .replace(/\\[ACFHQTWfp][^;\\{}]{0,60};/g, '')
    .replace(/\\[LlOoKk]/g, '')
    .replace(/[{}]/g, '');
}
