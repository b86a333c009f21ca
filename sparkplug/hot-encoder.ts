// Writes data payloads metric by metric from plain numbers: the same bytes as payload-encoder.ts, without an object a
// metric. For metrics of type Double and String that go by their alias; anything else is payload-encoder's.
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { dataType, type Property } from './payload.ts';
import { writeProperties } from './payload-encoder.ts';
import { metricTag, payloadTag } from './wire-fields.ts';

export interface MetricHead {
  readonly alias: number;
  /** Milliseconds UTC. */
  readonly timestamp: number;
  readonly isHistorical: boolean;
  readonly isTransient: boolean;
  /** Of `encodeProperties`; null where the metric has none. */
  readonly properties: Uint8Array | null;
}

const firstBytes = 16_384;
/** tag and length of the metric, alias, timestamp, data type, three flags, double at their longest */
const mostFixedBytes = 6 + 6 + 11 + 2 + 3 * 2 + 9;

/** The property set of a metric as it stands in its field, for metrics that have the same one. */
export function encodeProperties(properties: Readonly<Record<string, Property>>): Uint8Array {
  const writer = new BinaryWriter();
  writeProperties(writer, properties);
  return writer.finish();
}

/** One payload after the other; `finish` hands out the bytes of one and begins the next. */
export class DataPayloadWriter {
  #bytes = new Uint8Array(firstBytes);
  #view = new DataView(this.#bytes.buffer);
  #text = Buffer.from(this.#bytes.buffer);
  #at = 0;

  /** Begins the payload with the time at which it is sent, in ms UTC. */
  begin(timestamp: number): void {
    this.#at = 0;
    this.#byte(payloadTag.timestamp);
    this.#varint(timestamp);
  }

  /** NaN is a missing value. */
  double(head: MetricHead, value: number): void {
    const start = this.#open(head, dataType.Double, Number.isNaN(value), 0);
    if (!Number.isNaN(value)) {
      this.#byte(metricTag.double);
      this.#view.setFloat64(this.#at, value, true);
      this.#at += 8;
    }
    this.#close(start);
  }

  text(head: MetricHead, value: string | null): void {
    const start = this.#open(
      head,
      dataType.String,
      value === null,
      value === null ? 0 : value.length * 3 + 6,
    );
    if (value !== null) this.#string(metricTag.string, value);
    this.#close(start);
  }

  /** The payload's bytes, its sequence number last. They are lent: good until the next payload begins. */
  finish(seq: number): Uint8Array {
    this.#reserve(8);
    this.#byte(payloadTag.seq);
    this.#varint(seq);
    return this.#bytes.subarray(0, this.#at);
  }

  /** Writes all but the value; returns where the metric's own bytes begin. */
  #open(head: MetricHead, type: number, isNull: boolean, valueBytes: number): number {
    const { alias, timestamp, isHistorical, isTransient, properties } = head;
    this.#reserve(mostFixedBytes + (properties?.length ?? 0) + valueBytes);
    this.#byte(payloadTag.metric);
    const start = ++this.#at;
    this.#byte(metricTag.alias);
    this.#varint(alias);
    this.#byte(metricTag.timestamp);
    this.#varint(timestamp);
    this.#byte(metricTag.dataType);
    this.#byte(type);
    if (isHistorical) this.#flag(metricTag.isHistorical);
    if (isTransient) this.#flag(metricTag.isTransient);
    if (isNull) this.#flag(metricTag.isNull);
    if (properties) {
      this.#bytes.set(properties, this.#at);
      this.#at += properties.length;
    }
    return start;
  }

  /** Most metrics are shorter than 128 bytes; the others are moved to make room for a longer length. */
  #close(start: number): void {
    const length = this.#at - start;
    const lengthBytes = length < 0x80 ? 1 : length < 0x4000 ? 2 : length < 0x200000 ? 3 : 4;
    if (lengthBytes > 1) this.#bytes.copyWithin(start + lengthBytes - 1, start, this.#at);
    this.#at = start - 1;
    this.#varint(length);
    this.#at += length;
  }

  #string(tag: number, value: string): void {
    this.#byte(tag);
    this.#varint(Buffer.byteLength(value, 'utf8'));
    this.#at += this.#text.write(value, this.#at, 'utf8');
  }

  #flag(tag: number): void {
    this.#byte(tag);
    this.#byte(1);
  }

  #byte(value: number): void {
    this.#bytes[this.#at++] = value;
  }

  /** A whole number from 0 to 2^53. */
  #varint(value: number): void {
    const bytes = this.#bytes;
    let at = this.#at;
    let rest = value;
    while (rest > 0x7fffffff) {
      bytes[at++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest > 0x7f) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.#at = at;
  }

  #reserve(more: number): void {
    if (this.#at + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + more));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
    this.#text = Buffer.from(larger.buffer);
  }
}
