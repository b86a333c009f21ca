// A trial: an output was operated; which points moved then, how soon and how much, and whether it was the right ones. Pure.
import { qualityOf } from '../quality.ts';
import type { Text } from '../text.ts';
import type { Finding } from './finding.ts';
import { figure } from './finding-words.ts';
import * as words from './trial-words.ts';

/** The order that was given. */
export interface TrialOrder {
  readonly pointId: string;
  readonly value: number;
  /** How near the readback must come. */
  readonly tolerance: number;
  readonly readback: string;
  /** The point that shows the effect from outside, where one is declared. */
  readonly witness: string | null;
  /** Outputs that somebody ordered meanwhile: what they move says nothing about wiring. */
  readonly orderedMeanwhile: readonly string[];
}

export interface TrialPoint {
  readonly pointId: string;
  /** Device and point in words. */
  readonly name: Text;
  readonly unit: string;
  readonly decimals: number;
  /** Its numbers are codes of states. */
  readonly isCoded: boolean;
  readonly stateNames: Readonly<Record<string, Text>> | null;
  /** A total: it rises by itself. */
  readonly isCounter: boolean;
  readonly deadband: number;
  /** How large its steps are without anybody's doing. */
  readonly usualStep: number;
  /** The output that it is the readback of. */
  readonly readbackOf: string | null;
}

export interface TrialSample {
  readonly pointId: string;
  readonly value: number;
  readonly status: number;
  /** Since the order was sent; 0 or less is what stood before. */
  readonly afterMs: number;
}

type MovedRole = 'readback' | 'witness' | 'other-readback';

export interface Movement {
  readonly pointId: string;
  readonly from: number;
  readonly to: number;
  readonly afterMs: number;
  /** 0…1: how clearly it moved. */
  readonly strength: number;
  readonly role: MovedRole | null;
}

export interface TrialResult {
  /** The soonest and clearest first. */
  readonly movements: readonly Movement[];
  readonly findings: readonly Finding[];
  /** Whether the readback stands where it was ordered to. */
  readonly hasFollowed: boolean;
}

/** An analogue value has moved when its step is so many times what it does by itself. */
const stepsThatTell = 3;
/** Half the weight of a movement that comes at once. */
const halfWeightMs = 2_000;
const leastStep = 1e-9;
/** Of what stood before: less is noise, also where nobody has looked long enough to know its usual step. */
const leastShare = 0.01;

/** Judges a trial. `isOver` is false while its time has not run out: then nothing is said of what has not come yet. */
export function whatMoved(
  order: TrialOrder,
  points: readonly TrialPoint[],
  samples: readonly TrialSample[],
  isOver: boolean,
): TrialResult {
  const byPoint = groupOf(samples);
  const movements = points
    .flatMap((point) => movementOf(order, point, byPoint.get(point.pointId) ?? []) ?? [])
    .sort((a, b) => scoreOf(b) - scoreOf(a) || a.pointId.localeCompare(b.pointId));
  const readback = lastOf(byPoint.get(order.readback) ?? []);
  const hasFollowed = readback !== null && Math.abs(readback - order.value) <= order.tolerance;
  const stood = firstOf(byPoint.get(order.readback) ?? []);
  const told = { order, points: new Map(points.map((point) => [point.pointId, point])), movements };
  return { movements, hasFollowed, findings: findingsOf(told, { hasFollowed, stood, isOver }) };
}

function groupOf(samples: readonly TrialSample[]): Map<string, TrialSample[]> {
  const groups = new Map<string, TrialSample[]>();
  for (const sample of samples) {
    if (!Number.isFinite(sample.value) || qualityOf(sample.status) === 'bad') continue;
    const group = groups.get(sample.pointId);
    if (group) group.push(sample);
    else groups.set(sample.pointId, [sample]);
  }
  return groups;
}

/** What stood before the order; null where nothing usable did. */
function firstOf(samples: readonly TrialSample[]): number | null {
  let stood: number | null = null;
  for (const { value, afterMs } of samples) if (afterMs <= 0) stood = value;
  return stood;
}

function lastOf(samples: readonly TrialSample[]): number | null {
  return samples.at(-1)?.value ?? null;
}

function movementOf(order: TrialOrder, point: TrialPoint, samples: readonly TrialSample[]): Movement | null {
  const from = firstOf(samples);
  if (from === null || point.pointId === order.pointId || point.isCounter) return null;
  const noise = [point.deadband, point.usualStep * stepsThatTell, Math.abs(from) * leastShare, leastStep];
  const threshold = point.isCoded ? 0 : Math.max(...noise);
  const after = samples.filter(({ afterMs }) => afterMs > 0);
  const first = after.find(({ value }) => Math.abs(value - from) > threshold);
  if (!first) return null;
  const role = roleOf(order, point);
  const farthest = Math.max(...after.map(({ value }) => Math.abs(value - from)));
  return {
    pointId: point.pointId,
    from,
    to: after.at(-1)!.value,
    afterMs: first.afterMs,
    strength: point.isCoded ? codedStrength(point, role) : 1 - threshold / farthest,
    role,
  };
}

/** What changes by itself now and then, like a camera's motion, is not taken for an answer so easily. */
const restlessStrength = 0.3;

function codedStrength({ usualStep }: TrialPoint, role: MovedRole | null): number {
  return usualStep > 0 && role === null ? restlessStrength : 1;
}

function roleOf({ pointId, readback, witness }: TrialOrder, point: TrialPoint): MovedRole | null {
  if (point.pointId === readback) return 'readback';
  if (point.pointId === witness) return 'witness';
  return point.readbackOf !== null && point.readbackOf !== pointId ? 'other-readback' : null;
}

function scoreOf({ strength, afterMs }: Movement): number {
  return strength / (1 + afterMs / halfWeightMs);
}

interface Told {
  readonly order: TrialOrder;
  readonly points: ReadonlyMap<string, TrialPoint>;
  readonly movements: readonly Movement[];
}

interface Standing {
  readonly hasFollowed: boolean;
  /** The readback before the order. */
  readonly stood: number | null;
  readonly isOver: boolean;
}

function findingsOf(told: Told, { hasFollowed, stood, isOver }: Standing): Finding[] {
  const { order, movements } = told;
  const own = nameOf(told, order.readback);
  const others = strangers(told);
  const stoodThere = stood !== null && Math.abs(stood - order.value) <= order.tolerance;
  const hasMoved = movements.some(({ role }) => role === 'readback');
  if (stoodThere && hasMoved && !hasFollowed) return [words.readbackInverted(own)];
  const found: Finding[] = [];
  if (!hasFollowed && isOver) {
    for (const other of others) found.push(words.crossed(own, nameOf(told, other.pointId)));
    if (others.length === 0) found.push(words.readbackStill(own));
  }
  if (stoodThere && hasFollowed)
    found.push(words.nothingShown(own, valueWords(told, order.readback, order.value)));
  if (hasFollowed && !stoodThere) {
    for (const other of others) found.push(words.coupled(own, nameOf(told, other.pointId)));
    if (isOver && isWitnessStill(told))
      found.push(words.witnessStill(own, nameOf(told, order.witness ?? '')));
  }
  return found;
}

/** Readbacks of other outputs that went where this one was ordered to, without an order of their own. */
function strangers({ order, points, movements }: Told): Movement[] {
  return movements.filter(({ pointId, role, to }) => {
    const output = points.get(pointId)?.readbackOf;
    const isOwn = output === null || output === undefined || order.orderedMeanwhile.includes(output);
    return role === 'other-readback' && !isOwn && Math.abs(to - order.value) <= order.tolerance;
  });
}

function isWitnessStill({ order, movements }: Told): boolean {
  return order.witness !== null && movements.every(({ role }) => role !== 'witness');
}

function nameOf({ points }: Told, pointId: string): Text {
  return points.get(pointId)?.name ?? { zh: pointId, en: pointId };
}

function valueWords({ points }: Told, pointId: string, value: number): Text {
  const point = points.get(pointId);
  const plain = figure(value, point ?? { unit: '', decimals: 2 });
  return point?.stateNames?.[String(value)] ?? { zh: plain, en: plain };
}
