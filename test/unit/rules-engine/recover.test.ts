// Samples that come after later ones: judged by their own times as if they had come in their order.
import { SampleColumns, status } from '@campus/campus-model';
import { evaluate, initialState, recover } from '@campus/rules-engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compiledFrom, ruleOf } from './engine-run.ts';
import { tinyCampus } from './tiny-campus.ts';

const campus = tinyCampus([{ device: 'air', id: 'co2', quantity: 'co2' }]);
const compiled = (condition: Record<string, unknown>) =>
  compiledFrom([ruleOf({ unit: 'ppm', points: { quantities: ['co2'] }, condition })], campus);

const start = 1_790_000_000_000;

function batchOf(rows: readonly (readonly [timeMs: number, value: number, code?: number])[]) {
  const columns = new SampleColumns();
  for (const [timeMs, value, code] of rows) columns.push(0, timeMs, value, code ?? status.good);
  return columns.take();
}

const delays = fc.constantFrom(0, 0, 3_000);
const rows = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.constantFrom(900, 900, 2_000), fc.boolean()), {
    maxLength: 12,
  })
  .map((steps) => {
    let timeMs = start;
    return steps.map(([pauseMs, value, isBad]) => {
      timeMs += pauseMs;
      const code = isBad && value === 900 ? status.timeout : status.good;
      return [timeMs, value, code] as const;
    });
  });

test('recovered after a later sample they raise and clear what they would have in their order', () => {
  fc.assert(
    fc.property(rows, delays, delays, (samples, forMs, clearAfterMs) => {
      const rules = compiled({ above: 1_500, forMs, clearAfterMs });
      const last = [start + 100_000, 900] as const;
      const now = start + 100_500;
      const inOrder = evaluate(rules, initialState(rules), batchOf([...samples, last]), now);

      const later = evaluate(rules, initialState(rules), batchOf([last]), now);
      expect(later.effects).toEqual([]);
      const recovered = recover(rules, later.state, batchOf([...samples, last]), now);
      expect(recovered.effects).toEqual(inOrder.effects);
      const next = batchOf([[start + 101_000, 2_000]]);
      expect(evaluate(rules, recovered.state, next, now + 500).effects).toEqual(
        evaluate(rules, inOrder.state, next, now + 500).effects,
      );
    }),
  );
});

test('availability goes by arrival: recovering says nothing of it', () => {
  const rules = compiled({ unavailable: true });
  const before = evaluate(rules, initialState(rules), batchOf([[start, 900]]), start);
  const after = recover(
    rules,
    before.state,
    batchOf([[start - 5_000, Number.NaN, status.noCommunication]]),
    start + 1,
  );
  expect(after.effects).toEqual([]);
  expect(after.state.chunks).toBe(before.state.chunks);
});
