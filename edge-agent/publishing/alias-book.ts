// Aliases of metrics, unique in the edge node [tck-id-payloads-alias-uniqueness], the same for the life of the process:
// small numbers in a row.

export class AliasBook {
  readonly #aliases = new Map<string, number>();
  #last = 0;

  /** The alias of a metric: `deviceId` null for the node's own. */
  of(deviceId: string | null, metric: string): number {
    const key = `${deviceId ?? ''}/${metric}`;
    const known = this.#aliases.get(key);
    if (known !== undefined) return known;
    const alias = this.fresh();
    this.#aliases.set(key, alias);
    return alias;
  }

  /** An alias that its owner remembers. */
  fresh(): number {
    this.#last++;
    return this.#last;
  }
}
