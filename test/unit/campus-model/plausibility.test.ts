// Whether a value can be believed, case by case; and that no value whatever makes the judgement fail.
import {
  type Finding,
  type JudgedPoint,
  judgeOrder,
  judgeValue,
  type PointMemory,
  plausibilityOf,
  type SeenValue,
  status,
} from '@campus/campus-model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const now = 1_000_000_000;

const plain: JudgedPoint = {
  kind: 'sensor',
  quantity: 'temperature',
  unit: '°C',
  decimals: 1,
  range: { min: -40, max: 80 },
  states: null,
  counter: false,
  wrapsAt: null,
  coding: null,
  isWritable: false,
  mayCommand: false,
};
const seen = (value: number, more: Partial<SeenValue> = {}): SeenValue => ({
  value,
  text: null,
  timeMs: now - 500,
  status: status.good,
  ...more,
});
const memory: PointMemory = {
  sinceMs: now - 60_000,
  changedMs: now - 1000,
  jump: null,
  fall: null,
  usualStep: 0.1,
};

const float32 = { type: 'float32', scale: 1, offset: 0 } as const;
const uint32 = { type: 'uint32', scale: 0.1, offset: 0 } as const;

/** What a float of 32 bits reads as with its words in the wrong order. */
function swappedFloat(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  view.setUint32(0, ((view.getUint16(2) << 16) | view.getUint16(0)) >>> 0);
  return view.getFloat32(0);
}

type Case = readonly [what: string, point: Partial<JudgedPoint>, value: number, code: string | null];

const cases: readonly Case[] = [
  ['a room temperature', {}, 23.5, null],
  ['an open Pt1000 read as 6553.5', {}, 6553.5, 'not-a-value'],
  ['65535 in hundredths', {}, 655.35, 'not-a-value'],
  ['0x8000 as a signed register in tenths', {}, -3276.8, 'not-a-value'],
  ['a marker that a maker writes', {}, -999, 'not-a-value'],
  [
    'a digital thermometer before its first measurement',
    { range: { min: -40, max: 125 } },
    85,
    'not-a-value',
  ],
  ['tenths taken for wholes', {}, 235, 'scale'],
  ['a frequency in hundredths', { quantity: 'frequency', unit: 'Hz', range: null }, 5001, 'scale'],
  ['a voltage in tenths', { quantity: 'voltage', unit: 'V', range: { min: 0, max: 500 } }, 2298, 'scale'],
  ['a humidity in thousandths', { quantity: 'humidity', unit: '%', range: null }, 0.455, 'scale'],
  [
    'above its range and no other explanation',
    { quantity: 'level', range: { min: 0, max: 1 } },
    1.5,
    'out-of-range',
  ],
  ['a little above its range', {}, 95, 'out-of-range'],
  ['a temperature of exactly 0', {}, 0, 'zero'],
  ['dark is 0 lux', { quantity: 'illuminance', unit: 'lx', range: null }, 0, null],
  [
    'a voltage with swapped words',
    { quantity: 'voltage', unit: 'V', range: null, coding: float32 },
    swappedFloat(229.8),
    'word-order',
  ],
  [
    'a whole number with swapped words',
    { quantity: 'voltage', unit: 'V', range: null, coding: uint32 },
    0x08fa_0000 / 10,
    'word-order',
  ],
  [
    'an empty low word in a total',
    { quantity: 'energy', unit: 'kWh', range: null, coding: { ...uint32, scale: 0.01 } },
    (0x0001_0000 * 5) / 100,
    'word-order',
  ],
  [
    'a code that the model does not know',
    { quantity: 'state', states: { '0': { zh: '停', en: 'stopped' } } },
    7,
    'not-a-state',
  ],
  ['a switch that is neither on nor off', { quantity: 'switch', range: null }, 255, 'not-a-state'],
  ['a switch that is on', { quantity: 'switch', range: null }, 1, null],
  ['power that flows back', { quantity: 'power', unit: 'W', range: null }, -820, 'negative'],
  ['a large total is no nonsense', { quantity: 'energy', unit: 'kWh', range: null }, 812_345.67, null],
];

describe('a value', () => {
  test.each(cases)('%s', (_what, more, value, code) => {
    const findings = judgeValue({ ...plain, ...more }, seen(value), memory, now);
    expect(findings.map((each) => each.code)).toEqual(code === null ? [] : [code]);
  });

  test('with swapped words says what it would be the other way round', () => {
    const point = { ...plain, quantity: 'voltage', unit: 'V', range: null, coding: float32 } as const;
    const [finding] = judgeValue(point, seen(swappedFloat(229.8)), null, now);
    expect(finding?.words.en).toMatch(/229\.8 V/);
    expect(finding?.remedy.zh).toMatch(/wordOrder/);
  });

  test('of tenths says what it would be', () => {
    const [finding] = judgeValue(plain, seen(235), null, now);
    expect(finding?.words).toEqual({
      zh: '235 °C 远超常见范围；乘以 0.1 后是 23.5 °C，正合常见范围。',
      en: '235 °C is far from what is usual; times 0.1 it is 23.5 °C, which is usual.',
    });
  });
});

describe('quality comes before the number', () => {
  const codes = (more: Partial<SeenValue>): string[] =>
    judgeValue(plain, seen(235, more), memory, now).map(({ code }) => code);

  test('nothing came yet', () => {
    expect(codes({ timeMs: Number.NaN, value: Number.NaN, status: status.waitingForInitialData })).toEqual([
      'no-value',
    ]);
  });
  test('no answer', () => {
    expect(codes({ value: Number.NaN, status: status.timeout })).toEqual(['bad']);
  });
  test('stale', () => {
    expect(codes({ status: status.lastUsableValue })).toEqual(['stale']);
  });
  test('a doubt of the device stands beside what the number says', () => {
    expect(codes({ status: status.sensorNotAccurate })).toEqual(['scale', 'uncertain']);
  });
  test('out of range is judged by the number alone', () => {
    expect(codes({ status: status.outOfRange })).toEqual(['scale']);
  });
});

describe('what was seen before', () => {
  const codes = (more: Partial<PointMemory>, point: Partial<JudgedPoint> = {}): string[] =>
    judgeValue({ ...plain, ...point }, seen(21), { ...memory, ...more }, now).map(({ code }) => code);
  const meter = { quantity: 'energy', unit: 'kWh', range: null, counter: true } as const;

  test('a jump is told for a while', () => {
    expect(codes({ jump: { from: 21, to: 60, atMs: now - 60_000 } })).toEqual(['jump']);
    expect(codes({ jump: { from: 21, to: 60, atMs: now - 3_600_000 } })).toEqual([]);
  });
  test('a total that ran backwards, began anew, or wrapped', () => {
    expect(codes({ fall: { from: 500, to: 499, atMs: now } }, meter)).toEqual(['counter-backwards']);
    expect(codes({ fall: { from: 500, to: 0, atMs: now } }, meter)).toEqual(['counter-reset']);
    expect(codes({ fall: { from: 9999, to: 3, atMs: now } }, { ...meter, wrapsAt: 10_000 })).toEqual([]);
  });
  test('standing still is a note, and no reason to doubt', () => {
    const findings = judgeValue(
      plain,
      seen(21),
      { ...memory, sinceMs: now - 3_600_000, changedMs: null },
      now,
    );
    expect(findings.map(({ code }) => code)).toEqual(['unchanged']);
    expect(findings[0]?.words.en).toMatch(/60 min/);
    expect(plausibilityOf(findings)).toBe('plausible');
  });
  test('a lamp may stand still', () => {
    expect(
      codes({ changedMs: null, sinceMs: 0 }, { quantity: 'switch', range: null, kind: 'readback' }),
    ).toEqual(['not-a-state']);
  });
});

describe('an output', () => {
  const output = {
    ...plain,
    kind: 'output',
    quantity: 'switch',
    isWritable: true,
    mayCommand: true,
  } as const;
  const codes = (...given: Parameters<typeof judgeOrder>): string[] =>
    judgeOrder(...given).map(({ code }) => code);

  test('is judged by what became of its last order', () => {
    expect(codes(output, null)).toEqual(['not-tried']);
    expect(codes(output, { state: 'confirmed', reason: null })).toEqual([]);
    expect(codes(output, { state: 'written', reason: null })).toEqual(['command-open']);
    expect(codes(output, { state: 'failed', reason: 'device-silent' })).toEqual(['command-failed']);
    expect(judgeOrder(output, { state: 'failed', reason: 'device-silent' })[0]?.words.en).toMatch(
      /does not answer/,
    );
  });
  test('that nobody may command is told so', () => {
    expect(codes({ ...output, mayCommand: false }, { state: 'confirmed', reason: null })).toEqual([
      'not-commanded',
    ]);
  });
});

test('the heaviest finding says where a point stands', () => {
  const of = (...weights: Finding['weight'][]) =>
    plausibilityOf(weights.map((weight) => ({ ...finding, weight })));
  const finding: Finding = {
    code: 'scale',
    weight: 'note',
    words: { zh: '值', en: 'v' },
    remedy: { zh: '看', en: 'r' },
  };
  expect([of(), of('note'), of('note', 'doubt'), of('doubt', 'wrong')]).toEqual([
    'plausible',
    'plausible',
    'doubtful',
    'implausible',
  ]);
  expect(plausibilityOf([{ ...finding, code: 'no-value', weight: 'wrong' }])).toBe('unseen');
});

test('no value makes the judgement fail, and every finding has words and a remedy in both languages', () => {
  fc.assert(
    fc.property(
      fc.double(),
      fc.integer({ min: 0, max: 0xffff_ffff }),
      fc.constantFrom(null, float32, uint32, { type: 'int32', scale: 0.001, offset: -40 } as const),
      fc.constantFrom('temperature', 'voltage', 'energy', 'switch', 'state', 'text', 'power' as const),
      (value, code, coding, quantity) => {
        const point = { ...plain, coding, quantity } as JudgedPoint;
        const findings = judgeValue(point, seen(value, { status: code }), memory, now);
        for (const { words, remedy } of findings) {
          for (const text of [words, remedy])
            expect(Math.min(text.zh.length, text.en.length)).toBeGreaterThan(3);
        }
        expect(judgeValue(point, seen(value, { status: code }), memory, now)).toEqual(findings);
      },
    ),
  );
});
