// What is shown of a live value: never a number for a bad one, never 0 for a missing one.
import { type PointView, status } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import {
  dash,
  formatValue,
  isStale,
  type LivePoint,
  presentValue,
  usableNumber,
} from '../../../web/panel/format/value.ts';

const temperature: Pick<PointView, 'quantity' | 'unit' | 'decimals' | 'states'> = {
  quantity: 'temperature',
  unit: '°C',
  decimals: 1,
  states: null,
};
const live = (value: number, code: number = status.good): LivePoint => ({
  value,
  text: null,
  timeMs: 1,
  status: code,
  arrivedAt: 0,
});

describe('presentValue', () => {
  test('good: number and unit', () => {
    expect(presentValue(temperature, live(21.25), false, 'en')).toMatchObject({
      standing: 'good',
      words: '21.3',
      unit: '°C',
      reason: null,
    });
  });

  test('missing is a dash, whether nothing came or NaN came', () => {
    expect(presentValue(temperature, undefined, false, 'zh').words).toBe(dash);
    expect(presentValue(temperature, live(Number.NaN), false, 'zh')).toMatchObject({
      standing: 'missing',
      words: dash,
    });
  });

  test('bad shows its reason and never the number', () => {
    const shown = presentValue(temperature, live(21, status.timeout), true, 'zh');
    expect(shown).toMatchObject({ standing: 'bad', words: '设备无应答', unit: '' });
  });

  test('stale keeps the last number and says so; uncertain says why', () => {
    expect(presentValue(temperature, live(21), true, 'en')).toMatchObject({
      standing: 'stale',
      words: '21.0',
      reason: { en: 'stale' },
    });
    expect(presentValue(temperature, live(70, status.outOfRange), false, 'en')).toMatchObject({
      standing: 'uncertain',
      reason: { en: 'out of range' },
    });
  });

  test('named states, plain states and texts are words', () => {
    const mode = {
      ...temperature,
      quantity: 'state' as const,
      unit: '',
      states: { '1': { zh: '制热', en: 'heat' } },
    };
    expect(presentValue(mode, live(1), false, 'zh')).toMatchObject({ words: '制热', isFigure: false });
    const lamp = { ...temperature, quantity: 'switch' as const, unit: '' };
    expect(presentValue(lamp, live(1), false, 'en').words).toBe('On');
    expect(presentValue(temperature, { ...live(Number.NaN), text: 'O0012' }, false, 'en').words).toBe(
      'O0012',
    );
  });
});

test('large powers are shown in kW', () => {
  const power = { ...temperature, quantity: 'power' as const, unit: 'W', decimals: 0 };
  expect(formatValue(power, 9999, 'en')).toEqual({ words: '9,999', unit: 'W' });
  expect(formatValue(power, 127_240, 'en')).toEqual({ words: '127.2', unit: 'kW' });
  expect(formatValue(power, -0.2, 'en').words).toBe('0');
});

test('stale by its own word, or by the time since it came', () => {
  expect(isStale(live(1), 1000, 1000)).toBe(false);
  expect(isStale(live(1), 1000, 1001)).toBe(true);
  expect(isStale(live(1, status.lastUsableValue), 1000, 0)).toBe(true);
});

test('sums take no bad and no missing value', () => {
  expect(usableNumber(live(3, status.noCommunication))).toBeNull();
  expect(usableNumber(live(Number.NaN))).toBeNull();
  expect(usableNumber(undefined)).toBeNull();
  expect(usableNumber(live(0))).toBe(0);
});
