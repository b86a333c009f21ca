// The path data of SVG as points: straight lines as they are, curves and arcs in short steps. Pure.
import type { Metres } from '../format/plan.ts';
import { after, arcPoints, identity, moved, rotation } from './affine.ts';

export interface SubPath {
  readonly points: readonly Metres[];
  readonly isClosed: boolean;
}

/** Of a curve. */
const curveSteps = 10;
/** A path is cut off beyond. */
const mostPathPoints = 50_000;

const numberPattern = /[\s,]*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/iy;
const flagPattern = /[\s,]*([01])/y;
const commandPattern = /[\s,]*([a-z])/iy;
const argumentCounts: Readonly<Record<string, number>> = {
  m: 2,
  l: 2,
  h: 1,
  v: 1,
  c: 6,
  s: 4,
  q: 4,
  t: 2,
  a: 7,
  z: 0,
};

/** The paths up to the first thing that is no path data; `isWhole` says whether all was read. */
export function readPath(data: string): { readonly paths: readonly SubPath[]; readonly isWhole: boolean } {
  const pen = new Pen();
  let at = 0;
  let command = '';
  const next = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(data);
    if (!match) return null;
    at = pattern.lastIndex;
    return match[1] ?? null;
  };
  const read = (kind: string): number[] | null => {
    const numbers: number[] = [];
    for (let row = 0; row < (argumentCounts[kind] ?? 0); row += 1) {
      const found = next(kind === 'a' && (row === 3 || row === 4) ? flagPattern : numberPattern);
      if (found === null) return null;
      numbers.push(Number(found));
    }
    return numbers;
  };
  while (pen.count < mostPathPoints) {
    const given = next(commandPattern);
    // Numbers alone go on as before; after a move they draw lines.
    command = given ?? (command === 'm' ? 'l' : command === 'M' ? 'L' : command);
    const kind = command.toLowerCase();
    if (!(kind in argumentCounts) || (given === null && kind === 'z')) break;
    const start = at;
    const numbers = read(kind);
    if (!numbers) {
      at = given === null ? start : start - 1;
      break;
    }
    pen.draw(kind, numbers, command === kind);
  }
  const isWhole = data.slice(at).trim() === '' && pen.count < mostPathPoints;
  return { paths: pen.paths(), isWhole };
}

class Pen {
  count = 0;
  readonly #done: SubPath[] = [];
  #points: Metres[] = [];
  #at: Metres = [0, 0];
  #start: Metres = [0, 0];
  /** The last control point of a cubic or quadratic curve: what `s` and `t` go on from. */
  #cubic: Metres | null = null;
  #quadratic: Metres | null = null;

  draw(kind: string, numbers: readonly number[], isRelative: boolean): void {
    const [ox, oy] = isRelative ? this.#at : [0, 0];
    const point = (row: number): Metres => [(numbers[row] ?? 0) + ox, (numbers[row + 1] ?? 0) + oy];
    const [x, y] = this.#at;
    const first = numbers[0] ?? 0;
    const [cubic, quadratic] = [this.#cubic, this.#quadratic];
    this.#cubic = null;
    this.#quadratic = null;
    if (kind === 'm') this.#move(point(0));
    else if (kind === 'l') this.#line(point(0));
    else if (kind === 'h') this.#line([first + ox, y]);
    else if (kind === 'v') this.#line([x, first + oy]);
    else if (kind === 'z') this.#close();
    else if (kind === 'c') this.#curve(point(0), point(2), point(4));
    else if (kind === 's') this.#curve(mirrored(cubic, this.#at), point(0), point(2));
    else if (kind === 'q') this.#bend(point(0), point(2));
    else if (kind === 't') this.#bend(mirrored(quadratic, this.#at), point(0));
    else if (kind === 'a') this.#arc(numbers, point(5));
  }

  paths(): readonly SubPath[] {
    this.#end(false);
    return this.#done;
  }

  #move(to: Metres): void {
    this.#end(false);
    this.#points = [to];
    this.#at = to;
    this.#start = to;
  }

  #line(to: Metres): void {
    if (this.#points.length === 0) this.#points = [this.#at];
    this.#points.push(to);
    this.count += 1;
    this.#at = to;
  }

  #close(): void {
    this.#end(true);
    this.#at = this.#start;
  }

  #end(isClosed: boolean): void {
    const [first, last] = [this.#points[0], this.#points.at(-1)];
    const meets = first && last && this.#points.length > 3 && first[0] === last[0] && first[1] === last[1];
    if (this.#points.length > 1) this.#done.push({ points: this.#points, isClosed: isClosed || !!meets });
    this.#points = [];
  }

  #curve(a: Metres, b: Metres, to: Metres): void {
    const from = this.#at;
    for (let step = 1; step <= curveSteps; step += 1) {
      const t = step / curveSteps;
      const [p, q, r, s] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
      this.#line(
        step === curveSteps
          ? to
          : [p * from[0] + q * a[0] + r * b[0] + s * to[0], p * from[1] + q * a[1] + r * b[1] + s * to[1]],
      );
    }
    this.#cubic = b;
  }

  #bend(control: Metres, to: Metres): void {
    const from = this.#at;
    const towards = ([x, y]: Metres): Metres => [
      x + (2 / 3) * (control[0] - x),
      y + (2 / 3) * (control[1] - y),
    ];
    this.#curve(towards(from), towards(to), to);
    this.#cubic = null;
    this.#quadratic = control;
  }

  /** Ends of an arc as its centre and angles (SVG 2, appendix B.2.4). */
  #arc([rx0 = 0, ry0 = 0, turn = 0, isLarge = 0, isSweep = 0]: readonly number[], to: Metres): void {
    const from = this.#at;
    const [rx1, ry1] = [Math.abs(rx0), Math.abs(ry0)];
    if (rx1 === 0 || ry1 === 0 || (from[0] === to[0] && from[1] === to[1])) {
      this.#line(to);
      return;
    }
    const back = rotation(-turn);
    const [x, y] = moved(back, [(from[0] - to[0]) / 2, (from[1] - to[1]) / 2]);
    const grow = Math.sqrt(Math.max(1, (x / rx1) ** 2 + (y / ry1) ** 2));
    const [rx, ry] = [rx1 * grow, ry1 * grow];
    const rest = (rx * ry) ** 2 - (rx * y) ** 2 - (ry * x) ** 2;
    const factor =
      Math.sqrt(Math.max(0, rest) / ((rx * y) ** 2 + (ry * x) ** 2)) * (isLarge === isSweep ? -1 : 1);
    const centre: Metres = [(factor * rx * y) / ry, (-factor * ry * x) / rx];
    const startRad = Math.atan2((y - centre[1]) / ry, (x - centre[0]) / rx);
    let sweepRad = Math.atan2((-y - centre[1]) / ry, (-x - centre[0]) / rx) - startRad;
    if (isSweep === 0 && sweepRad > 0) sweepRad -= 2 * Math.PI;
    if (isSweep !== 0 && sweepRad < 0) sweepRad += 2 * Math.PI;
    const middle: Metres = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    const forth = after([1, 0, 0, 1, ...middle], after(rotation(turn), identity));
    const points = arcPoints(centre, [rx, ry], startRad, startRad + sweepRad);
    for (const point of points.slice(1, -1)) this.#line(moved(forth, point));
    this.#line(to);
  }
}

function mirrored(control: Metres | null, [x, y]: Metres): Metres {
  return control ? [2 * x - control[0], 2 * y - control[1]] : [x, y];
}
