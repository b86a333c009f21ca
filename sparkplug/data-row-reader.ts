// Reads data messages of the common shape (an alias, a time, a number, few properties) into columns. Every other shape, and
// garbage, is left to payload-decoder.ts, which is right about all of them.
import { DataRows, missingMark, noType } from './data-rows.ts';
import { largestPayloadBytes, mostMetrics } from './payload-decoder.ts';
import { withSign } from './whole-number.ts';
import { metricTag, payloadTag, propertySetTag, propertyTag } from './wire-fields.ts';

/** Most properties of one metric and of the names that are looked for: the last bit of `has` is taken. */
const mostProperties = 7;
/** Longest text of a leading metric: a thousand ranges of positions. */
const longestLead = 40_000;
/** Of a metric of alias, time and double. */
const leastPlainBytes = 20;
/** A metric that begins with its alias: its tag, any length, the alias's tag; read as one number. */
const plainHead = payloadTag.metric | (metricTag.alias << 16);
/** Three bytes of a varint that goes on, behind one byte of a tag. */
const late7 = 0x80808000 | 0;
const two21 = 2 ** 21;
const two28 = 2 ** 28;
const two32 = 2 ** 32;
/** Where a reading ends that cannot be gone on with: beyond the end of every message. */
const nowhere = Number.MAX_SAFE_INTEGER;

export class DataRowReader {
  /** What was read last. */
  readonly rows: DataRows;
  readonly #keys: readonly Uint8Array[];
  readonly #foundKeys = new Uint8Array(mostProperties);
  readonly #foundValues = new Float64Array(mostProperties);
  #bytes: Uint8Array = new Uint8Array();
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** The whole number that `#varint` read last. */
  #whole = 0;

  /** `properties` are the names of whole-numbered properties that rows may have, at most seven. */
  constructor(properties: readonly string[]) {
    if (properties.length > mostProperties) throw new RangeError(`more than ${mostProperties} properties`);
    this.#keys = properties.map((name) => new TextEncoder().encode(name));
    this.rows = new DataRows(properties.length);
  }

  /** False where the message is not of the common shape: then nothing that is in here means anything. */
  read(bytes: Uint8Array): boolean {
    if (bytes.length > largestPayloadBytes) return false;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.rows.clear();
    return this.#payload(bytes, bytes.length);
  }

  #payload(bytes: Uint8Array, end: number): boolean {
    let at = 0;
    while (at < end) {
      const tag = bytes[at++]!;
      at = this.#varint(at);
      if (at > end) return false;
      if (tag === payloadTag.metric) {
        const stop = at + this.#whole;
        if (stop > end || this.rows.length >= mostMetrics - 1) return false;
        if (!this.#metric(at, stop)) return false;
        at = this.#plain(bytes, stop, end);
      } else if (tag === payloadTag.timestamp) this.rows.timestamp = this.#whole;
      else if (tag === payloadTag.seq) this.rows.seq = this.#whole;
      else return false;
    }
    return true;
  }

  /**
   * Reads plain metrics in a row: an alias, a time of six bytes (1971 to 2109), a type, whether it is late, a double; in this
   * order, as encoders write them. Returns where the first other field of the payload begins. Long, because locals in one
   * loop are three times as fast as a call a metric, and nearly all metrics of a campus come through here.
   */
  #plain(bytes: Uint8Array, start: number, end: number): number {
    const { alias: aliases, type: types, timeMs, value, has } = this.rows;
    const view = this.#view;
    const capacity = Math.min(aliases.length, mostMetrics - 1);
    let row = this.rows.length;
    let next = start;
    while (next + leastPlainBytes <= end && row < capacity) {
      const head = view.getUint32(next, true);
      const stop = next + 2 + ((head >>> 8) & 0xff);
      if ((head & 0xff00ff) !== plainHead || stop > end || stop - next < leastPlainBytes) break;
      let alias = head >>> 24;
      let at = next + 4;
      if (alias >= 0x80) {
        alias = (alias & 0x7f) | (bytes[at]! << 7);
        if (bytes[at++]! >= 0x80) {
          alias = (alias & 0x3fff) | (bytes[at]! << 14);
          if (bytes[at++]! >= 0x80) break;
        }
      }
      const early = view.getUint32(at, true);
      const late = view.getUint32(at + 4, true);
      if ((early & 0xff) !== metricTag.timestamp || (early & late7) !== late7) break;
      if ((late & 0x808080) !== 0x8080) break;
      let tag = late >>> 24;
      at += 8;
      let type = noType;
      if (tag === metricTag.dataType) {
        type = bytes[at]!;
        tag = bytes[at + 1]!;
        at += 2;
      }
      const isLate = tag === metricTag.isHistorical && bytes[at] === 1;
      if (isLate) {
        tag = bytes[at + 1]!;
        at += 2;
      }
      if (tag !== metricTag.double || at + 8 !== stop || (type !== noType && type >= 0x80)) break;
      if (row === 0) this.rows.isHistorical = isLate;
      const low = ((early >>> 8) & 0x7f) | ((early >>> 9) & 0x3f80) | ((early >>> 10) & 0x1fc000);
      const high = (late & 0x7f) | ((late >>> 1) & 0x3f80) | ((late >>> 2) & 0x1fc000);
      aliases[row] = alias;
      types[row] = type;
      timeMs[row] = low + high * two21;
      value[row] = view.getFloat64(at, true);
      has[row] = 0;
      row++;
      next = stop;
    }
    this.rows.length = row;
    return next;
  }

  /** One metric becomes the next row, or the lead. */
  #metric(start: number, end: number): boolean {
    const bytes = this.#bytes;
    const row = this.rows.length;
    if (row === this.rows.alias.length) this.rows.grow();
    let alias = -1;
    let type = noType;
    let timeMs = Number.NaN;
    let number = Number.NaN;
    let whole = Number.NaN;
    let flags = 0;
    let marks = 0;
    let at = start;
    while (at < end) {
      const tag = bytes[at++]!;
      if (tag === metricTag.double) {
        if (at + 8 > end) return false;
        number = this.#view.getFloat64(at, true);
        flags |= hasValue;
        at += 8;
        continue;
      }
      if (tag === metricTag.float) {
        if (at + 4 > end) return false;
        number = this.#view.getFloat32(at, true);
        flags |= hasValue;
        at += 4;
        continue;
      }
      at = this.#varint(at);
      if (at > end) return false;
      if (tag === metricTag.alias) alias = this.#whole;
      else if (tag === metricTag.timestamp) timeMs = this.#whole;
      else if (tag === metricTag.dataType) type = this.#whole;
      else if (tag === metricTag.isHistorical) flags = with1(flags, historical, this.#whole);
      else if (tag === metricTag.isTransient) flags = with1(flags, transient, this.#whole);
      else if (tag === metricTag.isNull) flags = with1(flags, missing, this.#whole);
      else if (tag === metricTag.int || tag === metricTag.long) whole = this.#whole;
      else if (tag === metricTag.boolean) {
        number = this.#whole !== 0 ? 1 : 0;
        flags |= hasValue;
      } else {
        const stop = at + this.#whole;
        if (stop > end) return false;
        if (tag === metricTag.properties && marks === 0) marks = this.#properties(at, stop, row);
        else if (tag === metricTag.string && this.rows.lead === null && row === 0 && marks === 0)
          marks = this.#lead(at, stop);
        else return false;
        if (marks < 0) return false;
        at = stop;
      }
    }
    if (alias < 0 || alias >= two32 || (type !== noType && type >= noType)) return false;
    return this.#close(row, alias, type, timeMs, number, whole, flags, marks);
  }

  #close(
    row: number,
    alias: number,
    type: number,
    timeMs: number,
    number: number,
    whole: number,
    flags: number,
    marks: number,
  ): boolean {
    if (marks === leadMark) {
      this.rows.leadAlias = alias;
      return (flags & (hasValue | missing)) === 0 && Number.isNaN(whole);
    }
    const isWhole = !Number.isNaN(whole);
    const isNull = (flags & missing) !== 0 || !(isWhole || (flags & hasValue) !== 0);
    if (isWhole) number = type >= 1 && type <= 4 ? Number(withSign(whole, type)) : whole;
    if (row === 0) {
      this.rows.isHistorical = (flags & historical) !== 0;
      this.rows.isTransient = (flags & transient) !== 0;
    }
    this.rows.alias[row] = alias;
    this.rows.type[row] = type;
    this.rows.timeMs[row] = timeMs;
    this.rows.value[row] = isNull ? Number.NaN : number;
    this.rows.has[row] = isNull ? marks | missingMark : marks;
    this.rows.length = row + 1;
    return true;
  }

  /** The marks of the properties of one row; -1 where they are of another shape. */
  #properties(start: number, end: number, row: number): number {
    const bytes = this.#bytes;
    let keys = 0;
    let values = 0;
    let at = start;
    while (at < end) {
      const tag = bytes[at++]!;
      at = this.#varint(at);
      const stop = at + this.#whole;
      if (stop > end) return -1;
      if (tag === propertySetTag.key && keys < mostProperties) {
        const key = this.#keyAt(at, stop);
        if (key < 0) return -1;
        this.#foundKeys[keys++] = key;
      } else if (tag === propertySetTag.value && values < mostProperties) {
        if (!this.#property(at, stop)) return -1;
        this.#foundValues[values++] = this.#whole;
      } else return -1;
      at = stop;
    }
    if (keys !== values) return -1;
    let marks = 0;
    for (let i = 0; i < keys; i++) {
      const key = this.#foundKeys[i]!;
      if ((marks & (1 << key)) !== 0) return -1;
      marks |= 1 << key;
      this.rows.properties[key]![row] = this.#foundValues[i]!;
    }
    return marks;
  }

  /** Which of the known properties is named here; -1 for none. */
  #keyAt(start: number, end: number): number {
    for (let i = 0; i < this.#keys.length; i++) {
      const key = this.#keys[i]!;
      let at = end - start === key.length ? 0 : key.length + 1;
      while (at < key.length && this.#bytes[start + at] === key[at]) at++;
      if (at === key.length) return i;
    }
    return -1;
  }

  /** Reads a whole-numbered property into `#whole`. */
  #property(start: number, end: number): boolean {
    const bytes = this.#bytes;
    let type = 0;
    let whole = Number.NaN;
    let at = start;
    while (at < end) {
      const tag = bytes[at++]!;
      at = this.#varint(at);
      if (at > end) return false;
      if (tag === propertyTag.type) type = this.#whole;
      else if (tag === propertyTag.int || tag === propertyTag.long) whole = this.#whole;
      else return false;
    }
    this.#whole = Number(withSign(whole, type));
    return !Number.isNaN(whole);
  }

  /** Keeps the text of the first metric. Only plain ASCII is of the common shape. */
  #lead(start: number, end: number): number {
    const bytes = this.#bytes;
    if (end - start > longestLead) return -1;
    for (let at = start; at < end; at++) if (bytes[at]! < 0x20 || bytes[at]! > 0x7e) return -1;
    this.rows.lead = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
    return leadMark;
  }

  /** Reads a varint of at most seven bytes (so that a double holds it) into `#whole`; returns where it ends. */
  #varint(start: number): number {
    const bytes = this.#bytes;
    let at = start;
    let byte = bytes[at++]!;
    if (byte < 0x80) {
      this.#whole = byte;
      return at;
    }
    let low = byte & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      byte = bytes[at++]!;
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.#whole = low;
        return at;
      }
    }
    let high = 0;
    for (let shift = 0; shift < 21; shift += 7) {
      byte = bytes[at++]!;
      high |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.#whole = low + high * two28;
        return at;
      }
    }
    return nowhere;
  }
}

/** What a metric said of itself while it is read. */
const hasValue = 1;
const historical = 2;
const transient = 4;
const missing = 8;
/** In place of the marks of properties: the metric is the lead. */
const leadMark = 0x100;

/** A flag said twice holds as it was said last. */
function with1(flags: number, flag: number, whole: number): number {
  return whole !== 0 ? flags | flag : flags & ~flag;
}
