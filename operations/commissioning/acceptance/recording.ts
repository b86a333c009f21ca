// Listens while a trial runs: what stood before the order, and every change of the points of its gateway after it.
import { qualityOf, type SampleBatch, type TrialSample } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type { LatestValues } from '@campus/telemetry-store';

/** Changes of one point that tell enough: the first ones, and always the last. */
const mostChangesAPoint = 24;

export class Recording {
  readonly #clock: Clock;
  readonly #pointAt = new Map<number, string>();
  readonly #samples = new Map<string, TrialSample[]>();
  readonly #stop: () => void;
  #sentAt: number;

  /** Takes what stands now, and listens until `end`. */
  constructor(
    latest: Pick<LatestValues, 'indexOf' | 'at' | 'onBatch'>,
    pointIds: readonly string[],
    clock: Clock,
  ) {
    this.#clock = clock;
    this.#sentAt = clock.monotonic();
    for (const pointId of pointIds) {
      const index = latest.indexOf(pointId);
      const known = latest.at(index);
      if (!known) continue;
      this.#pointAt.set(index, pointId);
      const { value, status } = known;
      this.#samples.set(pointId, [{ pointId, value, status, afterMs: 0 }]);
    }
    this.#stop = latest.onBatch((batch) => this.#take(batch));
  }

  /** The order goes out now: times count from here. */
  send(): void {
    this.#sentAt = this.#clock.monotonic();
  }

  #take({ length, point, value, status }: SampleBatch): void {
    const afterMs = Math.max(1, Math.round(this.#clock.monotonic() - this.#sentAt));
    for (let row = 0; row < length; row++) {
      const pointId = this.#pointAt.get(point[row]!);
      if (pointId === undefined || qualityOf(status[row]!) === 'bad') continue;
      this.#keep({ pointId, value: value[row]!, status: status[row]!, afterMs });
    }
  }

  #keep(sample: TrialSample): void {
    const kept = this.#samples.get(sample.pointId);
    if (!kept || kept.at(-1)?.value === sample.value) return;
    if (kept.length > mostChangesAPoint) kept.pop();
    kept.push(sample);
  }

  samples(): TrialSample[] {
    return [...this.#samples.values()].flat();
  }

  end(): void {
    this.#stop();
  }
}
