// The books of the gateway as they are told (campus-model/books.ts): composed from what became of each number.
import type { GatewayBooks, GatewayDay } from '@campus/campus-model';
import type { DayCount, DaySpan, Ledger, Run } from './ledger.ts';
import type { Losses } from './losses.ts';

/** As many as the books hold. */
const mostDays = 40;
const mostRangesADay = 256;

/** All days and gaps; null where the log never opened and nothing was lost. */
export function composeBooks(ledger: Ledger | null, losses: Losses): GatewayBooks {
  const counts = ledger?.days() ?? new Map<string, DayCount>();
  const ranges = ledger ? rangesOf(ledger.spans, ledger.runs) : new Map<string, GatewayDay['ranges']>();
  const days = new Set([...counts.keys(), ...losses.diskFailed.keys()]);
  return {
    version: 1,
    days: [...days]
      .sort()
      .slice(-mostDays)
      .map((day) => bookDay(day, counts.get(day), losses, ranges.get(day))),
    gaps: [...losses.gaps],
  };
}

function bookDay(
  day: string,
  count: DayCount | undefined,
  losses: Losses,
  ranges: GatewayDay['ranges'] = [],
): GatewayDay {
  const diskFailed = losses.diskFailed.get(day) ?? 0;
  const lost: GatewayDay['lost'] = {};
  if (count && count.lost['outbox-full'] > 0) lost['outbox-full'] = count.lost['outbox-full'];
  if (count && count.lost['segment-damaged'] > 0) lost['segment-damaged'] = count.lost['segment-damaged'];
  if (diskFailed > 0) lost['disk-failed'] = diskFailed;
  const { taken = 0, acknowledged = 0, waiting = 0 } = count ?? {};
  return { day, taken, acknowledged, waiting, lost, ranges: ranges.slice(-mostRangesADay) };
}

/** By day, the numbers that were given on it, a range a run. What lies between two stretches of one run was spent. */
function rangesOf(spans: readonly DaySpan[], runs: readonly Run[]): Map<string, GatewayDay['ranges']> {
  const days = new Map<string, GatewayDay['ranges']>();
  let before = null as { day: string; range: GatewayDay['ranges'][number] } | null;
  let at = 0;
  for (const span of spans) {
    while (at < runs.length && runs[at]!.last < span.first) at++;
    for (let i = at; i < runs.length && runs[i]!.first <= span.last; i++) {
      const { id } = runs[i]!;
      const first = Math.max(span.first, runs[i]!.first);
      const last = Math.min(span.last, runs[i]!.last);
      if (before?.day === span.day && before.range.outboxId === id) before.range.last = last;
      else {
        before = { day: span.day, range: { outboxId: id, first, last } };
        const ranges = days.get(span.day) ?? [];
        days.set(span.day, ranges);
        ranges.push(before.range);
      }
    }
  }
  return days;
}
