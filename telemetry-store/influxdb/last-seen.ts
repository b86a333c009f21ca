// The last sample and the last usable value of a point before a query's span, wherever they stand.
import { type Before, isUsable, type RollUpRow } from '../roll-up/roll-up.ts';

export class LastSeen {
  #endsMs = Number.NEGATIVE_INFINITY;
  #ordinal = 0;
  #held = Number.NaN;
  #usableMs = Number.NEGATIVE_INFINITY;
  #usableOrdinal = 0;
  #usable = Number.NaN;

  get before(): Before {
    return { endsMs: this.#endsMs, held: this.#held, usable: this.#usable };
  }

  get isAny(): boolean {
    return this.#endsMs > Number.NEGATIVE_INFINITY;
  }

  see(timeMs: number, ordinal: number, value: number, status: number): void {
    const hasValue = isUsable(value, status);
    if (timeMs > this.#endsMs || (timeMs === this.#endsMs && ordinal >= this.#ordinal)) {
      [this.#endsMs, this.#ordinal] = [timeMs, ordinal];
      this.#held = hasValue ? value : Number.NaN;
    }
    if (!hasValue) return;
    if (timeMs > this.#usableMs || (timeMs === this.#usableMs && ordinal >= this.#usableOrdinal))
      [this.#usableMs, this.#usableOrdinal, this.#usable] = [timeMs, ordinal, value];
  }

  /** A row of a tier, where the samples themselves are gone. */
  seeRow(row: RollUpRow): void {
    if (row.endsMs > this.#endsMs) {
      this.#endsMs = row.endsMs;
      this.#held = row.isHeld ? row.last : Number.NaN;
    }
    if (row.count > 0 && row.fromMs > this.#usableMs) [this.#usableMs, this.#usable] = [row.fromMs, row.last];
  }
}
