// Samples and points as Sparkplug metrics (docs/architecture.md, "The wire"). Data metrics carry their alias, no name.
import { type Point, qualityOf, status, wire } from '@campus/campus-model';
import { dataType, type Metric, type Property } from '@campus/sparkplug';
import type { StoredSample } from '../sampling/sample-record.ts';

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

function qualityCode(code: number): number {
  if (code === status.lastUsableValue) return sparkplugQuality.stale;
  return qualityOf(code) === 'bad' ? sparkplugQuality.bad : sparkplugQuality.good;
}

/** `transient`: for the live picture alone; it comes again, as `historical`, once the disk has taken it. */
export type SampleKind = 'live' | 'transient' | 'historical';

export interface SampleMetricOptions {
  readonly alias: number;
  readonly isText: boolean;
  readonly kind: SampleKind;
}

export function sampleMetric(sample: StoredSample, { alias, isText, kind }: SampleMetricOptions): Metric {
  const properties = sampleProperties(sample.status, sample.ordinal);
  return {
    alias,
    timestamp: sample.timeMs,
    dataType: isText ? dataType.String : dataType.Double,
    value: isText ? (sample.text ?? null) : Number.isNaN(sample.value) ? null : sample.value,
    ...(kind === 'historical' ? { isHistorical: true } : {}),
    ...(kind === 'transient' ? { isTransient: true } : {}),
    ...(properties ? { properties } : {}),
  };
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

export function isTextPoint(point: Point): boolean {
  return point.quantity === 'text';
}
