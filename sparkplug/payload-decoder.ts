// Reads Sparkplug B payloads (proto2 schema of Eclipse Tahu), fast for data messages: no BigInt, no array a field.
// Datasets, templates, metadata and unknown fields are skipped; whoever needs a birth's data type adds it later.
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { type DataType, type MetricValue, type Property, SparkplugError } from './payload.ts';
import { narrowed, withSign } from './whole-number.ts';
import { metricTag, payloadTag, propertySetTag, propertyTag } from './wire-fields.ts';

/** Largest message that is read; a birth of 20,000 points takes about 2 MB. */
export const largestPayloadBytes = 8_000_000;
/** Most metrics of one message; more is no message of a gateway, and each costs memory. */
export const mostMetrics = 50_000;
/** Most properties of one metric; ours have at most five. */
const mostProperties = 200;
/** Bytes of a varint whose value a double always holds exactly. */
const exactVarintBytes = 7;

/** A decoded metric: the host writes the name behind an alias into it, so that no second object is made. */
export interface DecodedMetric {
  name: string | undefined;
  alias: number | undefined;
  timestamp: number | undefined;
  dataType: DataType | undefined;
  isHistorical: boolean;
  isTransient: boolean;
  properties: Record<string, Property> | undefined;
  value: MetricValue;
}

export interface DecodedPayload {
  timestamp: number | undefined;
  metrics: DecodedMetric[];
  seq: number | undefined;
  uuid: string | undefined;
  body: Uint8Array | undefined;
}

/** Decodes a payload; throws SparkplugError, and nothing else, on garbage. */
export function decodePayload(bytes: Uint8Array): DecodedPayload {
  if (bytes.length > largestPayloadBytes)
    throw new SparkplugError(`${bytes.length} bytes; at most ${largestPayloadBytes} are read`);
  try {
    return new PayloadReader(bytes).payload();
  } catch (error) {
    if (error instanceof SparkplugError) throw error;
    throw new SparkplugError(`no Sparkplug payload: ${(error as Error).message}`, { cause: error });
  }
}

class PayloadReader {
  readonly #bytes: Uint8Array;
  readonly #reader: BinaryReader;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#reader = new BinaryReader(bytes);
  }

  payload(): DecodedPayload {
    const reader = this.#reader;
    const payload: DecodedPayload = {
      timestamp: undefined,
      metrics: [],
      seq: undefined,
      uuid: undefined,
      body: undefined,
    };
    while (reader.pos < reader.len) {
      const tag = this.#varint();
      if (tag === payloadTag.metric) {
        if (payload.metrics.length >= mostMetrics)
          throw new SparkplugError(`more than ${mostMetrics} metrics`);
        payload.metrics.push(this.#metric(this.#end(reader.len)));
      } else if (tag === payloadTag.timestamp) payload.timestamp = this.#varint();
      else if (tag === payloadTag.seq) payload.seq = this.#varint();
      else if (tag === payloadTag.uuid) payload.uuid = reader.string(true);
      else if (tag === payloadTag.body) payload.body = copied(reader.bytes());
      else this.#skip(tag);
    }
    return payload;
  }

  #metric(end: number): DecodedMetric {
    const reader = this.#reader;
    const metric = emptyMetric();
    let whole: number | bigint | undefined;
    let isNull = false;
    while (reader.pos < end) {
      const tag = this.#varint();
      if (tag === metricTag.double) metric.value = reader.double();
      else if (tag === metricTag.alias) metric.alias = this.#varint();
      else if (tag === metricTag.timestamp) metric.timestamp = this.#varint();
      else if (tag === metricTag.dataType) metric.dataType = this.#varint();
      else if (tag === metricTag.isNull) isNull = this.#varint() !== 0;
      else if (tag === metricTag.int || tag === metricTag.long) whole = this.#whole();
      else this.#otherField(metric, tag, end);
    }
    this.#assertAt(end);
    if (whole !== undefined) metric.value = withSign(whole, metric.dataType);
    if (isNull) metric.value = null;
    return metric;
  }

  /** The fields that few metrics of a data message have. */
  #otherField(metric: DecodedMetric, tag: number, end: number): void {
    const reader = this.#reader;
    switch (tag) {
      case metricTag.name:
        metric.name = reader.string(true);
        break;
      case metricTag.isHistorical:
        metric.isHistorical = this.#varint() !== 0;
        break;
      case metricTag.isTransient:
        metric.isTransient = this.#varint() !== 0;
        break;
      case metricTag.properties:
        metric.properties = this.#properties(this.#end(end));
        break;
      case metricTag.float:
        metric.value = reader.float();
        break;
      case metricTag.boolean:
        metric.value = this.#varint() !== 0;
        break;
      case metricTag.string:
        metric.value = reader.string(true);
        break;
      case metricTag.bytes:
        metric.value = copied(reader.bytes());
        break;
      default:
        this.#skip(tag);
    }
  }

  #properties(end: number): Record<string, Property> {
    const reader = this.#reader;
    const keys: string[] = [];
    const values: (Property | null)[] = [];
    while (reader.pos < end) {
      const tag = this.#varint();
      if (tag === propertySetTag.key) keys.push(reader.string(true));
      else if (tag === propertySetTag.value) values.push(this.#property(this.#end(end)));
      else this.#skip(tag);
      if (keys.length > mostProperties || values.length > mostProperties)
        throw new SparkplugError(`more than ${mostProperties} properties of one metric`);
    }
    this.#assertAt(end);
    if (keys.length !== values.length)
      throw new SparkplugError(`${keys.length} property names, ${values.length} values`);
    const properties: Record<string, Property> = {};
    for (let i = 0; i < keys.length; i++) {
      const value = values[i];
      if (value && keys[i] !== '__proto__') properties[keys[i]!] = value;
    }
    return properties;
  }

  /** Null for a property that is itself a set of properties: we have no use for it. */
  #property(end: number): Property | null {
    const reader = this.#reader;
    let type = 0;
    let value: Property['value'] | undefined;
    let whole: number | bigint | undefined;
    let isNull = false;
    while (reader.pos < end) {
      const tag = this.#varint();
      if (tag === propertyTag.type) type = this.#varint();
      else if (tag === propertyTag.isNull) isNull = this.#varint() !== 0;
      else if (tag === propertyTag.int || tag === propertyTag.long) whole = this.#whole();
      else if (tag === propertyTag.float) value = reader.float();
      else if (tag === propertyTag.double) value = reader.double();
      else if (tag === propertyTag.boolean) value = this.#varint() !== 0;
      else if (tag === propertyTag.string) value = reader.string(true);
      else this.#skip(tag);
    }
    this.#assertAt(end);
    if (whole !== undefined) value = Number(withSign(whole, type));
    if (isNull) value = null;
    return value === undefined ? null : { type, value };
  }

  /** Reads a length and gives the position where its bytes end. */
  #end(limit: number): number {
    const length = this.#varint();
    const end = this.#reader.pos + length;
    if (end > limit) throw new SparkplugError(`a part of ${length} bytes reaches past the end`);
    return end;
  }

  /** A 64-bit varint as a number: exact up to 2^53, beyond that rounded. */
  #varint(): number {
    const reader = this.#reader;
    const bytes = this.#bytes;
    let at = reader.pos;
    if (at + exactVarintBytes <= reader.len) {
      let byte = bytes[at++]!;
      let value = byte & 0x7f;
      for (let scale = 128; byte >= 0x80; scale *= 128) {
        if (at - reader.pos === exactVarintBytes) return Number(reader.uint64());
        byte = bytes[at++]!;
        value += (byte & 0x7f) * scale;
      }
      reader.pos = at;
      return value;
    }
    return Number(reader.uint64());
  }

  /** As `#varint`, but a value that a double does not hold comes as a bigint. */
  #whole(): number | bigint {
    const start = this.#reader.pos;
    const value = this.#varint();
    if (value <= Number.MAX_SAFE_INTEGER) return value;
    this.#reader.pos = start;
    return narrowed(BigInt(this.#reader.uint64()));
  }

  #skip(tag: number): void {
    const wireType = tag & 7;
    const field = Math.floor(tag / 8);
    if (field === 0 || field > 0x1fffffff) throw new SparkplugError(`field number ${field}`);
    this.#reader.skip(wireType, field);
  }

  #assertAt(end: number): void {
    if (this.#reader.pos !== end) throw new SparkplugError('a field reaches past the end of its message');
  }
}

function emptyMetric(): DecodedMetric {
  return {
    name: undefined,
    alias: undefined,
    timestamp: undefined,
    dataType: undefined,
    isHistorical: false,
    isTransient: false,
    properties: undefined,
    value: null,
  };
}

/** A copy of its own: what came from the network shares its buffer with other messages. */
function copied(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}
