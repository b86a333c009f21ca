// Samples of one data message in columns, as data-row-reader.ts fills them: no object a metric, and used again and again.

const firstCapacity = 1_024;
/** Of `has`: the value is missing. */
export const missingMark = 0x80;
/** Of `type`: the metric names none. */
export const noType = 0xffff_ffff;

export class DataRows {
  /** Rows of the message read last; the columns hold more than that, and are used again by the next message. */
  length = 0;
  /** Of the message, milliseconds UTC; NaN where it has none. */
  timestamp = Number.NaN;
  /** -1 where the message has none. */
  seq = -1;
  /** The text of a first metric that is a text; it is no row. */
  lead: string | null = null;
  leadAlias = 0;
  /** Of the first row. */
  isHistorical = false;
  isTransient = false;
  alias = new Uint32Array(firstCapacity);
  /** `noType` where the metric has none of its own. */
  type = new Uint32Array(firstCapacity);
  /** NaN where the metric has none. */
  timeMs = new Float64Array(firstCapacity);
  /** NaN where the value is missing; a truth value is 0 or 1. */
  value = new Float64Array(firstCapacity);
  /** Bit `i` is set where the row has property `i`, `missingMark` where its value is missing. */
  has = new Uint8Array(firstCapacity);
  /** By property, then row. */
  properties: Float64Array[];
  /** What the receiver calls the metric; -1 where it has no name for it. */
  slot = new Int32Array(firstCapacity);

  constructor(properties: number) {
    this.properties = Array.from({ length: properties }, () => new Float64Array(firstCapacity));
  }

  /** For the next message. */
  clear(): void {
    this.length = 0;
    this.timestamp = Number.NaN;
    this.seq = -1;
    this.lead = null;
    this.isHistorical = false;
    this.isTransient = false;
  }

  grow(): void {
    const capacity = this.alias.length * 2;
    const grown = <T extends Uint32Array | Int32Array | Float64Array | Uint8Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.alias = grown(this.alias, new Uint32Array(capacity));
    this.type = grown(this.type, new Uint32Array(capacity));
    this.timeMs = grown(this.timeMs, new Float64Array(capacity));
    this.value = grown(this.value, new Float64Array(capacity));
    this.has = grown(this.has, new Uint8Array(capacity));
    this.properties = this.properties.map((column) => grown(column, new Float64Array(capacity)));
    this.slot = grown(this.slot, new Int32Array(capacity));
  }
}
