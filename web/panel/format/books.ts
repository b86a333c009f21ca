// Sums of the data books for a reader: by gateway, over all, and what in them is loud. Pure.
import type { BookRow, BooksView, BookTotals, LossReason } from '@campus/campus-model';
import { groupBy } from './group.ts';

export interface BookSums {
  readonly taken: number;
  readonly acknowledged: number;
  readonly stored: number;
  readonly waiting: number;
  readonly lost: number;
  readonly refused: number;
  readonly missing: number;
}

export interface GatewayBook {
  readonly gatewayId: string;
  readonly days: readonly BookRow[];
  readonly sums: BookSums;
  readonly totals: BookTotals | null;
}

const reasons: readonly LossReason[] = ['outbox-full', 'segment-damaged', 'disk-failed'];

/** Why samples of the days were lost, each with how many. */
export function lossesOf(days: readonly Pick<BookRow, 'lost'>[]): { why: LossReason; samples: number }[] {
  return reasons
    .map((why) => ({ why, samples: days.reduce((sum, { lost }) => sum + (lost[why] ?? 0), 0) }))
    .filter(({ samples }) => samples > 0);
}

export function sumsOf(days: readonly BookRow[]): BookSums {
  const sum = (of: (row: BookRow) => number) => days.reduce((all, row) => all + of(row), 0);
  return {
    taken: sum(({ taken }) => taken),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    stored: sum(({ stored }) => stored),
    waiting: sum(({ waiting }) => waiting),
    lost: lossesOf(days).reduce((all, { samples }) => all + samples, 0),
    refused: sum(({ refused }) => refused),
    missing: sum(({ missing }) => missing),
  };
}

/** A book a gateway: those that do not balance first, then by id. */
export function gatewayBooks({ days, totals }: BooksView): GatewayBook[] {
  const byGateway = new Map(totals.map((each) => [each.gatewayId, each]));
  const books = [...groupBy(days, ({ gatewayId }) => gatewayId)].map(([gatewayId, own]) => ({
    gatewayId,
    days: own,
    sums: sumsOf(own),
    totals: byGateway.get(gatewayId) ?? null,
  }));
  return books.sort(
    (a, b) => Number(isBalanced(a)) - Number(isBalanced(b)) || (a.gatewayId < b.gatewayId ? -1 : 1),
  );
}

export function isBalanced({ sums, totals }: Pick<GatewayBook, 'sums' | 'totals'>): boolean {
  return sums.missing === 0 && (totals?.difference ?? 0) === 0;
}
