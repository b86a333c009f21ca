// Which metric an alias stands for: filled from births, asked for data and commands (Sparkplug 3.0, 6.4.15).
// Aliases are small numbers in a row as a rule, so they are places in arrays; the others are kept in a map.
import { noType } from './data-rows.ts';
import { type DataType, type Metric, SparkplugError } from './payload.ts';

/** Most aliases of one edge node; a gateway has some thousand points. */
const mostAliases = 200_000;
/** An alias below it is a place in the arrays. */
const directAliases = 1 << 18;
const firstCapacity = 64;

export interface AliasedMetric {
  readonly name: string;
  /** Null for the edge node's own metrics. */
  readonly deviceId: string | null;
  readonly dataType: DataType | undefined;
}

export class AliasBook {
  /** By alias: number of the owner (see `ownerOf`), 0 for an alias that stands for nothing. */
  owner = new Uint16Array(firstCapacity);
  /** By alias: what the receiver calls the metric, -1 where it has no name for it. */
  slot = new Int32Array(firstCapacity);
  /** By alias: its data type, `noType` where the birth names none. */
  type = new Uint32Array(firstCapacity);
  /** By alias; empty for an alias that stands for nothing. */
  readonly #names: string[] = [];
  readonly #others = new Map<number, AliasedMetric>();
  readonly #ofDevice = new Map<string | null, number[]>();
  readonly #owners = new Map<string | null, number>();
  readonly #deviceIds: (string | null)[] = [null];
  #size = 0;

  /** The number behind which a device (null: the node) stands in `owner`; 0 where it has no aliases. */
  ownerOf(deviceId: string | null): number {
    return this.#owners.get(deviceId) ?? 0;
  }

  get(alias: number): AliasedMetric | undefined {
    const owner = this.owner[alias];
    if (!owner) return this.#others.get(alias);
    const type = this.type[alias]!;
    return {
      name: this.#names[alias]!,
      deviceId: this.#deviceIds[owner]!,
      dataType: type === noType ? undefined : type,
    };
  }

  /** The name behind an alias of the arrays. */
  nameOf(alias: number): string | undefined {
    return this.#names[alias];
  }

  /**
   * Takes the aliases of a birth; those of the device's earlier birth are forgotten. `slotOf` names what the receiver
   * calls a metric.
   */
  learn(deviceId: string | null, metrics: readonly Metric[], slotOf?: (name: string) => number): void {
    this.forget(deviceId);
    const aliases: number[] = [];
    this.#ofDevice.set(deviceId, aliases);
    const owner = this.#newOwner(deviceId);
    for (const { alias, name, dataType } of metrics) {
      if (alias === undefined || name === undefined) continue;
      const known = this.get(alias);
      // [tck-id-payloads-alias-uniqueness]
      if (known && (known.deviceId !== deviceId || known.name !== name))
        throw new SparkplugError(`alias ${alias} stands for ${known.name} and for ${name}`);
      if (!known) {
        if (this.#size >= mostAliases) throw new SparkplugError(`more than ${mostAliases} aliases`);
        this.#size++;
        aliases.push(alias);
      }
      if (alias >= directAliases || (dataType ?? 0) >= noType)
        this.#others.set(alias, { name, deviceId, dataType });
      else this.#keep(alias, owner, name, dataType, slotOf ? slotOf(name) : -1);
    }
  }

  forget(deviceId: string | null): void {
    for (const alias of this.#ofDevice.get(deviceId) ?? []) {
      if (this.#others.delete(alias)) continue;
      this.owner[alias] = 0;
      this.#names[alias] = '';
    }
    this.#size -= this.#ofDevice.get(deviceId)?.length ?? 0;
    this.#ofDevice.delete(deviceId);
  }

  clear(): void {
    this.owner.fill(0);
    this.#names.length = 0;
    this.#others.clear();
    this.#ofDevice.clear();
    this.#owners.clear();
    this.#deviceIds.length = 1;
    this.#size = 0;
  }

  /** A device keeps its number until all are cleared; there are fewer devices than numbers (node-session.ts). */
  #newOwner(deviceId: string | null): number {
    const known = this.#owners.get(deviceId);
    if (known !== undefined) return known;
    const owner = this.#deviceIds.length;
    if (owner > 0xffff) throw new SparkplugError('more devices than an edge node may have');
    this.#deviceIds.push(deviceId);
    this.#owners.set(deviceId, owner);
    return owner;
  }

  #keep(alias: number, owner: number, name: string, dataType: DataType | undefined, slot: number): void {
    if (alias >= this.owner.length) this.#grow(alias);
    while (this.#names.length < alias) this.#names.push('');
    this.owner[alias] = owner;
    this.slot[alias] = slot;
    this.type[alias] = dataType ?? noType;
    this.#names[alias] = name;
  }

  #grow(alias: number): void {
    const capacity = 2 ** Math.ceil(Math.log2(alias + 1));
    const grown = <T extends Uint16Array | Int32Array | Uint32Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.owner = grown(this.owner, new Uint16Array(capacity));
    this.slot = grown(this.slot, new Int32Array(capacity));
    this.type = grown(this.type, new Uint32Array(capacity));
  }
}
