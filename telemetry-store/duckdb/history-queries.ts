// Queries over the whole history that are no aggregates: samples of a point, counts, the parts of a copy.
import type { HistoryPart, StoredSample } from '../history-store.ts';
import { dayMs } from './late-days.ts';
import { readRows, SampleRows } from './sample-feed.ts';
import { pointsWhere, type Span, samplePartsOf, sampleSelects, whole } from './sample-sources.ts';
import type { View } from './view.ts';

/** Samples of a part of a copy, wherever they are that dense. */
const rowsOfPart = 100_000;
/** Days of parts that are searched at first for the earliest samples; each further search takes twice as many. */
const firstDays = 4;

export async function readSamples(
  view: View,
  { number, fromMs, toMs, limit }: Span & { number: number; limit: number },
): Promise<StoredSample[]> {
  const found: StoredSample[] = [];
  for (const span of growingSpans(view, { fromMs, toMs })) {
    found.push(...(await samplesIn(view, number, span, limit - found.length)));
    if (found.length >= limit) break;
  }
  return found;
}

/** Spans that follow each other, so that the earliest samples are found without reading all days. */
function* growingSpans({ stock, dayOffsetMs }: View, span: Span): Generator<Span> {
  const parts = samplePartsOf(stock, span, dayOffsetMs);
  const days = [...new Set(parts.map((part) => part.dayMs))].sort((a, b) => a - b);
  let fromMs = span.fromMs;
  for (let at = 0, size = firstDays; at < days.length; at += size, size *= 2) {
    const next = days[at + size];
    if (next === undefined) break;
    const toMs = Math.min(next, span.toMs);
    if (toMs > fromMs) yield { fromMs, toMs };
    fromMs = Math.max(fromMs, toMs);
  }
  if (span.toMs > fromMs) yield { fromMs, toMs: span.toMs };
}

async function samplesIn(view: View, number: number, span: Span, limit: number): Promise<StoredSample[]> {
  const { stock, folder, dayOffsetMs } = view;
  const parts = samplePartsOf(stock, span, dayOffsetMs);
  const numbers = sampleSelects({ hot: stock.hot, parts }, folder, span, [number]).map(
    (select) => `SELECT time_ms, ordinal, value, status, NULL AS text FROM (${select})`,
  );
  const texts = `SELECT time_ms, ordinal, NULL AS value, status, text FROM texts WHERE ${textWhere(span)} AND ${pointsWhere([number])}`;
  const rows = await view.connection.runAndReadAll(
    `SELECT time_ms::DOUBLE, ordinal, value, status, text FROM (${[...numbers, texts].join(' UNION ALL ')})
     ORDER BY time_ms, ordinal LIMIT ${whole(limit)}`,
  );
  return rows.getRows().map(([time, ordinal, value, status, text]) => ({
    timeMs: Number(time),
    value: value === null ? null : Number(value),
    status: Number(status),
    ordinal: Number(ordinal),
    text: text === null ? null : String(text),
  }));
}

export async function countSamples({ connection, stock }: View): Promise<number> {
  const tables = [...stock.hot.map(({ name }) => name), 'texts'];
  const counts = tables.map((name) => `(SELECT count(*) FROM ${name})`);
  const rows = await connection.runAndReadAll(`SELECT (${counts.join(' + ')})::DOUBLE`);
  let count = Number(rows.getRows()[0]?.[0]);
  for (const part of stock.parts) if (part.kind === 'samples') count += part.rows;
  return count;
}

/** Time of the earliest sample; null where there is none. */
export async function earliestSample({ connection, stock }: View): Promise<number | null> {
  const tables = [...stock.hot.map(({ name }) => name), 'texts'];
  const earliest = tables.map((name) => `SELECT min(time_ms) AS time FROM ${name}`);
  const rows = await connection.runAndReadAll(
    `SELECT min(time)::DOUBLE FROM (${earliest.join(' UNION ALL ')})`,
  );
  const found = rows.getRows()[0]?.[0];
  let time = found === null || found === undefined ? Number.POSITIVE_INFINITY : Number(found);
  for (const part of stock.parts) if (part.kind === 'samples') time = Math.min(time, part.minMs);
  return time === Number.POSITIVE_INFINITY ? null : time;
}

/** `from` is the time to go on at; parts end where about `rowsOfPart` samples are in them. */
export async function readPart(view: View, span: Span, from: string | null): Promise<HistoryPart> {
  const start = await nextTime(view, { fromMs: from === null ? span.fromMs : Number(from), toMs: span.toMs });
  if (start === null) return { pointIds: [], batch: emptyBatch(), next: null };
  let lengthMs = Math.min(stepMs(view, start), span.toMs - start);
  for (;;) {
    const piece = { fromMs: start, toMs: start + lengthMs };
    if (lengthMs === 1 || (await countIn(view, piece)) <= 2 * rowsOfPart) {
      const part = await partOf(view, piece);
      return { ...part, next: piece.toMs < span.toMs ? String(piece.toMs) : null };
    }
    lengthMs = Math.max(1, Math.floor(lengthMs / 4));
  }
}

/** How long a span from `fromMs` is likely to hold `rowsOfPart` samples: by what its day holds. */
function stepMs(view: View, fromMs: number): number {
  const parts = samplePartsOf(view.stock, { fromMs, toMs: fromMs + 1 }, view.dayOffsetMs);
  let rows = 0;
  for (const part of parts) rows += part.rows;
  for (const hot of view.stock.hot) rows += hot.rows;
  return Math.max(1, Math.floor(dayMs / Math.max(1, rows / rowsOfPart)));
}

function allSelects(view: View, span: Span): string[] {
  const parts = samplePartsOf(view.stock, span, view.dayOffsetMs);
  return sampleSelects({ hot: view.stock.hot, parts }, view.folder, span, null);
}

async function nextTime(view: View, span: Span): Promise<number | null> {
  if (span.fromMs >= span.toMs) return null;
  const hot = sampleSelects({ hot: view.stock.hot, parts: [] }, view.folder, span, null);
  const selects = [...hot, `SELECT time_ms FROM texts WHERE ${textWhere(span)}`];
  const times = selects.map((select) => `SELECT min(time_ms) AS time FROM (${select})`);
  const rows = await view.connection.runAndReadAll(
    `SELECT min(time)::DOUBLE FROM (${times.join(' UNION ALL ')})`,
  );
  const found = rows.getRows()[0]?.[0];
  let time = found === null || found === undefined ? Number.POSITIVE_INFINITY : Number(found);
  for (const part of samplePartsOf(view.stock, span, view.dayOffsetMs))
    if (part.maxMs >= span.fromMs && part.minMs < span.toMs)
      time = Math.min(time, Math.max(part.minMs, span.fromMs));
  return time < span.toMs ? time : null;
}

async function countIn(view: View, span: Span): Promise<number> {
  const selects = [...allSelects(view, span), `SELECT time_ms FROM texts WHERE ${textWhere(span)}`];
  const counts = selects.map((select) => `(SELECT count(*) FROM (${select}))`);
  const rows = await view.connection.runAndReadAll(`SELECT (${counts.join(' + ')})::DOUBLE`);
  return Number(rows.getRows()[0]?.[0]);
}

async function partOf(view: View, span: Span): Promise<Omit<HistoryPart, 'next'>> {
  const rows = await readRows(view.connection, allSelects(view, span), new SampleRows());
  const texts = await addTexts(view, span, rows);
  const indexes = new Map<number, number>();
  const point = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const number = rows.point[i]!;
    const index = indexes.get(number) ?? indexes.size;
    if (index === indexes.size) indexes.set(number, index);
    point[i] = index;
  }
  const { length, timeMs, value, status, ordinal } = rows;
  return {
    pointIds: [...indexes.keys()].map((number) => view.points.get(number).id),
    batch: {
      length,
      point,
      timeMs: timeMs.slice(0, length),
      value: value.slice(0, length),
      status: status.slice(0, length),
      ordinal: ordinal.slice(0, length),
      ...(texts.size > 0 ? { texts } : {}),
      historical: true,
    },
  };
}

async function addTexts(view: View, span: Span, rows: SampleRows): Promise<Map<number, string>> {
  const found = await view.connection.runAndReadAll(
    `SELECT point, time_ms::DOUBLE, ordinal, status, text FROM texts WHERE ${textWhere(span)}`,
  );
  const texts = new Map<number, string>();
  rows.reserve(found.currentRowCount);
  for (const [point, time, ordinal, status, text] of found.getRows()) {
    const at = rows.length++;
    rows.point[at] = Number(point);
    rows.timeMs[at] = Number(time);
    rows.ordinal[at] = Number(ordinal);
    rows.status[at] = Number(status);
    rows.value[at] = Number.NaN;
    texts.set(at, String(text));
  }
  return texts;
}

function textWhere({ fromMs, toMs }: Span): string {
  return `time_ms >= ${whole(fromMs)} AND time_ms < ${whole(toMs)}`;
}

function emptyBatch(): HistoryPart['batch'] {
  return {
    length: 0,
    point: new Uint32Array(),
    timeMs: new Float64Array(),
    value: new Float64Array(),
    status: new Uint32Array(),
    ordinal: new Uint16Array(),
    historical: true,
  };
}
