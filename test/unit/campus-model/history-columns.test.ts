// The binary message of history: what is written is read, column by column, and what is no message is said so.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ColumnsHead,
  columnArray,
  columnsBlock,
  columnsMark,
  type HistoryColumnName,
  historyColumnKinds,
  readColumns,
} from '../../../campus-model/index.ts';

const names = Object.keys(historyColumnKinds) as HistoryColumnName[];

function headOf(pointId: string, length: number, columns: readonly HistoryColumnName[]): ColumnsHead {
  const gaps = [{ fromMs: 1, toMs: 2, samples: 3, why: 'outbox-full' as const }];
  return {
    pointId,
    fromMs: 1_700_000_000_000,
    bucketMs: 60_000,
    length,
    coverage: 0.5,
    tier: '1min',
    gaps,
    columns,
  };
}

function filled(name: HistoryColumnName, length: number, seed: number) {
  const column = columnArray(name, length);
  for (let row = 0; row < length; row++) column[row] = row % 7 === 3 ? Number.NaN : row + seed;
  return column;
}

function messageOf(heads: readonly ColumnsHead[]): ArrayBuffer {
  const blocks = heads.map((head, seed) => columnsBlock(head, (name) => filled(name, head.length, seed)));
  return Uint8Array.from([columnsMark(), ...blocks].flatMap((part) => [...part])).buffer;
}

describe('columns', () => {
  test('of any points, lengths and names come as they were', () => {
    const head = fc
      .tuple(
        fc.string({ maxLength: 12 }),
        fc.integer({ min: 0, max: 40 }),
        fc.subarray(names, { minLength: 1 }),
      )
      .map(([id, length, columns]) => headOf(`${id}/室`, length, columns));
    fc.assert(
      fc.property(fc.array(head, { maxLength: 4 }), (heads) => {
        const points = readColumns(messageOf(heads));
        expect(points.length).toBe(heads.length);
        for (const [seed, each] of heads.entries()) {
          expect(points[seed]).toMatchObject({ ...each });
          for (const name of each.columns)
            expect(points[seed]!.column(name)).toEqual(filled(name, each.length, seed));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('are views of the message, not copies', () => {
    const message = messageOf([headOf('a/b', 5, ['min', 'quality', 'coverage'])]);
    const [point] = readColumns(message);
    for (const name of ['min', 'quality', 'coverage'] as const)
      expect(point!.column(name).buffer).toBe(message);
  });

  test('a column that was not asked for, a message cut off or of something else is an error', () => {
    const message = messageOf([headOf('a/b', 5, ['min'])]);
    expect(() => readColumns(message)[0]!.column('max')).toThrow(RangeError);
    expect(() => readColumns(message.slice(0, message.byteLength - 8))).toThrow(RangeError);
    expect(() => readColumns(new TextEncoder().encode('{"code":"internal"}').buffer)).toThrow(RangeError);
  });
});
