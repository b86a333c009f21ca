// From an imported plan at a scale to outlines that can be rooms, each with the room that it most likely is. Pure.
import {
  areaM2,
  isWithin,
  leastWallM,
  mostCorners,
  type OutlineFault,
  outlineFault,
  type PlanPoint,
  roundedPoint,
  type Text,
} from '@campus/campus-model';
import { boundsOf, centreOf, type Metres } from '../format/plan.ts';
import { facesOf } from './faces.ts';
import type { ImportedPlan } from './imported.ts';

/** Where an import comes to lie: metres = unit × scale, then moved. */
export interface Placement {
  readonly metresPerUnit: number;
  readonly offset: Metres;
}

export interface Candidate {
  readonly outline: readonly [number, number][];
  readonly areaM2: number;
  /** What the file calls it: its own name, else the words inside. */
  readonly words: string;
}

export interface Candidates {
  readonly found: readonly Candidate[];
  /** Closed outlines that can be no room, by why. */
  readonly unfit: Readonly<Partial<Record<OutlineFault | 'many-corners', number>>>;
}

/** More are no longer told apart in a list. */
const mostCandidates = 400;
/** Outlines of the same area whose middles are so near are one, drawn twice. */
const sameM = 0.15;
/** Corners this near to the line of their neighbours are none. */
const straightM = 0.01;
/** Ends of loose lines that are so near meet. */
const meetM = 0.03;

export function placed([x, y]: Metres, { metresPerUnit, offset: [dx, dy] }: Placement): Metres {
  return [x * metresPerUnit + dx, y * metresPerUnit + dy];
}

export function candidatesOf(plan: ImportedPlan, placement: Placement): Candidates {
  const closed = plan.outlines.map(({ points, name }) => ({ points, name }));
  const faces = facesOf(plan.lines, meetM / placement.metresPerUnit).map((points) => ({ points, name: '' }));
  const texts = plan.texts.map(({ at, words }) => ({ at: placed(at, placement), words }));
  const unfit: Record<string, number> = {};
  const found: Candidate[] = [];
  for (const { points, name } of [...closed, ...faces]) {
    const outline = tidied(points.map((point) => placed(point, placement)));
    const fault = outline.length > mostCorners ? 'many-corners' : outlineFault(outline);
    if (fault) unfit[fault] = (unfit[fault] ?? 0) + 1;
    else found.push({ outline, areaM2: areaM2(outline), words: name || wordsIn(outline, texts) });
  }
  found.sort((a, b) => b.areaM2 - a.areaM2);
  return { found: withoutTwins(found).slice(0, mostCandidates), unfit };
}

/** On the centimetre, without corners that are none. */
function tidied(points: readonly Metres[]): [number, number][] {
  let outline = points.map(roundedPoint);
  outline = outline.filter((point, row) => {
    const before = outline[(row + outline.length - 1) % outline.length] ?? point;
    return Math.hypot(point[0] - before[0], point[1] - before[1]) >= leastWallM;
  });
  for (let row = outline.length - 1; row >= 0 && outline.length > 3; row -= 1) {
    const [before, at, next] = [
      outline[(row + outline.length - 1) % outline.length],
      outline[row],
      outline[(row + 1) % outline.length],
    ];
    if (before && at && next && isOnTheWay(before, at, next)) outline.splice(row, 1);
  }
  return outline;
}

function isOnTheWay([ax, ay]: PlanPoint, [x, y]: PlanPoint, [bx, by]: PlanPoint): boolean {
  const length = Math.hypot(bx - ax, by - ay);
  if (length < leastWallM) return false;
  const off = Math.abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length;
  const along = ((bx - ax) * (x - ax) + (by - ay) * (y - ay)) / length;
  return off <= straightM && along > 0 && along < length;
}

interface PlacedText {
  readonly at: Metres;
  readonly words: string;
}

const mostWords = 3;

function wordsIn(outline: readonly PlanPoint[], texts: readonly PlacedText[]): string {
  const inside = texts.filter(({ at }) => isWithin(outline, at));
  return inside
    .slice(0, mostWords)
    .map(({ words }) => words)
    .join(' ');
}

function withoutTwins(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    const twin = kept.findIndex((other) => isTwin(candidate, other));
    const other = kept[twin];
    if (!other) kept.push(candidate);
    else if (other.words === '') kept[twin] = candidate;
  }
  return kept;
}

function isTwin(a: Candidate, b: Candidate): boolean {
  const [[ax, ay], [bx, by]] = [centreOf(a.outline), centreOf(b.outline)];
  return Math.hypot(ax - bx, ay - by) < sameM && Math.abs(a.areaM2 - b.areaM2) < 0.02 * b.areaM2 + 0.1;
}

/** A room of the floor, as it may be meant. */
export interface KnownSpace {
  readonly id: string;
  readonly name: Text;
  readonly outline: readonly PlanPoint[];
}

/**
 * The space that each candidate most likely is, null where none is likely: first by its words, then the nearest of those that
 * are left. No space is suggested twice.
 */
export function suggestions(
  candidates: readonly Candidate[],
  spaces: readonly KnownSpace[],
): (string | null)[] {
  const taken = new Set<string>();
  const chosen = candidates.map((candidate): string | null => {
    const meant = spaces.find((space) => !taken.has(space.id) && isMeant(candidate.words, space));
    if (meant) taken.add(meant.id);
    return meant?.id ?? null;
  });
  return candidates.map((candidate, row) => {
    const known = chosen[row];
    if (known || candidate.words !== '') return known ?? null;
    const near = nearest(
      candidate,
      spaces.filter(({ id }) => !taken.has(id)),
    );
    if (near) taken.add(near.id);
    return near?.id ?? null;
  });
}

/** Its id, its whole name, or the number that both have. */
function isMeant(words: string, { id, name }: KnownSpace): boolean {
  const said = plain(words);
  if (said === '') return false;
  if ([id, name.zh, name.en].some((known) => plain(known) === said)) return true;
  if ([name.zh, name.en].some((known) => plain(known).length > 1 && said.includes(plain(known)))) return true;
  const numbers = said.match(/\d{2,}/g) ?? [];
  const own = new Set([...(name.zh.match(/\d{2,}/g) ?? []), ...(name.en.match(/\d{2,}/g) ?? [])]);
  return numbers.some((number) => own.has(number));
}

function plain(words: string): string {
  return words.toLowerCase().replace(/[\s_\-.,:;·()（）]/g, '');
}

/** The space in whose box the middle lies and whose area is like. */
function nearest(candidate: Candidate, spaces: readonly KnownSpace[]): KnownSpace | null {
  const middle = centreOf(candidate.outline);
  const likely = spaces.filter(({ outline }) => {
    const box = boundsOf(outline);
    if (!box) return false;
    const [x, y] = middle;
    const isIn = x >= box.minX && x <= box.maxX && y >= box.minY && y <= box.maxY;
    const ratio = candidate.areaM2 / Math.max(areaM2(outline), 0.01);
    return isIn && ratio > 0.4 && ratio < 2.5;
  });
  const far = ({ outline }: KnownSpace) => {
    const [x, y] = centreOf(outline);
    return Math.hypot(x - middle[0], y - middle[1]);
  };
  return likely.sort((a, b) => far(a) - far(b))[0] ?? null;
}

/** Where an import lies at first: at its own coordinates where it meets the floor, else at the floor's south-west corner. */
export function firstPlacement(plan: ImportedPlan, floor: readonly Metres[]): Placement {
  const own = boundsOf([...plan.outlines.map(({ points }) => points), ...plan.lines].flat());
  const there = boundsOf(floor);
  if (!own) return { metresPerUnit: 1, offset: [0, 0] };
  const wide = Math.max(own.maxX - own.minX, 1e-9);
  const metresPerUnit = plan.metresPerUnit ?? (there ? (there.maxX - there.minX) / wide : 1);
  const [minX, minY, maxX] = [own.minX * metresPerUnit, own.minY * metresPerUnit, own.maxX * metresPerUnit];
  const meets =
    plan.metresPerUnit !== null && there && minX < there.maxX && maxX > there.minX && minY < there.maxY;
  if (meets && own.maxY * metresPerUnit > there.minY) return { metresPerUnit, offset: [0, 0] };
  return { metresPerUnit, offset: [(there?.minX ?? 0) - minX, (there?.minY ?? 0) - minY] };
}
