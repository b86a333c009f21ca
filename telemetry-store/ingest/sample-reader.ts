// From Sparkplug metrics to checked samples: time, value, quality. Nothing false gets past here.
import { qualityOf, type SampleBatch, SampleColumns, status, wire } from '@campus/campus-model';
import type { Metric, Payload, Property } from '@campus/sparkplug';
import type { DevicePoints, PointBook } from './point-book.ts';

/** No campus of ours is older; an earlier time is a clock that was never set. */
const earliestMs = Date.UTC(2020, 0, 1);
/** A source's clock may run ahead by this much (a wrong time zone) and is still believed. */
const mostAheadMs = 24 * 3_600_000;
/** Longest text of a text point: program names and the like. */
const longestText = 1_000;
const mostOrdinal = 65_535;

/** Sparkplug quality codes (Sparkplug 3.0, 6.4.9). */
const qualityBad = 0;
const qualityStale = 500;

export interface Reading {
  readonly batch: SampleBatch;
  /** Metrics that are no sample of ours: unknown name, wrong type. */
  readonly rejected: number;
}

export class SampleReader {
  readonly #book: PointBook;
  #columns = new SampleColumns();
  #rejected = 0;

  constructor(book: PointBook) {
    this.#book = book;
  }

  /** Reads the samples of a data message from metric `from` on, where `isWanted` says so of its place after `from`. */
  data(
    payload: Payload,
    from: number,
    points: DevicePoints,
    nowMs: number,
    isWanted: ((place: number) => boolean) | null,
  ): Reading {
    const { metrics } = payload;
    const sentMs = sensible(payload.timestamp, nowMs) ?? nowMs;
    for (let i = from; i < metrics.length; i++) {
      const metric = metrics[i]!;
      if (isWanted && !isWanted(i - from)) continue;
      const index = points.get(metric.name!);
      if (index === undefined || !this.#push(index, metric, sentMs, nowMs, status.bad)) this.#rejected++;
    }
    return this.#take(metrics[from]?.isHistorical ?? false);
  }

  /** Reads the values of a birth; metrics that are no points are nothing to count there. */
  birth(payload: Payload, points: DevicePoints, nowMs: number): SampleBatch {
    const sentMs = sensible(payload.timestamp, nowMs) ?? nowMs;
    for (const metric of payload.metrics) {
      const index = points.get(metric.name!);
      if (index !== undefined) this.#push(index, metric, sentMs, nowMs, status.waitingForInitialData);
    }
    return this.#take(false).batch;
  }

  #take(isHistorical: boolean): Reading {
    const reading = { batch: this.#columns.take(isHistorical), rejected: this.#rejected };
    this.#rejected = 0;
    return reading;
  }

  /** False where the value is of a type the point does not have. */
  #push(index: number, metric: Metric, sentMs: number, nowMs: number, whyMissing: number): boolean {
    const { value, properties } = metric;
    const isText = this.#book.isText[index] === 1;
    const number = isText ? Number.NaN : numberOf(value);
    const ordinal = properties ? ordinalOf(properties[wire.ordinalProperty]) : 0;
    if (ordinal === null || number === null || (isText && !isTextValue(value))) return false;
    let code = properties ? statusOf(properties) : status.good;
    let timeMs = sensible(metric.timestamp, nowMs);
    if (timeMs === null) {
      timeMs = sentMs;
      if (qualityOf(code) === 'good') code = status.clockSuspect;
    }
    if (value === null) code = qualityOf(code) === 'bad' ? code : whyMissing;
    else if (!isText) code = this.#judged(index, number, code);
    this.#columns.push(
      index,
      timeMs,
      finite(number),
      code,
      ordinal,
      isText && value !== null ? String(value) : undefined,
    );
    return true;
  }

  #judged(index: number, value: number, code: number): number {
    if (!Number.isFinite(value)) return status.decodingError;
    const isOutside = value < this.#book.min[index]! || value > this.#book.max[index]!;
    return isOutside && qualityOf(code) === 'good' ? status.outOfRange : code;
  }
}

/** The time itself, null where no set clock can have said it. */
function sensible(timeMs: number | undefined, nowMs: number): number | null {
  return timeMs !== undefined && timeMs >= earliestMs && timeMs <= nowMs + mostAheadMs ? timeMs : null;
}

/** NaN is a missing value, null a wrong type. */
function numberOf(value: Metric['value']): number | null {
  if (typeof value === 'number') return value;
  if (value === null) return Number.NaN;
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  return null;
}

function isTextValue(value: Metric['value']): boolean {
  return value === null || (typeof value === 'string' && value.length <= longestText);
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Null where it is no ordinal. */
function ordinalOf(property: Property | undefined): number | null {
  if (property === undefined) return 0;
  const { value } = property;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostOrdinal
    ? value
    : null;
}

/** The StatusCode; of a foreign node that sends Sparkplug's quality alone, what that says. */
function statusOf(properties: Readonly<Record<string, Property>>): number {
  const property = properties[wire.statusProperty];
  if (property) {
    const code = property.value;
    return typeof code === 'number' && code === code >>> 0 ? code : status.bad;
  }
  const quality = properties[wire.qualityProperty]?.value;
  if (quality === qualityBad) return status.bad;
  return quality === qualityStale ? status.lastUsableValue : status.good;
}
