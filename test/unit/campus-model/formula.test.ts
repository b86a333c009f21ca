// Formulas of the campus description.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyFormula, FormulaError } from '../../../campus-model/description/formula.ts';

const values = { n: 3, k: 2, space: 't1-101', port: 15020 };

describe('applyFormula', () => {
  test.each([
    ['{n}', 3],
    ['{n * 4 + 1}', 13],
    ['{(n + 1) * (k - 1)}', 4],
    ['{-n + 5}', 2],
    ['{port + 7 / 2}', 15023],
    ['{7 % 4}', 3],
    ['{space}-air', 't1-101-air'],
    ['{space}-vr-{k}', 't1-101-vr-2'],
    ['plain', 'plain'],
  ])('%s is %s', (text, expected) => {
    expect(applyFormula(text, values)).toBe(expected);
  });

  test.each(['{unknown}', '{1 +}', '{(1}', '{1 / 0}', '{space * 2}', '{1 2}', '{a;b}', '{process.exit()}'])(
    'refuses %s with a sentence',
    (text) => {
      expect(() => applyFormula(text, values)).toThrow(FormulaError);
    },
  );

  test('whatever is written, it answers or refuses, and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (inner) => {
        try {
          applyFormula(`{${inner}}`, values);
        } catch (error) {
          expect(error).toBeInstanceOf(FormulaError);
        }
      }),
    );
  });
});
