// Rooms between loose lines: the smallest areas that lines enclose, also where one ends in the middle of another. Pure.
import type { Metres } from '../format/plan.ts';

/** Lines looked at: a floor drawn of loose walls has a few hundred. */
const mostSegments = 4_000;
const mostFaceCorners = 400;

interface Segment {
  readonly from: number;
  readonly to: number;
}

/** Outlines of the areas, counter-clockwise. Ends that are nearer than `slack` are one. */
export function facesOf(lines: readonly (readonly Metres[])[], slack: number): Metres[][] {
  const nodes = new Nodes(slack);
  const segments = lines
    .flatMap((line) => {
      const ids = line.map((point) => nodes.idOf(point));
      return ids.slice(1).map((to, row): Segment => ({ from: ids[row] ?? to, to }));
    })
    .filter(({ from, to }) => from !== to);
  if (segments.length > mostSegments) return [];
  const split = distinct(segments.flatMap((segment) => splitAtNodes(segment, nodes, slack)));
  return ringsOf(pruned(split), nodes).filter((ring) => signedArea(ring) > 0);
}

/** Points that are told apart, in cells of the slack's size. */
class Nodes {
  readonly points: Metres[] = [];
  readonly #cells = new Map<string, number[]>();
  readonly #slack: number;

  constructor(slack: number) {
    this.#slack = Math.max(slack, Number.MIN_VALUE);
  }

  idOf(point: Metres): number {
    const [column, row] = this.#cellOf(point);
    for (let dx = -1; dx <= 1; dx += 1) {
      for (let dy = -1; dy <= 1; dy += 1) {
        const near = this.#cells.get(`${column + dx} ${row + dy}`)?.find((id) => this.#isNear(id, point));
        if (near !== undefined) return near;
      }
    }
    const id = this.points.push(point) - 1;
    const key = `${column} ${row}`;
    this.#cells.set(key, [...(this.#cells.get(key) ?? []), id]);
    return id;
  }

  #cellOf([x, y]: Metres): Metres {
    return [Math.floor(x / this.#slack), Math.floor(y / this.#slack)];
  }

  #isNear(id: number, [x, y]: Metres): boolean {
    const [px, py] = this.points[id] ?? [Infinity, Infinity];
    return Math.hypot(px - x, py - y) <= this.#slack;
  }
}

/** A wall that other walls end in is several. */
function splitAtNodes({ from, to }: Segment, { points }: Nodes, slack: number): Segment[] {
  const [a, b] = [points[from], points[to]];
  if (!a || !b) return [];
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const squared = dx * dx + dy * dy;
  const stops: { id: number; share: number }[] = [];
  points.forEach(([x, y], id) => {
    if (id === from || id === to) return;
    const share = ((x - a[0]) * dx + (y - a[1]) * dy) / squared;
    if (share <= 0 || share >= 1) return;
    if (Math.hypot(a[0] + share * dx - x, a[1] + share * dy - y) <= slack) stops.push({ id, share });
  });
  const ids = [from, ...stops.sort((p, q) => p.share - q.share).map(({ id }) => id), to];
  return ids.slice(1).map((next, row) => ({ from: ids[row] ?? from, to: next }));
}

function distinct(segments: readonly Segment[]): Segment[] {
  const seen = new Map<string, Segment>();
  for (const segment of segments) {
    const { from, to } = segment;
    if (from !== to) seen.set(from < to ? `${from} ${to}` : `${to} ${from}`, segment);
  }
  return [...seen.values()];
}

/** Without lines that end nowhere. */
function pruned(segments: readonly Segment[]): ReadonlyMap<number, Set<number>> {
  const ways = new Map<number, Set<number>>();
  const add = (from: number, to: number) => ways.set(from, (ways.get(from) ?? new Set()).add(to));
  for (const { from, to } of segments) {
    add(from, to);
    add(to, from);
  }
  const loose = [...ways].filter(([, ends]) => ends.size === 1).map(([id]) => id);
  for (let id = loose.pop(); id !== undefined; id = loose.pop()) {
    for (const end of ways.get(id) ?? []) {
      const back = ways.get(end);
      back?.delete(id);
      if (back?.size === 1) loose.push(end);
    }
    ways.delete(id);
  }
  return ways;
}

/** Walks along each wall on both sides, turning as sharply as can be at every corner. */
function ringsOf(ways: ReadonlyMap<number, ReadonlySet<number>>, { points }: Nodes): Metres[][] {
  const angle = (from: number, to: number): number => {
    const [a, b] = [points[from] ?? [0, 0], points[to] ?? [0, 0]];
    return Math.atan2(b[1] - a[1], b[0] - a[0]);
  };
  const sorted = new Map(
    [...ways].map(([id, ends]) => [id, [...ends].sort((a, b) => angle(id, a) - angle(id, b))]),
  );
  const walked = new Set<string>();
  const rings: Metres[][] = [];
  for (const [start, ends] of sorted) {
    for (const end of ends) {
      const ring: Metres[] = [];
      let [from, to] = [start, end];
      while (!walked.has(`${from} ${to}`) && ring.length <= mostFaceCorners) {
        walked.add(`${from} ${to}`);
        ring.push(points[from] ?? [0, 0]);
        const turns = sorted.get(to) ?? [];
        const next = turns[(turns.indexOf(from) + turns.length - 1) % turns.length] ?? from;
        [from, to] = [to, next];
      }
      if (ring.length >= 3 && ring.length <= mostFaceCorners) rings.push(ring);
    }
  }
  return rings;
}

function signedArea(ring: readonly Metres[]): number {
  return ring.reduce((sum, [x, y], row) => {
    const [nextX, nextY] = ring[(row + 1) % ring.length] ?? [x, y];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}
