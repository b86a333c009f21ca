// What was lost for a reason of its own: samples that no disk took, and the stretches of time that gaps mark.
import type { Gap, LossReason } from '@campus/campus-model';
import type { LogState } from './state-file.ts';

/** Gaps that are told (campus-model/books.ts); older ones were told already. */
const mostGaps = 50;
/** Losses of one reason this near each other are one gap. */
const sameGapMs = 60_000;

export class Losses {
  readonly #gaps: Gap[] = [];
  readonly #diskFailed = new Map<string, number>();
  #version = 0;

  /** Takes in what an earlier run wrote down. */
  load({ gaps, diskFailed }: Pick<LogState, 'gaps' | 'diskFailed'>): void {
    this.#gaps.unshift(...gaps);
    for (const [day, count] of Object.entries(diskFailed))
      this.#diskFailed.set(day, count + (this.#diskFailed.get(day) ?? 0));
    this.#version++;
  }

  /** Samples of a stretch of time are lost. */
  note(why: LossReason, samples: number, fromMs: number, toMs: number): void {
    if (samples === 0) return;
    this.#version++;
    const at = this.#gaps.findLastIndex((gap) => gap.why === why);
    const last = this.#gaps[at];
    const isSame = last && fromMs >= last.fromMs && fromMs <= last.toMs + sameGapMs;
    const gap = { fromMs, toMs, samples, why };
    if (!isSame) this.#gaps.push(gap);
    else
      this.#gaps[at] = {
        ...last,
        toMs: Math.max(last.toMs, toMs),
        samples: last.samples + samples,
      };
    if (this.#gaps.length > mostGaps) this.#gaps.shift();
  }

  /** Samples were published and not kept. */
  notKept(day: string, samples: number, fromMs: number, toMs: number): void {
    this.#diskFailed.set(day, samples + (this.#diskFailed.get(day) ?? 0));
    this.note('disk-failed', samples, fromMs, toMs);
  }

  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  get diskFailed(): ReadonlyMap<string, number> {
    return this.#diskFailed;
  }

  /** Changes with each loss. */
  get version(): number {
    return this.#version;
  }

  /** Keeps the newest `most` days. */
  forget(most: number): void {
    for (const day of [...this.#diskFailed.keys()].slice(0, -most)) this.#diskFailed.delete(day);
  }

  state(): Pick<LogState, 'gaps' | 'diskFailed'> {
    return { gaps: this.#gaps, diskFailed: Object.fromEntries(this.#diskFailed) };
  }
}
