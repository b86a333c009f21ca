// Lines as they go to the server, answers as they come back, and blocks as they lie in the spool.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SampleColumns, status } from '../../../../campus-model/index.ts';
import {
  AnswerReader,
  type SeriesRows,
  TimeReader,
} from '../../../../telemetry-store/influxdb/answer-reader.ts';
import {
  type Columns,
  decodeBlock,
  encodeBlock,
  joinColumns,
} from '../../../../telemetry-store/influxdb/columns.ts';
import {
  createDatabase,
  deleteRows,
  quoteText,
  selectLast,
} from '../../../../telemetry-store/influxdb/influxql.ts';
import {
  linesOf,
  nanoseconds,
  pointIdOf,
  rowLine,
  rowOfText,
  rowText,
  sampleLine,
  seriesHead,
  someLines,
  tagOf,
} from '../../../../telemetry-store/influxdb/line-protocol.ts';
import { RollUp } from '../../../../telemetry-store/roll-up/roll-up.ts';

const start = 1_700_000_000_000;

function columnsOf(...rows: readonly (readonly [number, number, number?, string?])[]): Columns {
  const columns = new SampleColumns();
  for (const [timeMs, value, ordinal = 0, text] of rows)
    columns.push(0, timeMs, value, status.good, ordinal, text);
  return joinColumns([columns.take()]);
}

describe('line protocol', () => {
  test.each([
    [[start, 21.5, 0], 'samples,point=room-1/temperature status=0i,value=21.5 1700000000000000000'],
    [[start, -0, 65_535], 'samples,point=room-1/temperature status=0i,value=-0 1700000000000065535'],
    [[start + 1, 1e300, 7], 'samples,point=room-1/temperature status=0i,value=1e+300 1700000000001000007'],
    [[start, Number.NaN, 0], 'samples,point=room-1/temperature status=0i 1700000000000000000'],
    [[start, Number.POSITIVE_INFINITY, 0], 'samples,point=room-1/temperature status=0i 1700000000000000000'],
    [[0, 1, 2], 'samples,point=room-1/temperature status=0i,value=1 2'],
    [[-1, 1, 2], 'samples,point=room-1/temperature status=0i,value=1 -999998'],
    [
      [start, Number.NaN, 0, 'a "b" \\ c\nd, 中'],
      'texts,point=room-1/temperature status=0i,text="a \\"b\\" \\\\ c\nd, 中" 1700000000000000000',
    ],
  ] as const)('%j', (row, line) => {
    expect(sampleLine(seriesHead('room-1/temperature'), columnsOf(row), 0)).toBe(line);
  });

  test('a roll-up row', () => {
    const rollUp = new RollUp(
      { fromMs: start, bucketMs: 60_000, length: 2 },
      { holdMs: 500, isCounter: true, wrapsAt: null },
      Number.POSITIVE_INFINITY,
    );
    rollUp.addSample(start + 1_000, 10, status.good);
    rollUp.addSample(start + 2_000, 12.5, status.outOfRange);
    rollUp.addSample(start + 2_250, Number.NaN, status.timeout);
    rollUp.addSample(start + 60_000, Number.NaN, status.timeout);
    expect([0, 1].map((at) => rowLine('1min', 'm-1/energy', rollUp.row(at)!))).toEqual([
      'roll_up_1min,point=m-1/energy row="2,1,1,10,12.5,22.5,10,12.5,2.5,8125,750,1000,2250,0" 1700000000000000000',
      'roll_up_1min,point=m-1/energy row="0,0,1,NaN,NaN,0,NaN,NaN,0,0,0,0,0,0" 1700000060000000000',
    ]);
  });

  test('roll-up rows come back as they were', () => {
    const one = fc.record({
      at: fc.integer({ min: 0, max: 59_999 }),
      value: fc.double(),
      isBad: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 5 }), (samples) => {
        const rules = { holdMs: 500, isCounter: true, wrapsAt: null };
        const rollUp = new RollUp(
          { fromMs: start, bucketMs: 60_000, length: 1 },
          rules,
          Number.POSITIVE_INFINITY,
        );
        for (const { at, value, isBad } of samples.toSorted((a, b) => a.at - b.at))
          rollUp.addSample(start + at, value === 0 ? 0 : value, isBad ? status.timeout : status.good);
        expect(rowOfText(start, rowText(rollUp.row(0)!))).toEqual(rollUp.row(0));
      }),
    );
    expect(rowOfText(start, 'no row')).toBeNull();
  });

  test('any point id becomes a tag that is one word, and comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (id) => {
        expect(pointIdOf(tagOf(id))).toBe(id);
        expect(tagOf(id)).not.toMatch(/[\n\r\\]/);
        expect(seriesHead(id).samples.replace(/\\[ ,=]/g, '')).not.toMatch(/[\s].*[\s]|\\$/);
      }),
    );
  });

  test('lines are cut where they end, not where a text breaks', () => {
    const lines = linesOf(['a\nb', 'c', 'd\n', 'e']);
    expect(someLines(lines, 0, 1).text).toBe('a\nb');
    expect(someLines(lines, 1, 3).text).toBe('c\nd\n');
    expect(someLines(someLines(lines, 1, 4), 1, 3).text).toBe('d\n\ne');
  });
});

describe('InfluxQL', () => {
  test.each([
    ["x' OR 'a' = 'a", "'x\\' OR \\'a\\' = \\'a'"],
    ["\\'; DROP DATABASE campus --", "'\\\\\\'; DROP DATABASE campus --'"],
    ['a\nb', "'a\\nb'"],
  ])('%j is text and nothing else', (text, quoted) => {
    expect(quoteText(text)).toBe(quoted);
  });

  test('statements', () => {
    expect(createDatabase('cam"pus')).toBe('CREATE DATABASE "cam\\"pus"');
    expect(deleteRows('samples', null, start)).toBe('DELETE FROM "samples" WHERE time < 1700000000000000000');
    expect(selectLast({ pointIds: ["a'b"], toMs: start, isUsable: true })).toBe(
      `SELECT "value", "status" FROM "samples" WHERE ("point" = 'a\\'b') AND time < 1700000000000000000 AND "status" < 2147483648 AND ("value" >= 0 OR "value" < 0) GROUP BY "point" ORDER BY time DESC LIMIT 1`,
    );
  });
});

describe('answers', () => {
  test('are read whatever pieces they come in', () => {
    const document = (values: unknown[][]) =>
      JSON.stringify({
        results: [
          { series: [{ name: 'samples', tags: { point: 'raum-ü' }, columns: ['time', 'value'], values }] },
        ],
      });
    const bytes = new TextEncoder().encode(
      `${document([['2026-09-01T08:00:00Z', 1]])}\n${document([
        ['x', null],
        ['中', 2],
      ])}\n`,
    );
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bytes.length })), (cuts) => {
        const found: SeriesRows[] = [];
        const reader = new AnswerReader((rows) => found.push(rows));
        const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        for (let i = 1; i < places.length; i++) reader.read(bytes.slice(places[i - 1], places[i]));
        reader.end();
        expect(found.map(({ tag }) => tag)).toEqual(['raum-ü', 'raum-ü']);
        expect(found.flatMap(({ values }) => values)).toEqual([
          ['2026-09-01T08:00:00Z', 1],
          ['x', null],
          ['中', 2],
        ]);
      }),
    );
  });

  test.each([['{"error":"boom"}'], ['{"results":[{"error":"boom"}]}']])(
    '%s is an error in the server’s words',
    (text) => {
      expect(() => new AnswerReader(() => {}).read(new TextEncoder().encode(`${text}\n`))).toThrow('boom');
    },
  );

  test('times come back to the millisecond and the ordinal', () => {
    const reader = new TimeReader();
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9_223_372_036_853 }),
        fc.integer({ min: 0, max: 65_535 }),
        (ms, ordinal) => {
          const fraction = `${nanoseconds(ms, ordinal).padStart(9, '0').slice(-9)}`.replace(/0+$/, '');
          const iso = new Date(ms).toISOString();
          if (iso.startsWith('+')) return;
          reader.read(`${iso.slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}Z`);
          expect([reader.timeMs, reader.ordinal]).toEqual([ms, ordinal]);
        },
      ),
    );
  });
});

describe('blocks', () => {
  test('come back as they were', () => {
    const columns = columnsOf([start, 1.5], [start + 1, Number.NaN, 3, 'x'], [start, -0, 65_535]);
    expect(decodeBlock(encodeBlock(columns))).toEqual(columns);
    expect(decodeBlock(encodeBlock(joinColumns([])))).toEqual(joinColumns([]));
  });

  test('with one changed byte are known to be damaged', () => {
    const block = encodeBlock(columnsOf([start, 1.5], [start + 1, 2]));
    for (let at = 0; at < block.length; at++) {
      const damaged = block.slice();
      damaged[at]! ^= 0x10;
      expect(() => decodeBlock(damaged)).toThrow();
    }
  });
});
