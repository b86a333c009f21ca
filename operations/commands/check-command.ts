// Whether a value may be sent to a point: known, writable, finite, within range, on a step, one of its states. A release
// (null) needs the first two.
import { type Campus, CampusError, type Point } from '@campus/campus-model';

/** Floating point may miss a step by this share of it. */
const stepTolerance = 1e-6;

/** Throws CampusError `not-found`, `not-writable` or `value-out-of-range`, with what was found and expected. */
export function checkCommand(campus: Campus, pointId: string, value: number | null): Point {
  const point = campus.points.get(pointId);
  if (!point) throw new CampusError('not-found', `Point "${pointId}".`);
  if (!point.write) throw new CampusError('not-writable', `${pointId} is of kind ${point.kind}.`);
  if (value !== null && !isAllowed(point, value)) {
    const unit = point.unit === '' ? '' : ` ${point.unit}`;
    const detail = `${pointId}: found ${value}, expected ${expectedOf(point)}${unit}.`;
    throw new CampusError('value-out-of-range', detail);
  }
  return point;
}

function isAllowed({ write, states }: Point, value: number): boolean {
  const { min, max, step } = write!;
  if (!Number.isFinite(value) || value < min || value > max) return false;
  if (states && !Object.hasOwn(states, String(value))) return false;
  if (step === undefined) return true;
  const stepsFromMin = (value - min) / step;
  return Math.abs(stepsFromMin - Math.round(stepsFromMin)) <= stepTolerance;
}

function expectedOf({ write, states }: Point): string {
  const { min, max, step } = write!;
  if (states) {
    const inRange = Object.keys(states).filter((state) => Number(state) >= min && Number(state) <= max);
    return `one of ${inRange.join(', ')}`;
  }
  return step === undefined ? `${min} to ${max}` : `${min} to ${max} in steps of ${step}`;
}
