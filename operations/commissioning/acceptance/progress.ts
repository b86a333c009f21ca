// How far the points of a device are. Pure.
import type { AcceptanceVerdict, Plausibility, Point, Progress } from '@campus/campus-model';

export interface OverviewRow {
  readonly plausibility: Plausibility;
  /** A value came, or it was operated. */
  readonly isSeen: boolean;
}

export function progressOf(
  points: readonly Point[],
  rows: ReadonlyMap<string, OverviewRow>,
  verdicts: ReadonlyMap<string, AcceptanceVerdict>,
): Progress {
  const progress = { points: points.length, seen: 0, accepted: 0, rejected: 0, notApplicable: 0, trouble: 0 };
  for (const { pointId, write } of points) {
    const row = rows.get(pointId);
    const verdict = verdicts.get(pointId);
    if (row?.isSeen) progress.seen += 1;
    if (verdict === 'accepted') progress.accepted += 1;
    else if (verdict === 'rejected') progress.rejected += 1;
    else if (verdict === 'not-applicable') progress.notApplicable += 1;
    else if (row && isTrouble(row, write !== undefined)) progress.trouble += 1;
  }
  return progress;
}

/** An output that nobody has operated yet is work, not trouble. */
function isTrouble({ plausibility }: OverviewRow, isWritable: boolean): boolean {
  return plausibility === 'implausible' || (plausibility === 'unseen' && !isWritable);
}
