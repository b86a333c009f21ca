// Trend columns: silence within a point's limit is held, a longer one or a bad bucket is a gap.
import type { HistoryView, PointView } from '@campus/campus-model';
import { expect, test } from 'vitest';
import { chartGroups, hasValues, thin, trendColumns } from '../../../web/panel/format/trend.ts';

const bucket = (fromMs: number, mean: number | null, count = 1) => ({
  fromMs,
  count,
  min: mean,
  max: mean,
  mean,
  last: mean,
});
const view = (buckets: HistoryView['buckets']): HistoryView => ({
  pointId: 'a/b',
  bucketMs: 10,
  buckets,
  coverage: 1,
});
const point = { staleAfterMs: 20, states: null };

test('an empty bucket keeps the value while the point may be silent, then the line breaks', () => {
  const { times, mean } = trendColumns(view([bucket(0, 5)]), { fromMs: 0, toMs: 50 }, point);
  expect(times).toEqual([0, 0.01, 0.02, 0.03, 0.04, 0.05]);
  expect(mean).toEqual([5, 5, 5, null, null, null]);
});

test('a bucket without a good value is a gap at once and ends the holding', () => {
  const { mean } = trendColumns(
    view([bucket(0, 5), bucket(10, null), bucket(30, 7)]),
    { fromMs: 0, toMs: 30 },
    point,
  );
  expect(mean).toEqual([5, null, null, 7]);
});

test('a point with states shows the last state, not a mean of states', () => {
  const rows = view([{ fromMs: 0, count: 2, min: 0, max: 3, mean: 1.5, last: 3 }]);
  const states = { '0': { zh: '冷', en: 'cool' } };
  expect(trendColumns(rows, { fromMs: 0, toMs: 0 }, { ...point, states }).mean).toEqual([3]);
});

test('buckets counted from the start of the span fall on the grid as well', () => {
  const { mean } = trendColumns(view([bucket(3, 1), bucket(13, 2)]), { fromMs: 3, toMs: 13 }, point);
  expect(mean).toEqual([1, 2]);
});

test('nothing at all', () => {
  expect(hasValues(trendColumns(view([]), { fromMs: 0, toMs: 30 }, point))).toBe(false);
});

test('one chart a unit, one for each point of states', () => {
  const of = (pointId: string, unit: string, states: PointView['states'] = null) =>
    ({ pointId, unit, states, quantity: 'state' }) as PointView;
  const on = { '0': { zh: '关', en: 'off' } };
  const groups = chartGroups([
    of('a', '°C'),
    of('b', 'ppm'),
    of('c', '°C'),
    of('d', '', on),
    of('e', '', on),
  ]);
  expect(groups.map((group) => group.map(({ pointId }) => pointId))).toEqual([
    ['a', 'c'],
    ['b'],
    ['d'],
    ['e'],
  ]);
});

test('thin keeps every nth', () => {
  expect(thin([0, 1, 2, 3, 4, 5, 6], 3)).toEqual([0, 3, 6]);
  expect(thin([0, 1], 3)).toEqual([0, 1]);
});
