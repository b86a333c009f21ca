// A data message as the intake of samples sees it, in whichever form the host brought it: columns or a payload.
import { type PositionRanges, parsePositionRanges, wire } from '@campus/campus-model';
import type { DataRows, Payload } from '@campus/sparkplug';
import type { DevicePoints } from './point-book.ts';
import type { Reading, ReceiveTime, SampleReader, Wanted } from './sample-reader.ts';

export interface DataMessage {
  /** The gateway's own points: metrics of other names are nobody's samples there, and nothing to count. */
  readonly isOfNode: boolean;
  /** Samples it carries, of ours or not. */
  readonly count: number;
  /** Null where it carries none. Numbers stand for the samples in their order. */
  readonly positions: PositionRanges | null;
  /** The positions it names are none, or do not fit its samples; what it names. */
  readonly misfit: string | null;
  readonly isHistorical: boolean;
  readonly isTransient: boolean;
  /** Reads the samples that are wanted; what was read before is no longer good then. */
  read(time: ReceiveTime, wanted: Wanted): Reading;
  /** Null where it must be read by itself: adds all samples to those gathered; the places of the refused ones. */
  readonly gather: ((time: ReceiveTime) => readonly number[]) | null;
}

/** `gatherer` gathers the samples of several messages. */
export function messageOfRows(
  rows: DataRows,
  isOfNode: boolean,
  reader: SampleReader,
  gatherer: SampleReader | null = null,
): DataMessage {
  const { length: count, lead, isHistorical, isTransient } = rows;
  const positions = lead === null ? null : fitting(lead, count);
  const misfit = lead !== null && !positions ? lead : null;
  return {
    isOfNode,
    count,
    positions,
    misfit,
    isHistorical,
    isTransient,
    read: (time, wanted) => reader.rows(rows, time, wanted),
    gather: gatherer && ((time) => gatherer.addRows(rows, time)),
  };
}

export function messageOfPayload(
  payload: Payload,
  isOfNode: boolean,
  points: DevicePoints | null,
  reader: SampleReader,
): DataMessage {
  const from = isWithPositions(payload) ? 1 : 0;
  const count = payload.metrics.length - from;
  const said = from === 1 ? payload.metrics[0]!.value : null;
  const positions = typeof said === 'string' ? fitting(said, count) : null;
  const first = payload.metrics[from];
  return {
    isOfNode,
    count,
    positions,
    misfit: from === 1 && !positions ? String(said) : null,
    isHistorical: first?.isHistorical ?? false,
    isTransient: first?.isTransient ?? false,
    read: (time, wanted) => reader.data(payload, from, points ?? noPoints, time, wanted),
    gather: null,
  };
}

export function isWithPositions({ metrics }: Payload): boolean {
  return metrics[0]?.name === wire.positionsMetric;
}

/** The positions that a text names, null where they are not `count`. */
export function fitting(text: string, count: number): PositionRanges | null {
  const positions = parsePositionRanges(text);
  return positions?.count === count ? positions : null;
}

const noPoints: DevicePoints = new Map();
