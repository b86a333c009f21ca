// Values for a proof: each point tells a number that it never told before and that is higher than all before it.
import type { Campus } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type { ToldValues } from '../modbus/told-values.ts';
import type { Ledger } from './ledger.ts';

interface CountedPoint {
  /** Past the deadband, and a power of two: its multiples are exact as float32 up to 2^24 of them. */
  readonly step: number;
  count: number;
  request: number;
}

/** Models whose points hold numbers of any size and are told as often as they are asked. */
export const countedModels: ReadonlySet<string> = new Set(['eastron-sdm630', 'z2m-temperature-humidity']);
/** What a battery sensor says of itself beside what it measures. */
const notCounted: ReadonlySet<string> = new Set(['battery', 'linkquality']);

export class CountedValues implements ToldValues {
  readonly #points = new Map<string, CountedPoint>();
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  #told: Record<string, number> = {};

  constructor(campus: Campus, ledger: Ledger, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
    for (const { pointId, id, deviceId, deadband } of campus.points.values()) {
      const modelId = campus.devices.get(deviceId)?.modelId ?? '';
      if (!countedModels.has(modelId) || notCounted.has(id)) continue;
      const step = 2 ** Math.ceil(Math.log2(deadband || 1));
      const count = Math.round((ledger.newest.get(pointId) ?? 0) / step);
      this.#points.set(pointId, { step, count, request: -1 });
    }
  }

  told(pointId: string, request: number, measured: number): number {
    const point = this.#points.get(pointId);
    if (!point) return measured;
    if (point.request !== request) {
      point.request = request;
      point.count++;
      this.#told[pointId] = point.count * point.step;
    }
    return point.count * point.step;
  }

  answered(reader: string, isTold: boolean): void {
    const told = this.#told;
    this.#told = {};
    if (isTold && Object.keys(told).length > 0) this.#ledger.write(this.#clock.now(), reader, told);
  }
}
