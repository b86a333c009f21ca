// From what was measured of a disk to its state, with a margin between losing and regaining each. Pure.
import type { DiskState } from '@campus/campus-model';

export interface Measured {
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** The system's own words where the disk refused to write; null where it wrote or was not asked. */
  readonly trouble: string | null;
  /** The refusal says that there is no room (also for a quota, which no free bytes show). */
  readonly isRefusedAsFull: boolean;
}

const megabyte = 1_000_000;

/** A limit that is a share of small disks (a memory card, a test), and so many bytes on any larger one. */
interface Limit {
  readonly share: number;
  readonly mostBytes: number;
}

/** History takes some 64 MB beside itself before it settles its log; below the start's own 100 MB, so that a hub that may start may store. */
const full: Limit = { share: 0.05, mostBytes: 64 * megabyte };
const fullUntil: Limit = { share: 0.075, mostBytes: 96 * megabyte };
/** Days of telemetry of a large school: time to make room before it stops. */
const low: Limit = { share: 0.15, mostBytes: 1_000 * megabyte };
const lowUntil: Limit = { share: 0.18, mostBytes: 1_200 * megabyte };
/** Tens of thousands of acts. */
const reserve: Limit = { share: 0.05, mostBytes: 32 * megabyte };

function bytesOf({ share, mostBytes }: Limit, totalBytes: number): number {
  return Math.min(Math.floor(totalBytes * share), mostBytes);
}

export function nextDiskState(before: DiskState, measured: Measured): DiskState {
  const { freeBytes, totalBytes, trouble, isRefusedAsFull } = measured;
  if (trouble !== null && !isRefusedAsFull) return 'failing';
  const isBelow = (limit: Limit): boolean => freeBytes < bytesOf(limit, totalBytes);
  if (isRefusedAsFull || isBelow(full) || (before === 'full' && isBelow(fullUntil))) return 'full';
  const wasLow = before === 'low' || before === 'full';
  return isBelow(low) || (wasLow && isBelow(lowUntil)) ? 'low' : 'ok';
}

export function reserveBytesFor(totalBytes: number): number {
  return bytesOf(reserve, totalBytes);
}

/** Whether so many bytes can be set aside without making the disk full by that. */
export function hasRoomToReserve({ freeBytes, totalBytes }: Measured, bytes: number): boolean {
  return freeBytes - bytes >= bytesOf(fullUntil, totalBytes);
}
