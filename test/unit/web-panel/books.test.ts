// The data books and storage as a reader sees them: sums, what is loud, bytes, and which trouble comes first.
import type { BookRow, BooksView, StorageView } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import { gatewayBooks, isBalanced, lossesOf } from '../../../web/panel/format/books.ts';
import { formatBytes } from '../../../web/panel/format/number.ts';
import { bookSearch } from '../../../web/panel/format/search.ts';
import { storageTrouble } from '../../../web/panel/format/storage.ts';
import { formatDay, formatStretch } from '../../../web/panel/format/time.ts';

function day(gatewayId: string, more: Partial<BookRow> = {}): BookRow {
  return {
    gatewayId,
    day: '2026-03-11',
    taken: 10,
    acknowledged: 8,
    waiting: 1,
    lost: { 'outbox-full': 1 },
    stored: 7,
    refused: 1,
    missing: 0,
    ...more,
  };
}

const totals = (gatewayId: string, difference: number) => ({
  gatewayId,
  positions: 8,
  refused: 1,
  rows: 7 + difference,
  difference,
});

test('the books are by gateway with their sums; those that do not balance come first', () => {
  const view: BooksView = {
    days: [day('b'), day('a', { missing: 2 }), day('b', { day: '2026-03-10' }), day('c'), day('d')],
    totals: [totals('b', 0), totals('c', -1)],
    gaps: [],
  };
  const books = gatewayBooks(view);
  expect(books.map((book) => [book.gatewayId, isBalanced(book)])).toEqual([
    ['a', false],
    ['c', false],
    ['b', true],
    ['d', true],
  ]);
  expect(books[2]).toMatchObject({
    sums: { taken: 20, acknowledged: 16, stored: 14, waiting: 2, lost: 2, refused: 2, missing: 0 },
    totals: { difference: 0 },
  });
  expect(books[2]!.days.map((row) => row.day)).toEqual(['2026-03-11', '2026-03-10']);
});

test('losses name each reason once', () => {
  const days = [day('a'), day('a', { lost: { 'disk-failed': 3, 'outbox-full': 0 } })];
  expect(lossesOf(days)).toEqual([
    { why: 'outbox-full', samples: 1 },
    { why: 'disk-failed', samples: 3 },
  ]);
});

describe('the trouble with storage', () => {
  const storage = (state: StorageView['disk']['state'], isTaking = true) =>
    ({ disk: { state }, store: { isTaking } }) as StorageView;

  test.each([
    ['all well', storage('ok'), false, null],
    ['nothing known yet', undefined, false, null],
    ['little room', storage('low'), false, 'low'],
    ['little room and a store that takes nothing', storage('low', false), false, 'store'],
    ['a full disk says more than the store that stands on it', storage('full', false), false, 'full'],
    ['a failing disk', storage('failing', false), false, 'failing'],
    ['a store that does not answer', storage('ok'), true, 'store'],
    ['a store that never answered', undefined, true, 'store'],
  ] as const)('%s', (_name, view, isStoreAway, expected) => {
    expect(storageTrouble(view, isStoreAway)).toBe(expected);
  });
});

test('bytes stand in the unit that fits', () => {
  expect([0, 999, 1000, 4_120_000, 123_456_789, 2.5e9, 9e15].map((n) => formatBytes(n, 'en'))).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '4.1 MB',
    '123 MB',
    '2.5 GB',
    '9,000 TB',
  ]);
});

test('days and stretches are said as people say them, a shared day once', () => {
  expect(formatDay('2026-03-11', 'en')).toBe('Wed 11 Mar');
  expect(formatDay('2026-03-11', 'zh')).toBe('3月11日周三');
  const from = Date.parse('2026-03-11T06:05:00Z');
  expect(formatStretch(from, from + 3_600_000, 'zh', 'Asia/Shanghai')).toBe('3月11日 14:05 – 15:05');
  expect(formatStretch(from, from + 12 * 3_600_000, 'en', 'Asia/Shanghai')).toBe(
    '11 Mar, 14:05 – 12 Mar, 02:05',
  );
});

test('only known spans of days come out of an address', () => {
  expect(bookSearch({ span: '30d' })).toEqual({ span: '30d' });
  expect(bookSearch({ span: '8h' }).span).toBeUndefined();
});
