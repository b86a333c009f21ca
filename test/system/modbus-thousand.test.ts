// A thousand Modbus devices of which three endpoints are bad: every other device has its values in each period, and
// nothing wrong is taken for a value.
import { expect, test } from 'vitest';
import { bad, endpoints, runThousand, unitsEach } from '../bench/modbus-thousand.ts';

/** A period, and the one after it where this machine was busy. */
const longestGapMs = 3_000;

test('one endpoint is dead, one answers garbage, one after two seconds: the others keep their period', async () => {
  const outcome = await runThousand(5_000, 12_000);
  const lateValues = outcome.longestGaps.filter(([, gapMs]) => gapMs > longestGapMs);
  expect(outcome.devices).toBe(endpoints * unitsEach);
  expect(outcome.longestGaps).toHaveLength((endpoints - Object.keys(bad).length) * unitsEach);
  expect(lateValues).toEqual([]);
  expect(outcome.wrongValues).toBe(0);
  expect(outcome.falselyGood).toEqual([]);
});
