// From Sparkplug metrics to checked samples: time, value, quality. Nothing false gets past here, and nothing is dropped
// for its time or value.
import { qualityOf, type SampleBatch, SampleColumns, status, wire } from '@campus/campus-model';
import { type DataRows, type Metric, missingMark, type Payload, type Property } from '@campus/sparkplug';
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

/** The properties that rows are read with, in the order of their bits. */
export const rowProperties = [wire.statusProperty, wire.qualityProperty, wire.ordinalProperty] as const;
const statusBit = 1;
const qualityBit = 2;
const ordinalBit = 4;

/** When a message came: the wall clock's time, and the latest time it can be however that clock was set since. */
export interface ReceiveTime {
  readonly nowMs: number;
  readonly latestMs: number;
}

export interface Reading {
  /** Good until the reader reads again. */
  readonly batch: SampleBatch;
  /** Places of metrics that are no sample of ours: unknown name, wrong type. */
  readonly refused: readonly number[];
}

/** By place among the samples of a message: 1 for those that are wanted. Null: all are. */
export type Wanted = Uint8Array | null;

const noneRefused: readonly number[] = [];

export class SampleReader {
  readonly #book: PointBook;
  readonly #columns = new SampleColumns();
  #refused: number[] = [];
  /** Of the message: its own time where that can be believed, and how far its clock is off where not. */
  #sentMs = 0;
  #shiftMs = Number.NaN;
  #latestMs = 0;

  constructor(book: PointBook) {
    this.#book = book;
  }

  /** Reads the samples of a data message from metric `from` on. */
  data(payload: Payload, from: number, points: DevicePoints, time: ReceiveTime, wanted: Wanted): Reading {
    const { metrics } = payload;
    this.#columns.clear();
    this.#begin(payload.timestamp ?? Number.NaN, time);
    for (let place = 0; place < metrics.length - from; place++) {
      if (wanted && wanted[place] !== 1) continue;
      const metric = metrics[from + place]!;
      const index = points.get(metric.name!) ?? -1;
      if (index < 0 || !this.#metric(index, metric, place, status.bad)) this.#refused.push(place);
    }
    return this.#reading(metrics[from]?.isHistorical ?? false);
  }

  /** Reads the samples of a data message in columns; a row's slot is its point index. */
  rows(rows: DataRows, time: ReceiveTime, wanted: Wanted): Reading {
    this.#columns.clear();
    this.#addRows(rows, time, wanted);
    return this.#reading(rows.isHistorical);
  }

  /** As `rows`, but adds all of them to what was added before; the places of the refused ones. */
  addRows(rows: DataRows, time: ReceiveTime): readonly number[] {
    this.#addRows(rows, time, null);
    return this.#takeRefused();
  }

  /** What was added; the next rows begin anew. Good until then. */
  added(isHistorical: boolean): SampleBatch {
    const batch = this.#columns.view(isHistorical);
    this.#columns.clear();
    return batch;
  }

  #addRows(rows: DataRows, time: ReceiveTime, wanted: Wanted): void {
    const { length, slot, has, value, timeMs } = rows;
    const { isText, min, max } = this.#book;
    this.#begin(rows.timestamp, time);
    const latestMs = this.#latestMs;
    for (let row = 0; row < length; row++) {
      if (wanted && wanted[row] !== 1) continue;
      const index = slot[row]!;
      const number = value[row]!;
      const sourceMs = timeMs[row]!;
      const isPlain = has[row] === 0 && index >= 0 && isText[index] === 0 && Number.isFinite(number);
      if (isPlain && sourceMs >= earliestMs && sourceMs <= latestMs) {
        const isInside = number >= min[index]! && number <= max[index]!;
        this.#columns.push(index, sourceMs, number, isInside ? status.good : status.outOfRange);
      } else if (!this.#row(rows, row, index)) this.#refused.push(row);
    }
  }

  /** A row that is not plain; false where it is no sample of ours. */
  #row({ has, properties, value, timeMs }: DataRows, row: number, index: number): boolean {
    const marks = has[row]!;
    const isMissing = (marks & missingMark) !== 0;
    const ordinal = (marks & ordinalBit) === 0 ? 0 : properties[2]![row]!;
    if (index < 0 || !isOrdinal(ordinal) || (this.#book.isText[index] === 1 && !isMissing)) return false;
    const code = marks === 0 ? status.good : statusOfRow(marks, properties, row);
    this.#push(index, row, timeMs[row]!, isMissing, value[row]!, code, ordinal, status.bad);
    return true;
  }

  /** Reads the values of a birth; metrics that are no points are nothing to count there. */
  birth(payload: Payload, points: DevicePoints, time: ReceiveTime): SampleBatch {
    this.#columns.clear();
    this.#begin(payload.timestamp ?? Number.NaN, time);
    for (const metric of payload.metrics) {
      const index = points.get(metric.name!);
      if (index !== undefined) this.#metric(index, metric, 0, status.waitingForInitialData);
    }
    return this.#reading(false).batch;
  }

  #begin(sentMs: number, { nowMs, latestMs }: ReceiveTime): void {
    this.#latestMs = latestMs + mostAheadMs;
    const isBelieved = this.#isSensible(sentMs);
    this.#sentMs = isBelieved ? sentMs : nowMs;
    this.#shiftMs = isBelieved ? Number.NaN : nowMs - sentMs;
  }

  #reading(isHistorical: boolean): Reading {
    return { batch: this.#columns.view(isHistorical), refused: this.#takeRefused() };
  }

  #takeRefused(): readonly number[] {
    if (this.#refused.length === 0) return noneRefused;
    const refused = this.#refused;
    this.#refused = [];
    return refused;
  }

  /** False where the value is of a type the point does not have. */
  #metric(index: number, metric: Metric, place: number, whyMissing: number): boolean {
    const { value, properties, timestamp = Number.NaN } = metric;
    const isText = this.#book.isText[index] === 1;
    const number = isText ? Number.NaN : numberOf(value);
    const ordinal = properties ? ordinalOf(properties[wire.ordinalProperty]) : 0;
    if (ordinal === null || number === null || (isText && !isTextValue(value))) return false;
    const code = properties ? statusOf(properties) : status.good;
    const text = isText && value !== null ? String(value) : undefined;
    this.#push(index, place, timestamp, value === null, number, code, ordinal, whyMissing, text);
    return true;
  }

  #push(
    index: number,
    place: number,
    sourceMs: number,
    isMissing: boolean,
    number: number,
    said: number,
    givenOrdinal: number,
    whyMissing: number,
    text?: string,
  ): void {
    let code = said;
    let timeMs = sourceMs;
    let ordinal = givenOrdinal;
    if (!this.#isSensible(sourceMs)) {
      timeMs = this.#shifted(sourceMs);
      // several samples of a point that get the time of their message stay several
      if (timeMs === this.#sentMs && ordinal === 0) ordinal = Math.min(place, mostOrdinal);
      if (qualityOf(code) === 'good') code = status.clockSuspect;
    }
    if (isMissing) code = qualityOf(code) === 'bad' ? code : whyMissing;
    else if (text === undefined) code = this.#judged(index, number, code);
    this.#columns.push(index, timeMs, Number.isFinite(number) ? number : Number.NaN, code, ordinal, text);
  }

  /** A time by a clock that is off as far as its message's is moved with it; any other becomes the message's. */
  #shifted(sourceMs: number): number {
    const shifted = sourceMs + this.#shiftMs;
    return this.#isSensible(shifted) ? shifted : this.#sentMs;
  }

  /** False for a time that no set clock can have said. */
  #isSensible(timeMs: number): boolean {
    return timeMs >= earliestMs && timeMs <= this.#latestMs;
  }

  #judged(index: number, value: number, code: number): number {
    if (!Number.isFinite(value)) return status.decodingError;
    const isOutside = value < this.#book.min[index]! || value > this.#book.max[index]!;
    return isOutside && qualityOf(code) === 'good' ? status.outOfRange : code;
  }
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

function isOrdinal(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= mostOrdinal;
}

/** Null where it is no ordinal. */
function ordinalOf(property: Property | undefined): number | null {
  if (property === undefined) return 0;
  return typeof property.value === 'number' && isOrdinal(property.value) ? property.value : null;
}

/** The StatusCode; of a foreign node that sends Sparkplug's quality alone, what that says. */
function statusOf(properties: Readonly<Record<string, Property>>): number {
  const property = properties[wire.statusProperty];
  if (property) return statusCode(property.value);
  return statusOfQuality(properties[wire.qualityProperty]?.value);
}

function statusOfRow(marks: number, properties: readonly Float64Array[], row: number): number {
  if ((marks & statusBit) !== 0) return statusCode(properties[0]![row]!);
  return (marks & qualityBit) === 0 ? status.good : statusOfQuality(properties[1]![row]!);
}

function statusCode(code: Property['value']): number {
  return typeof code === 'number' && code === code >>> 0 ? code : status.bad;
}

function statusOfQuality(quality: Property['value'] | undefined): number {
  if (quality === qualityBad) return status.bad;
  return quality === qualityStale ? status.lastUsableValue : status.good;
}
