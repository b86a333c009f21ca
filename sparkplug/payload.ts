// The Sparkplug B payload as our code sees it. Encoding and decoding live beside it; topics and sessions elsewhere.

/** Data types of a metric or property (Sparkplug 3.0, 6.4.16). */
export const dataType = {
  Int8: 1,
  Int16: 2,
  Int32: 3,
  Int64: 4,
  UInt8: 5,
  UInt16: 6,
  UInt32: 7,
  UInt64: 8,
  Float: 9,
  Double: 10,
  Boolean: 11,
  String: 12,
  DateTime: 13,
  Text: 14,
  UUID: 15,
  DataSet: 16,
  Bytes: 17,
  File: 18,
  Template: 19,
} as const;

/** One of `dataType`, or a number that a newer Sparkplug may know. */
export type DataType = number;

/** A whole number beyond 2^53 is a bigint, any other a number. Null is a missing value. */
export type MetricValue = number | bigint | boolean | string | Uint8Array | null;

/** A property of a metric. A whole number beyond 2^53 is rounded to the nearest double. */
export interface Property {
  readonly type: DataType;
  readonly value: number | boolean | string | null;
}

export interface Metric {
  readonly name?: string;
  readonly alias?: number;
  /** Milliseconds UTC. */
  readonly timestamp?: number;
  readonly dataType?: DataType;
  readonly isHistorical?: boolean;
  readonly isTransient?: boolean;
  readonly properties?: Readonly<Record<string, Property>>;
  readonly value: MetricValue;
}

export interface Payload {
  /** Milliseconds UTC at which the message was sent. */
  readonly timestamp?: number;
  readonly metrics: readonly Metric[];
  /** 0…255. */
  readonly seq?: number;
  readonly uuid?: string;
  readonly body?: Uint8Array;
}

/** A payload or topic is not Sparkplug; `message` says what was found. */
export class SparkplugError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SparkplugError';
  }
}

/** Name of the command metric that asks for new births [tck-id-operational-behavior-data-commands-rebirth-name]. */
export const rebirthMetric = 'Node Control/Rebirth';

/** Name of the metric that pairs a death with its birth [tck-id-payloads-nbirth-bdseq]. */
export const bdSeqMetric = 'bdSeq';
