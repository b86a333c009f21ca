// Addresses, times and catalogues: whatever is typed into an address, only known words come out.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatNumber, formatShare } from '../../../web/panel/format/number.ts';
import {
  alarmSearch,
  floorSearch,
  mostTrendPoints,
  signInSearch,
  trendSearch,
} from '../../../web/panel/format/search.ts';
import { formatAgo, formatClock, formatMoment } from '../../../web/panel/format/time.ts';
import { en } from '../../../web/panel/i18n/en.ts';
import { zh } from '../../../web/panel/i18n/zh.ts';

describe('search parameters', () => {
  test('known words pass, others vanish', () => {
    expect(alarmSearch({ state: 'all', system: 'fire', priority: 'critical' })).toEqual({
      state: 'all',
      system: 'fire',
      priority: 'critical',
    });
    expect(alarmSearch({ state: 7, system: 'moon', priority: '<b>' })).toEqual({});
    expect(floorSearch({ layer: 'co2' })).toEqual({ layer: 'co2' });
    expect(floorSearch({ layer: 'toString' }).layer).toBeUndefined();
  });

  test('trends: distinct point ids, a bounded number, a span in order', () => {
    const many = Array.from({ length: 40 }, (_, row) => `d/p${row}`);
    expect(trendSearch({ points: ['a/b', 'a/b', 7, 'x'], span: '24h', from: 5, to: 9 })).toEqual({
      points: ['a/b'],
      span: '24h',
      from: 5,
      to: 9,
    });
    expect(trendSearch({ points: many }).points).toHaveLength(mostTrendPoints);
    expect(trendSearch({ from: 9, to: 5 })).toEqual({});
    const days = ['2026-03-01', '2026-02-31x', 'x', '2026-03-01', 7];
    expect(trendSearch({ span: 'yesterday', compare: 'days', days, detail: 'minutes' })).toEqual({
      span: 'yesterday',
      compare: 'days',
      days: ['2026-03-01'],
      detail: 'minutes',
    });
    expect(trendSearch({ compare: 'moon', days: 'x', detail: 1 })).toEqual({});
  });

  test('after sign-in only a path of this site is gone to', () => {
    expect(signInSearch({ next: '/spaces/t1-101?a=1' })).toEqual({ next: '/spaces/t1-101?a=1' });
    for (const next of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:1',
      '/',
      '/sign-in',
      3,
    ]) {
      expect(signInSearch({ next }).next).toBeUndefined();
    }
  });

  test('no address breaks a page', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(
            'points',
            'span',
            'from',
            'to',
            'compare',
            'days',
            'detail',
            'layer',
            'state',
            'next',
          ),
          fc.anything(),
        ),
        (raw) => {
          trendSearch(raw);
          alarmSearch(raw);
          floorSearch(raw);
          signInSearch(raw);
        },
      ),
    );
  });
});

describe('numbers and times', () => {
  test('numbers', () => {
    expect(formatNumber(1234.5, 1, 'en')).toBe('1,234.5');
    expect(formatNumber(-0.04, 1, 'en')).toBe('0.0');
    expect(formatShare(0.9996, 'en')).toBe('99.9 %');
    expect(formatShare(1, 'en')).toBe('100 %');
  });

  test('ages', () => {
    expect(formatAgo(-5, 'en')).toBe('just now');
    expect(formatAgo(65_000, 'zh')).toBe('1 分钟前');
    expect(formatAgo(3 * 86_400_000, 'en')).toBe('3 d ago');
  });

  test("times are the site's, not the reader's", () => {
    const ms = Date.UTC(2026, 10, 3, 6, 5, 9);
    expect(formatClock(ms, 'zh', 'Asia/Shanghai')).toBe('14:05:09');
    expect(formatMoment(ms, 'en', 'Asia/Shanghai')).toBe('3 Nov, 14:05');
  });
});

type Words = { readonly [key: string]: string | Words };

function flat(words: Words, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : flat(value, `${path}${key}.`),
  );
}

test('both catalogues have the same keys with the same gaps to fill, and no empty word', () => {
  const gaps = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
  const chinese = new Map(flat(zh));
  const english = new Map(flat(en));
  expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  for (const [key, text] of chinese) {
    expect(text.trim(), key).not.toBe('');
    // A singular may name its one without counting it.
    if (!key.endsWith('_one')) expect(gaps(english.get(key) ?? ''), key).toEqual(gaps(text));
  }
});
