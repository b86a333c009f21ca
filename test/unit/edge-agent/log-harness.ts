// Logs of short texts for tests: opened, appended to, read in full.
import type { Disk } from '../../../edge-agent/outbox/disk.ts';
import { frameHeadBytes, packRecords, unpackRecords } from '../../../edge-agent/outbox/frame.ts';
import { Losses } from '../../../edge-agent/outbox/losses.ts';
import { SegmentLog, type SegmentLogOptions } from '../../../edge-agent/outbox/segment-log.ts';

export const folder = '/data/log';
let ids = 0;

export function newId(): string {
  ids++;
  return `log${String(ids).padStart(13, '0')}`;
}

export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

export const settings = (more: Partial<SegmentLogOptions> = {}): SegmentLogOptions => ({
  folder,
  segmentBytes: 2_000,
  mostBytes: 1_000_000,
  whenFull: 'drop-oldest',
  preamble: Buffer.from('names'),
  newId,
  dayOf,
  ...more,
});

export const startMs = Date.UTC(2026, 8, 1, 12);

export function openLog(
  disk: Disk,
  more: Partial<SegmentLogOptions> = {},
  nowMs = startMs,
): Promise<SegmentLog> {
  return SegmentLog.open(settings(more), disk, new Losses(), nowMs);
}

/** A frame's bytes with room for its head. */
export function framed(texts: readonly string[]): Buffer {
  return Buffer.concat([Buffer.alloc(frameHeadBytes), packRecords(texts.map((text) => Buffer.from(text)))]);
}

export function append(log: SegmentLog, texts: readonly string[], atMs = startMs): Promise<number> {
  return log.append(framed(texts), texts.length, atMs);
}

export interface Found {
  readonly id: string;
  readonly text: string;
}

/** All records that can be read, a part at a time. */
export async function contents(log: SegmentLog, first = 1, last = log.last): Promise<Map<number, Found>> {
  const all = new Map<number, Found>();
  for (let next = first; next <= last; ) {
    const { blocks } = await log.read(next, last, 700);
    if (blocks.length === 0) break;
    for (const block of blocks) {
      unpackRecords(block.content)!.forEach((bytes, i) => {
        const number = block.first + i;
        if (number >= first && number <= last)
          all.set(number, { id: block.id, text: Buffer.from(bytes).toString() });
      });
      next = block.first + block.count;
    }
  }
  return all;
}

export async function texts(log: SegmentLog, first = 1, last = log.last): Promise<Map<number, string>> {
  return new Map([...(await contents(log, first, last))].map(([number, { text }]) => [number, text]));
}

/** Sums of the books over all days. */
export function sums(log: SegmentLog) {
  const sum = { taken: 0, acknowledged: 0, waiting: 0, full: 0, damaged: 0 };
  for (const { taken, acknowledged, waiting, lost } of log.ledger.days().values()) {
    sum.taken += taken;
    sum.acknowledged += acknowledged;
    sum.waiting += waiting;
    sum.full += lost['outbox-full'];
    sum.damaged += lost['segment-damaged'];
  }
  return sum;
}
