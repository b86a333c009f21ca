// History columns for tests of the trends: rows of buckets, written to a message and read from it like an answer of the hub.
import {
  bucketQualities,
  columnArray,
  columnsBlock,
  columnsMark,
  type HistoryBucket,
  type HistoryColumnName,
  knownRise,
  type PointColumns,
  type PointView,
  qualityInOrder,
  readColumns,
} from '@campus/campus-model';

const empty: HistoryBucket = {
  fromMs: 0,
  count: 0,
  uncertain: 0,
  bad: 0,
  min: null,
  max: null,
  mean: null,
  last: null,
  timeMean: null,
  coverage: 0,
  rise: null,
};

export type Row = Partial<HistoryBucket>;

const columns: readonly HistoryColumnName[] = [
  'timeMean',
  'min',
  'max',
  'last',
  'rise',
  'coverage',
  'quality',
];

/** Buckets of 10 ms in a row, from 0 on. */
export function historyOf(rows: readonly Row[], more: Partial<PointColumns> = {}): PointColumns {
  const qualityOf = qualityInOrder();
  const buckets = rows.map((row) => ({ ...empty, ...row }));
  const codes = buckets.map((bucket) => bucketQualities.indexOf(qualityOf(bucket)));
  const head = {
    pointId: 'a/b',
    fromMs: 0,
    bucketMs: 10,
    length: rows.length,
    coverage: 1,
    tier: 'samples' as const,
    gaps: [],
    columns,
    ...more,
  };
  const block = columnsBlock(head, (name) => {
    const column = columnArray(name, rows.length);
    for (const [row, bucket] of buckets.entries()) {
      const value = name === 'quality' ? codes[row] : name === 'rise' ? knownRise(bucket) : bucket[name];
      column[row] = value ?? Number.NaN;
    }
    return column;
  });
  return readColumns(Uint8Array.from([...columnsMark(), ...block]).buffer)[0]!;
}

export function pointOf(more: Partial<PointView> = {}): PointView {
  return { states: null, counter: false, quantity: 'temperature', ...more } as PointView;
}

export const sampled: Row = { count: 2, min: 5, max: 7, mean: 6, last: 7, timeMean: 6.5, coverage: 1 };
export const held: Row = { timeMean: 7, coverage: 1 };
