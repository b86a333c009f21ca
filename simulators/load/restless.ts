// Load for tests of throughput: meters whose values move past their deadband at every read.
import type { Campus, Device, Point } from '@campus/campus-model';
import type { ToldValues } from '../modbus/told-values.ts';

const secondMs = 1_000;
const usualPeriodMs = 1_000;
/** How far a value moves at each read, in deadbands. */
const moves = 1.5;
/** Of a point without a deadband. */
const smallestMove = 1;

interface RestlessPoint {
  readonly moveBy: number;
  readonly isCounter: boolean;
  reads: number;
  request: number;
}

export class Restless implements ToldValues {
  /** Samples a second that the chosen meters give when read as often as their points ask. */
  readonly samplesPerSecond: number;
  readonly #points: ReadonlyMap<string, RestlessPoint>;

  constructor(points: ReadonlyMap<string, RestlessPoint>, samplesPerSecond: number) {
    this.#points = points;
    this.samplesPerSecond = samplesPerSecond;
  }

  /** Chooses energy meters until their points give `wanted` samples a second; those of `load-` devices first. */
  static choose(campus: Campus, wanted: number): Restless {
    const meters = [...campus.devices.values()].filter(({ modelId }) => modelId === 'eastron-sdm630');
    const isLoad = ({ id }: Device): number => (id.startsWith(loadPrefix) ? 0 : 1);
    meters.sort((a, b) => isLoad(a) - isLoad(b));
    const points = pointsByDevice(campus);
    const chosen = new Map<string, RestlessPoint>();
    let samples = 0;
    for (const meter of meters) {
      if (samples >= wanted) break;
      for (const point of points.get(meter.id) ?? []) {
        const { deadband, counter = false, periodMs = usualPeriodMs } = point;
        const moveBy = moves * (deadband || smallestMove);
        chosen.set(point.pointId, { moveBy, isCounter: counter, reads: 0, request: -1 });
        samples += secondMs / periodMs;
      }
    }
    return new Restless(chosen, samples);
  }

  told(pointId: string, request: number, measured: number): number {
    const point = this.#points.get(pointId);
    if (!point) return measured;
    if (point.request !== request) {
      point.request = request;
      point.reads++;
    }
    return measured + point.moveBy * (point.isCounter ? point.reads : point.reads % 2);
  }

  answered(): void {}
}

/** Devices made for load alone have ids that begin so. */
const loadPrefix = 'load-';

function pointsByDevice(campus: Campus): Map<string, Point[]> {
  const all = new Map<string, Point[]>();
  for (const point of campus.points.values()) {
    const points = all.get(point.deviceId);
    if (points) points.push(point);
    else all.set(point.deviceId, [point]);
  }
  return all;
}
