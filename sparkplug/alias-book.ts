// Which metric an alias stands for: filled from births, asked for data and commands (Sparkplug 3.0, 6.4.15).
import { type DataType, type Metric, SparkplugError } from './payload.ts';

/** Most aliases of one edge node; a gateway has some thousand points. */
const mostAliases = 200_000;

export interface AliasedMetric {
  readonly name: string;
  /** Null for the edge node's own metrics. */
  readonly deviceId: string | null;
  readonly dataType: DataType | undefined;
}

export class AliasBook {
  readonly #metrics = new Map<number, AliasedMetric>();
  readonly #ofDevice = new Map<string | null, number[]>();

  get(alias: number): AliasedMetric | undefined {
    return this.#metrics.get(alias);
  }

  /** Takes the aliases of a birth; those of the device's earlier birth are forgotten. */
  learn(deviceId: string | null, metrics: readonly Metric[]): void {
    this.forget(deviceId);
    const aliases: number[] = [];
    for (const { alias, name, dataType } of metrics) {
      if (alias === undefined || name === undefined) continue;
      const known = this.#metrics.get(alias);
      // [tck-id-payloads-alias-uniqueness]
      if (known && (known.deviceId !== deviceId || known.name !== name))
        throw new SparkplugError(`alias ${alias} stands for ${known.name} and for ${name}`);
      if (this.#metrics.size >= mostAliases) throw new SparkplugError(`more than ${mostAliases} aliases`);
      this.#metrics.set(alias, { name, deviceId, dataType });
      aliases.push(alias);
    }
    this.#ofDevice.set(deviceId, aliases);
  }

  forget(deviceId: string | null): void {
    for (const alias of this.#ofDevice.get(deviceId) ?? []) this.#metrics.delete(alias);
    this.#ofDevice.delete(deviceId);
  }

  clear(): void {
    this.#metrics.clear();
    this.#ofDevice.clear();
  }
}
