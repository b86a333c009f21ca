// OPC UA data values to samples, and values to variants of the variable's own type. Pure.
import { type Point, qualityOf, status } from '@campus/campus-model/plain';
import { DataType, type DataValue, Variant } from 'node-opcua';
import { judgeValue } from '../sampling.ts';

export interface Decoded {
  /** Milliseconds UTC: the source's where it is believable. */
  readonly timeMs: number;
  readonly value: number;
  readonly status: number;
  readonly text?: string;
}

/** Of a StatusCode; the rest says how the value was sampled (OPC 10000-4, 7.39). */
const severityAndReason = 0xffff_0000;
/** A source time further ahead than this is a wrong clock. */
const mostAheadMs = 60_000;
const longestText = 1_000;

/** What a notification or a read says of a point. The server's StatusCode is kept unless it is good. */
export function decode(point: Point, scale: number, data: DataValue, nowMs: number): Decoded {
  const code = (data.statusCode.value & severityAndReason) >>> 0;
  const sourceMs = data.sourceTimestamp?.getTime() ?? nowMs;
  const isBelievable = sourceMs > 0 && sourceMs <= nowMs + mostAheadMs;
  const timeMs = isBelievable ? sourceMs : nowMs;
  if (qualityOf(code) === 'bad') return { timeMs, value: Number.NaN, status: code };
  const decoded = decodeVariant(point, scale, data.value);
  if (qualityOf(decoded.status) !== 'good') return { timeMs, ...decoded };
  return { timeMs, ...decoded, status: isBelievable ? code : status.clockSuspect };
}

function decodeVariant(point: Point, scale: number, variant: Variant | undefined): Omit<Decoded, 'timeMs'> {
  const raw: unknown = variant?.value;
  if (point.quantity === 'text') {
    const text = textOf(raw);
    return text === null ? undecodable : { value: Number.NaN, status: status.good, text };
  }
  if (raw === null || raw === undefined) return { value: Number.NaN, status: status.sensorFailure };
  const number = numberOf(raw, variant!.dataType);
  return number === null ? undecodable : judgeValue(point, number * scale);
}

const undecodable = { value: Number.NaN, status: status.decodingError };

/** Numbers, booleans, and the [high, low] words in which 64-bit integers come; null for all else. */
function numberOf(raw: unknown, type: DataType): number | null {
  if (typeof raw === 'number') return raw;
  if (typeof raw === 'boolean') return raw ? 1 : 0;
  const isLong = type === DataType.Int64 || type === DataType.UInt64;
  if (!isLong || !Array.isArray(raw) || raw.length !== 2) return null;
  const [high, low] = raw as [number, number];
  return (type === DataType.Int64 ? high | 0 : high) * 2 ** 32 + low;
}

/** A string or the text of a LocalizedText. */
function textOf(raw: unknown): string | null {
  const inner = raw !== null && typeof raw === 'object' && 'text' in raw ? raw.text : raw;
  const text = inner === null || inner === undefined ? '' : inner;
  return typeof text === 'string' && text.length <= longestText ? text : null;
}

const wholeRanges: Partial<Record<DataType, readonly [number, number]>> = {
  [DataType.SByte]: [-0x80, 0x7f],
  [DataType.Byte]: [0, 0xff],
  [DataType.Int16]: [-0x8000, 0x7fff],
  [DataType.UInt16]: [0, 0xffff],
  [DataType.Int32]: [-0x8000_0000, 0x7fff_ffff],
  [DataType.UInt32]: [0, 0xffff_ffff],
};

/** A variant of the variable's type; null where the type cannot hold the value. */
export function encode(value: number, scale: number, type: DataType): Variant | null {
  const raw = value / scale;
  if (!Number.isFinite(raw)) return null;
  if (type === DataType.Double || type === DataType.Float) return new Variant({ dataType: type, value: raw });
  if (type === DataType.Boolean) {
    return raw === 0 || raw === 1 ? new Variant({ dataType: type, value: raw === 1 }) : null;
  }
  const range = wholeRanges[type];
  const whole = Math.round(raw);
  const isHeld =
    range !== undefined && Math.abs(raw - whole) < 1e-6 && whole >= range[0] && whole <= range[1];
  return isHeld ? new Variant({ dataType: type, value: whole }) : null;
}
