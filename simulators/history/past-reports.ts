// What the points of a past report: by exception as the agents do, in coarser steps, so that a month is written in seconds.
import { type Point, type SampleBatch, SampleColumns, status } from '@campus/campus-model';
import type { ToldPoint } from './told-value.ts';

/**
 * Points are looked at in steps of this length. It is as long as the values of most points hold (three heartbeats of
 * 30 s): where every step is reported, the past has no gaps.
 */
export const reportStepMs = 90_000;
/** Where a point tells nothing new it is said again after so many steps: what people draw each time, the rest sparsely. */
const everyStep = 1;
const sparseSteps = 8;
/** A change that is the deadband but for rounding (20.2 − 20.1) counts as reaching it. */
const roundingShare = 1e-9;

export interface ReportedPoint {
  readonly point: Point;
  readonly told: ToldPoint | null;
}

interface Reporting {
  readonly index: number;
  readonly told: ToldPoint;
  readonly deadband: number;
  readonly stepsApart: number;
  /** Looked at only when it is due anyway: what moves all the time and nobody watches. */
  readonly isDueOnly: boolean;
  stepsSince: number;
  value: number;
  text: string | undefined;
}

export class PastReports {
  readonly #points: Reporting[];
  readonly #columns = new SampleColumns(1 << 17);

  /** In the order of the campus: the place is the sample's `point`. */
  constructor(points: readonly ReportedPoint[]) {
    this.#points = points.flatMap(({ point, told }, index) =>
      told ? [reportingOf(index, point, told)] : [],
    );
  }

  /** Looks at every point at a moment. */
  take(ms: number): void {
    for (const reporting of this.#points) this.#look(reporting, ms);
  }

  /** What was reported since the last call. */
  batch(): SampleBatch {
    return this.#columns.take(true);
  }

  #look(reporting: Reporting, ms: number): void {
    reporting.stepsSince++;
    const isDue = reporting.stepsSince >= reporting.stepsApart;
    if (!isDue && reporting.isDueOnly) return;
    const value = reporting.told.read();
    if (!isDue && !isNews(reporting, value)) return;
    reporting.stepsSince = 0;
    if (typeof value === 'number') {
      reporting.value = value;
      this.#columns.push(reporting.index, ms, value, status.good);
    } else {
      reporting.text = value;
      this.#columns.push(reporting.index, ms, Number.NaN, status.good, 0, value);
    }
  }
}

function isNews(reporting: Reporting, value: number | string): boolean {
  if (typeof value === 'string') return value !== reporting.text;
  const change = Math.abs(value - reporting.value);
  return change > 0 && change >= reporting.deadband * (1 - roundingShare);
}

function reportingOf(index: number, point: Point, told: ToldPoint): Reporting {
  const stepsApart = isDrawn(point) ? everyStep : sparseSteps;
  const { deadband } = point;
  // Sparse points are spread over the steps, so that each step has its share.
  const stepsSince = stepsApart === 1 ? 0 : index % stepsApart;
  const isDueOnly = isGridDetail(point);
  return { index, told, deadband, stepsApart, isDueOnly, stepsSince, value: Number.NaN, text: undefined };
}

/** Quantities of the mains that move with every look; the power and energy of a meter say what matters of them. */
function isGridDetail({ quantity, id }: Point): boolean {
  const isPhase = quantity === 'power' && id !== 'power';
  return isPhase || ['voltage', 'current', 'frequency', 'power-factor'].includes(quantity);
}

/** What stands on trends: measured values. Set-points say what their readbacks say; states and links hardly change. */
function isDrawn(point: Point): boolean {
  return (
    point.kind === 'sensor' && !isGridDetail(point) && !['smoke', 'leak', 'battery'].includes(point.quantity)
  );
}
