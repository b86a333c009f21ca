// What a reader takes from a file of lines: closed outlines, other lines and words, in the file's units with y up; and what
// it refused. It knows nothing of rooms.
import type { Metres } from '../format/plan.ts';

/** Larger files hold more than a floor, or no drawing at all. */
export const mostFileBytes = 12_000_000;
/** What is read of a file; beyond, the rest is left out and told. */
export const mostOutlines = 2_000;
export const mostLines = 20_000;
export const mostPoints = 200_000;
export const mostTexts = 2_000;
/** Kinds of refusals that are told; each is counted however often it comes. */
const mostRefusals = 60;
/** Coordinates beyond are no building in any unit. */
export const mostUnits = 1e9;

export type FileFormat = 'svg' | 'geojson' | 'dxf';

/** Why a part of a file was left out. */
export type RefusalReason =
  | 'unknown-shape'
  | 'not-geometry'
  | 'outside-reference'
  | 'broken-path'
  | 'broken-numbers'
  | 'missing-part'
  | 'too-deep'
  | 'too-many'
  | 'hole';

export interface Refusal {
  readonly reason: RefusalReason;
  /** The element or entity, as the file calls it. */
  readonly what: string;
  /** Where the first one is: an id, a layer, a line of the file. */
  readonly where: string;
  readonly count: number;
}

/** Why a file was not read at all. */
export type FileFault = 'too-large' | 'unknown-format' | 'broken' | 'nothing-there' | 'too-slow';

export class ImportFailure extends Error {
  readonly fault: FileFault;
  readonly detail: string;

  constructor(fault: FileFault, detail: string) {
    super(`${fault}: ${detail}`);
    this.name = 'ImportFailure';
    this.fault = fault;
    this.detail = detail;
  }
}

export interface ImportedOutline {
  readonly points: readonly Metres[];
  /** What the file calls it; empty where it does not. */
  readonly name: string;
}

export interface ImportedText {
  readonly at: Metres;
  readonly words: string;
}

export interface ImportedPlan {
  readonly format: FileFormat;
  readonly outlines: readonly ImportedOutline[];
  readonly lines: readonly (readonly Metres[])[];
  readonly texts: readonly ImportedText[];
  /** Null where the file does not say how long its unit is. */
  readonly metresPerUnit: number | null;
  readonly refused: readonly Refusal[];
}

/** Gathers what a reader finds, within the bounds. */
export class Gathering {
  readonly outlines: ImportedOutline[] = [];
  readonly lines: (readonly Metres[])[] = [];
  readonly texts: ImportedText[] = [];
  readonly #refused = new Map<string, Refusal>();
  #points = 0;

  /** `where` is told should it be refused. */
  outline(points: readonly Metres[], name: string, what: string, where: string): void {
    const ring = openRing(points);
    if (ring.length < 3) {
      this.line(points, what, where);
      return;
    }
    if (!this.#takes(ring, what, where, this.outlines.length < mostOutlines)) return;
    this.outlines.push({ points: ring, name: name.trim().slice(0, 80) });
  }

  line(points: readonly Metres[], what: string, where: string): void {
    if (points.length < 2 || !this.#takes(points, what, where, this.lines.length < mostLines)) return;
    this.lines.push(points);
  }

  text(at: Metres, words: string): void {
    const tidy = words.replace(/\s+/g, ' ').trim().slice(0, 80);
    if (tidy === '' || !isSound(at) || this.texts.length >= mostTexts) return;
    this.texts.push({ at, words: tidy });
  }

  refuse(reason: RefusalReason, what: string, where: string, count = 1): void {
    const key = `${reason} ${what}`;
    const known = this.#refused.get(key);
    if (!known && this.#refused.size >= mostRefusals) return;
    this.#refused.set(key, {
      reason,
      what: what.slice(0, 60),
      where: known?.where ?? where.slice(0, 80),
      count: (known?.count ?? 0) + count,
    });
  }

  /** Throws ImportFailure where there is nothing to draw by. */
  plan(format: FileFormat, metresPerUnit: number | null): ImportedPlan {
    const { outlines, lines, texts } = this;
    const refused = [...this.#refused.values()];
    if (outlines.length + lines.length === 0) {
      const [first] = refused;
      throw new ImportFailure('nothing-there', first ? `${first.what}: ${first.reason}` : format);
    }
    return { format, outlines, lines, texts, metresPerUnit, refused };
  }

  #takes(points: readonly Metres[], what: string, where: string, hasRoom: boolean): boolean {
    if (!points.every(isSound)) this.refuse('broken-numbers', what, where);
    else if (!hasRoom || this.#points + points.length > mostPoints) this.refuse('too-many', what, where);
    else {
      this.#points += points.length;
      return true;
    }
    return false;
  }
}

function isSound([x, y]: Metres): boolean {
  return Math.abs(x) <= mostUnits && Math.abs(y) <= mostUnits;
}

/** Without the last point where it is the first again. */
function openRing(points: readonly Metres[]): readonly Metres[] {
  const [first, last] = [points[0], points.at(-1)];
  const isClosed = first && last && points.length > 1 && first[0] === last[0] && first[1] === last[1];
  return isClosed ? points.slice(0, -1) : points;
}
