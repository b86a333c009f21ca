// Aliases of metrics, unique in the edge node [tck-id-payloads-alias-uniqueness], the same for the life of the process.

export class AliasBook {
  readonly #aliases = new Map<string, number>();

  /** The alias of a metric: `deviceId` null for the node's own. */
  of(deviceId: string | null, metric: string): number {
    const key = `${deviceId ?? ''}/${metric}`;
    let alias = this.#aliases.get(key);
    if (alias === undefined) {
      alias = this.#aliases.size + 1;
      this.#aliases.set(key, alias);
    }
    return alias;
  }
}
