// Writes Sparkplug B payloads (proto2 schema of Eclipse Tahu). Datasets and templates are not written.
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { dataType, type Metric, type Payload, type Property, SparkplugError } from './payload.ts';
import { unsigned64 } from './whole-number.ts';
import { metricTag, payloadTag, propertySetTag, propertyTag } from './wire-fields.ts';

/** Which value field carries each data type; UInt32 goes into the long field, as in Eclipse Tahu. */
const carriers = new Map<number, 'int' | 'long' | 'float' | 'double' | 'boolean' | 'string' | 'bytes'>([
  [dataType.Int8, 'int'],
  [dataType.Int16, 'int'],
  [dataType.Int32, 'int'],
  [dataType.UInt8, 'int'],
  [dataType.UInt16, 'int'],
  [dataType.UInt32, 'long'],
  [dataType.Int64, 'long'],
  [dataType.UInt64, 'long'],
  [dataType.DateTime, 'long'],
  [dataType.Float, 'float'],
  [dataType.Double, 'double'],
  [dataType.Boolean, 'boolean'],
  [dataType.String, 'string'],
  [dataType.Text, 'string'],
  [dataType.UUID, 'string'],
  [dataType.Bytes, 'bytes'],
  [dataType.File, 'bytes'],
]);

/** Encodes a payload; throws SparkplugError where a value does not fit its data type. */
export function encodePayload(payload: Payload): Uint8Array {
  try {
    const writer = new BinaryWriter();
    if (payload.timestamp !== undefined) long(writer.uint32(payloadTag.timestamp), payload.timestamp);
    for (const metric of payload.metrics) writeMetric(writer, metric);
    if (payload.seq !== undefined) long(writer.uint32(payloadTag.seq), payload.seq);
    if (payload.uuid !== undefined) writer.uint32(payloadTag.uuid).string(payload.uuid);
    if (payload.body !== undefined) writer.uint32(payloadTag.body).bytes(payload.body);
    return writer.finish();
  } catch (error) {
    if (error instanceof SparkplugError) throw error;
    throw new SparkplugError(`cannot be encoded: ${(error as Error).message}`, { cause: error });
  }
}

function writeMetric(writer: BinaryWriter, metric: Metric): void {
  writer.uint32(payloadTag.metric).fork();
  if (metric.name !== undefined) writer.uint32(metricTag.name).string(metric.name);
  if (metric.alias !== undefined) long(writer.uint32(metricTag.alias), metric.alias);
  if (metric.timestamp !== undefined) long(writer.uint32(metricTag.timestamp), metric.timestamp);
  if (metric.dataType !== undefined) writer.uint32(metricTag.dataType).uint32(metric.dataType);
  if (metric.isHistorical) writer.uint32(metricTag.isHistorical).bool(true);
  if (metric.isTransient) writer.uint32(metricTag.isTransient).bool(true);
  if (metric.value === null) writer.uint32(metricTag.isNull).bool(true);
  if (metric.properties) writeProperties(writer, metric.properties);
  if (metric.value !== null) writeMetricValue(writer, metric);
  writer.join();
}

function writeMetricValue(writer: BinaryWriter, { value, dataType: type, name, alias }: Metric): void {
  const carrier = carriers.get(type ?? 0);
  if (typeof value === 'number' && carrier === 'double') writer.uint32(metricTag.double).double(value);
  else if (typeof value === 'number' && carrier === 'float') writer.uint32(metricTag.float).float(value);
  else if (typeof value === 'number' && carrier === 'int') int(writer.uint32(metricTag.int), value);
  else if ((typeof value === 'number' || typeof value === 'bigint') && carrier === 'long')
    long(writer.uint32(metricTag.long), value);
  else if (typeof value === 'boolean' && carrier === 'boolean') writer.uint32(metricTag.boolean).bool(value);
  else if (typeof value === 'string' && carrier === 'string') writer.uint32(metricTag.string).string(value);
  else if (value instanceof Uint8Array && carrier === 'bytes') writer.uint32(metricTag.bytes).bytes(value);
  else
    throw new SparkplugError(`metric ${name ?? alias}: a ${typeof value} is no value of data type ${type}`);
}

/** The property set of a metric, in its field. */
export function writeProperties(writer: BinaryWriter, properties: Readonly<Record<string, Property>>): void {
  writer.uint32(metricTag.properties).fork();
  for (const key in properties) writer.uint32(propertySetTag.key).string(key);
  for (const key in properties) {
    writer.uint32(propertySetTag.value).fork();
    writeProperty(writer, key, properties[key]!);
    writer.join();
  }
  writer.join();
}

function writeProperty(writer: BinaryWriter, key: string, { type, value }: Property): void {
  const carrier = carriers.get(type);
  writer.uint32(propertyTag.type).uint32(type);
  if (value === null) writer.uint32(propertyTag.isNull).bool(true);
  else if (typeof value === 'number' && carrier === 'int') int(writer.uint32(propertyTag.int), value);
  else if (typeof value === 'number' && carrier === 'long') long(writer.uint32(propertyTag.long), value);
  else if (typeof value === 'number' && carrier === 'float') writer.uint32(propertyTag.float).float(value);
  else if (typeof value === 'number' && carrier === 'double') writer.uint32(propertyTag.double).double(value);
  else if (typeof value === 'boolean' && carrier === 'boolean')
    writer.uint32(propertyTag.boolean).bool(value);
  else if (typeof value === 'string' && carrier === 'string') writer.uint32(propertyTag.string).string(value);
  else throw new SparkplugError(`property ${key}: a ${typeof value} is no value of data type ${type}`);
}

/** Negative numbers go as 32-bit two's complement. */
function int(writer: BinaryWriter, value: number): void {
  if (!Number.isInteger(value) || value < -0x80000000 || value > 0xffffffff)
    throw new SparkplugError(`${value} does not fit 32 bits`);
  writer.uint32(value >>> 0);
}

function long(writer: BinaryWriter, value: number | bigint): void {
  if (typeof value === 'number' && value >= 0 && value <= 0xffffffff && Number.isInteger(value))
    writer.uint32(value);
  else writer.uint64(unsigned64(value));
}
