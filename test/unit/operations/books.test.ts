// The books: random histories balance, what is really missing or doubled shows, days and gaps stay bounded.
import {
  type BooksView,
  type GatewayBooks,
  type GatewayDay,
  mostOutboxes,
  RangeSet,
} from '@campus/campus-model';
import type { OutboxEntry } from '@campus/telemetry-store';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openOperations, reopen } from './open-operations.ts';

const all = ['2000-01-01', '2099-12-31'] as const;

/** What became of each sample of a history, in the order they were taken. */
interface Fate {
  readonly day: number;
  /** The agent was started anew before it. */
  readonly isNewOutbox: boolean;
  readonly end:
    | 'waiting'
    | 'dropped'
    | 'damaged'
    | 'stored'
    | 'refused'
    | 'acknowledged'
    | 'refused-acknowledged';
}

const fate: fc.Arbitrary<Fate> = fc.record({
  day: fc.nat(5),
  isNewOutbox: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  end: fc.constantFrom<Fate['end']>(
    'waiting',
    'dropped',
    'damaged',
    'stored',
    'refused',
    'acknowledged',
    'acknowledged',
    'acknowledged',
    'refused-acknowledged',
  ),
});

const heard: Partial<Record<Fate['end'], Fate['end']>> = {
  stored: 'acknowledged',
  refused: 'refused-acknowledged',
};

const dayName = (day: number) => `2026-03-${String(day + 1).padStart(2, '0')}`;

const isStored = ({ end }: Fate) => end === 'stored' || end === 'acknowledged';
const isRefused = ({ end }: Fate) => end === 'refused' || end === 'refused-acknowledged';

/** An agent and a hub that go through a history; numbers go on over the outboxes. */
function live(fates: readonly Fate[]): { books: GatewayBooks; entries: OutboxEntry[] } {
  let outbox = 0;
  const taken = fates.map((each, row) => {
    if (each.isNewOutbox) outbox += 1;
    return { ...each, number: row + 1, outboxId: `outbox${outbox}` };
  });
  type Taken = (typeof taken)[number];
  const setOf = (some: readonly Taken[]) => RangeSet.of(some.map(({ number }) => [number, number])).ranges();
  const entries = [...Map.groupBy(taken, ({ outboxId }) => outboxId)].map(([outboxId, some]) => ({
    outboxId,
    committed: setOf(some.filter((each) => isStored(each) || isRefused(each))),
    refused: setOf(some.filter(isRefused)),
    rows: some.filter(isStored).length,
  }));
  const count = (some: readonly Taken[], ...ends: string[]) =>
    some.filter(({ end }) => ends.includes(end)).length;
  const bookedDay = (day: number, some: readonly Taken[]): GatewayDay => ({
    day: dayName(day),
    taken: some.length,
    acknowledged: count(some, 'acknowledged', 'refused-acknowledged'),
    // The hub has them, but the agent has not heard of it yet.
    waiting: count(some, 'waiting', 'stored', 'refused'),
    lost: { 'outbox-full': count(some, 'dropped'), 'segment-damaged': count(some, 'damaged') },
    ranges: [...Map.groupBy(some, ({ outboxId }) => outboxId)].flatMap(([outboxId, own]) =>
      setOf(own).map(([first, last]) => ({ outboxId, first, last })),
    ),
  });
  const books = [...Map.groupBy(taken, ({ day }) => day)].map(([day, some]) => bookedDay(day, some));
  return { books: { version: 1, days: books, gaps: [] }, entries };
}

function expectBalance({ days, totals }: BooksView): void {
  for (const { taken, acknowledged, waiting, lost, missing } of days) {
    const gone = (lost['outbox-full'] ?? 0) + (lost['segment-damaged'] ?? 0);
    expect(taken).toBe(acknowledged + waiting + gone);
    expect(missing).toBe(0);
  }
  for (const { difference } of totals) expect(difference).toBe(0);
  const sum = (of: (row: BooksView['days'][number]) => number) => days.reduce((s, row) => s + of(row), 0);
  expect(totals.reduce((s, { rows }) => s + rows, 0)).toBe(sum(({ stored }) => stored));
  expect(totals.reduce((s, { refused }) => s + refused, 0)).toBe(sum(({ refused }) => refused));
}

describe('random histories', () => {
  const histories = fc
    .array(fate, { minLength: 1, maxLength: 120 })
    .map((fates) => fates.sort((a, b) => a.day - b.day));
  let gateways = 0;
  const newGateway = () => `gw-${++gateways}`;

  test('balance, said once, twice, or in parts, and after a restart', async () => {
    const opened = await openOperations();
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(119), async (fates, at) => {
        const gateway = newGateway();
        const [part, whole] = [live(fates.slice(0, at + 1)), live(fates)];
        const { books } = opened.operations;
        await books.record(gateway, part.books, part.entries);
        await books.record(gateway, whole.books, whole.entries);
        const once = ofGateway(await books.view(...all), gateway);
        await Promise.all([
          books.record(gateway, whole.books, whole.entries),
          books.record(gateway, { ...whole.books, days: whole.books.days.slice(-2) }, whole.entries),
        ]);
        const again = ofGateway(await books.view(...all), gateway);
        expect(again).toEqual(once);
        expectBalance(once);
      }),
      { numRuns: 60 },
    );
    const before = await opened.operations.books.view(...all);
    const { operations } = await reopen(opened);
    expect(await operations.books.view(...all)).toEqual(before);
  });

  test('what the hub has lost of the acknowledged is missing, and a row too many is a difference', async () => {
    const { operations } = await openOperations();
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(3), async (history, more) => {
        // While a sample waits the hub may have it already, which hides a missing one; here the agent has heard of all.
        const fates = history.map((each) => ({ ...each, end: heard[each.end] ?? each.end }));
        const { books, entries } = live(fates);
        const gateway = newGateway();
        const stripped = entries.map((entry) => ({
          ...entry,
          committed: entry.refused,
          rows: more,
        }));
        await operations.books.record(gateway, books, stripped);
        const { days, totals } = ofGateway(await operations.books.view(...all), gateway);
        const acknowledged = fates.filter(({ end }) => end === 'acknowledged').length;
        expect(days.reduce((sum, { missing }) => sum + missing, 0)).toBe(acknowledged);
        expect(totals[0]!.difference).toBe(more * entries.length);
      }),
      { numRuns: 40 },
    );
  });
});

function ofGateway({ days, totals }: BooksView, id: string): BooksView {
  const own = <T extends { gatewayId: string }>(rows: readonly T[]) =>
    rows.filter(({ gatewayId }) => gatewayId === id);
  return { days: own(days), totals: own(totals), gaps: [] };
}

const ranges = (outboxId: string, first: number, last: number) => [{ outboxId, first, last }];

function day(more: Partial<GatewayDay> = {}): GatewayDay {
  return {
    day: '2026-03-01',
    taken: 10,
    acknowledged: 10,
    waiting: 0,
    lost: {},
    ranges: ranges('first0', 1, 10),
    ...more,
  };
}

const said = (...days: GatewayDay[]): GatewayBooks => ({ version: 1, days, gaps: [] });

const full = (outboxId: string, last: number): OutboxEntry => ({
  outboxId,
  committed: [[1, last]],
  refused: [],
  rows: last,
});

describe('outboxes that the store no longer names', () => {
  test('were forgotten where it holds as many as it can: the last numbers stay', async () => {
    const { operations } = await openOperations();
    const both = { ...day(), ranges: [...ranges('first0', 1, 6), ...ranges('second', 7, 10)] };
    await operations.books.record('gw', said(both), [full('first0', 6), full('second', 8)]);
    const others = Array.from({ length: mostOutboxes - 1 }, (_, row) => full(`other${row}`, 1));
    await operations.books.record('gw', said(both), [full('second', 10), ...others]);
    expect((await operations.books.view(...all)).days[0]).toMatchObject({ stored: 10, missing: 0 });
  });

  test('are not there where it does not: a hub restored from before them says so', async () => {
    const { operations } = await openOperations();
    await operations.books.record('gw', said(day()), [full('first0', 10)]);
    await operations.books.record('gw', said(day()), []);
    expect((await operations.books.view(...all)).days[0]).toMatchObject({ stored: 0, missing: 10 });
  });
});

test('a day that lacked samples is counted anew when they have come, also where nothing more is said of it', async () => {
  const { operations } = await openOperations();
  await operations.books.record('gw', said(day()), [full('first0', 4)]);
  expect((await operations.books.view(...all)).days[0]).toMatchObject({ stored: 4, missing: 6 });
  await operations.books.record('gw', said(), [full('first0', 10)]);
  expect((await operations.books.view(...all)).days[0]).toMatchObject({ stored: 10, missing: 0 });
});

test('an outbox of commands and alarms is no part of the totals', async () => {
  const { operations } = await openOperations();
  const journal: OutboxEntry = { outboxId: 'journal', committed: [[1, 7]], refused: [], rows: 0 };
  await operations.books.record('gw', said(day()), [full('first0', 10), journal]);
  expect((await operations.books.view(...all)).totals).toEqual([
    { gatewayId: 'gw', positions: 10, refused: 0, rows: 10, difference: 0 },
  ]);
});

test('a view holds its days alone, and the gaps that reach into them by the clocks of the site', async () => {
  const { operations } = await openOperations();
  // 23:30 of March 1 in Shanghai to 00:30 of March 2.
  const fromMs = Date.parse('2026-03-01T15:30:00Z');
  const gap = { fromMs, toMs: fromMs + 3_600_000, samples: 5, why: 'outbox-full' } as const;
  const two = [day(), day({ day: '2026-03-02' })];
  await operations.books.record('gw', { version: 1, days: two, gaps: [gap] }, []);
  const { books } = operations;
  const seen = async (from: string, to: string) => {
    const { days, gaps } = await books.view(from, to);
    return [days.map((row) => row.day), gaps.length];
  };
  expect(await seen('2026-03-01', '2026-03-02')).toEqual([['2026-03-02', '2026-03-01'], 1]);
  expect(await seen('2026-03-02', '2026-03-09')).toEqual([['2026-03-02'], 1]);
  expect(await seen('2026-02-27', '2026-02-28')).toEqual([[], 0]);
  expect(await seen('2026-03-03', '2026-03-09')).toEqual([[], 0]);
  expect(await books.gaps('gw', fromMs - 1000, fromMs + 1)).toEqual([gap]);
  expect(await books.gaps('gw', fromMs - 1000, fromMs)).toEqual([]);
  expect(await books.gaps('other', 0, Number.MAX_SAFE_INTEGER)).toEqual([]);
});

test('days and gaps of a gateway are bounded: what changed longest ago goes', async () => {
  const { operations, clock } = await openOperations();
  const dayAt = (row: number) => new Date(Date.UTC(2026, 0, 1 + row)).toISOString().slice(0, 10);
  for (let from = 0; from < 420; from += 20) {
    const rows = Array.from({ length: 20 }, (_, row) => from + row);
    const gaps = rows.map((row) => ({ fromMs: row, toMs: row + 1, samples: 1, why: 'outbox-full' as const }));
    const days = rows.map((row) => day({ day: dayAt(row) }));
    clock.advance(1);
    await operations.books.record('gw', { version: 1, days, gaps }, []);
  }
  const { days } = await operations.books.view(...all);
  expect(days).toHaveLength(400);
  expect(days.at(-1)!.day).toBe(dayAt(20));
  const gaps = await operations.books.gaps('gw', 0, 1000);
  expect([gaps.length, gaps.at(-1)!.fromMs]).toEqual([400, 20]);
});

test('figures are sums of the latest days, beside the totals', async () => {
  const { operations, clock } = await openOperations();
  clock.advance(Date.parse('2026-03-10T00:00:00Z') - clock.now());
  const lossy = day({ waiting: 3, lost: { 'outbox-full': 2, 'disk-failed': 1 } });
  await operations.books.record('gw', said(lossy, day({ day: '2026-01-01', waiting: 9 })), [
    full('first0', 8),
  ]);
  expect(await operations.books.figures()).toEqual([
    {
      gatewayId: 'gw',
      waiting: 3,
      lost: 3,
      missing: 2,
      totals: { gatewayId: 'gw', positions: 8, refused: 0, rows: 8, difference: 0 },
    },
  ]);
});
