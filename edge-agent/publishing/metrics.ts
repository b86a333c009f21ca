// Samples and points as Sparkplug metrics (docs/architecture.md, "The wire").
import { qualityOf, status, wire } from '@campus/campus-model/plain';
import { dataType, encodeProperties, type Metric, type Property } from '@campus/sparkplug';

/** Sparkplug's own quality codes (Sparkplug 3.0, 6.4.16 properties). */
const sparkplugQuality = { bad: 0, good: 192, stale: 500 } as const;

/** The properties that say what is not default; undefined where all is. */
export function sampleProperties(code: number, ordinal = 0): Record<string, Property> | undefined {
  const properties: Record<string, Property> = {};
  if (code !== status.good) {
    properties[wire.qualityProperty] = { type: dataType.Int32, value: qualityCode(code) };
    properties[wire.statusProperty] = { type: dataType.UInt32, value: code };
  }
  if (ordinal !== 0) properties[wire.ordinalProperty] = { type: dataType.UInt32, value: ordinal };
  return Object.keys(properties).length > 0 ? properties : undefined;
}

/** Property sets remembered: statuses in use are few, ordinals of equal times small. */
const mostRemembered = 256;
const remembered = new Map<number, Uint8Array>();

/** The same, encoded; null where all is default. */
export function sampleProperty(code: number, ordinal: number): Uint8Array | null {
  if (code === status.good && ordinal === 0) return null;
  const key = code * 65_536 + ordinal;
  const known = remembered.get(key);
  if (known) return known;
  const encoded = encodeProperties(sampleProperties(code, ordinal)!);
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(key, encoded);
  return encoded;
}

function qualityCode(code: number): number {
  if (code === status.lastUsableValue) return sparkplugQuality.stale;
  return qualityOf(code) === 'bad' ? sparkplugQuality.bad : sparkplugQuality.good;
}

/** A String metric; `value` null where it only declares its name. */
export function textMetric(
  name: string | null,
  alias: number,
  timestamp: number,
  value: string | null,
): Metric {
  return { ...(name ? { name } : {}), alias, timestamp, dataType: dataType.String, value };
}
