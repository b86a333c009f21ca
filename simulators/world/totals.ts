// Rising totals of meters, by name: what they stood at before the simulation began, and what they gather since.

/** Seeded names: `device/point` of a meter, `building/water` of a main. */
export interface Total {
  value: number;
  /** What the seed lays: where the first live run of a campus begins, and where its past ends. */
  readonly initial: number;
}

export class Totals {
  readonly #totals = new Map<string, Total>();

  /** A total that a meter shows; throws where the name is taken. */
  add(name: string, initial: number): Total {
    if (this.#totals.has(name)) throw new Error(`two totals ${name}`);
    const total: Total = { value: initial, initial };
    this.#totals.set(name, total);
    return total;
  }

  values(): Map<string, number> {
    return new Map([...this.#totals].map(([name, { value }]) => [name, value]));
  }

  /** Sets every total: what has no value in `values` stands at its initial one. */
  set(values: ReadonlyMap<string, number>): void {
    for (const [name, total] of this.#totals) total.value = values.get(name) ?? total.initial;
  }

  /** What each total gathered since it stood at its initial value. */
  rises(): Map<string, number> {
    return new Map([...this.#totals].map(([name, { value, initial }]) => [name, value - initial]));
  }

  initials(): Map<string, number> {
    return new Map([...this.#totals].map(([name, { initial }]) => [name, initial]));
  }
}
