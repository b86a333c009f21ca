// What a symbol says of its equipment: the worst first, and nothing that is not known.
import type { PlanSign, SignKind } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import { equipmentKinds } from '../../../campus-model/device-model.ts';
import { equipmentState, stateWords } from '../../../web/panel/plan/equipment-state.ts';
import { symbolOf } from '../../../web/panel/plan/symbols.ts';

const sign = (kind: SignKind, row: number): PlanSign => ({ pointId: `d/${row}`, kind, staleAfterMs: 1000 });

/** The state of equipment whose signs have these values; null is none that can be used. */
function stateOf(...values: [SignKind, number | null][]) {
  const signs = values.map(([kind], row) => sign(kind, row));
  return equipmentState({ signs }, (asked) => values[signs.indexOf(asked)]?.[1] ?? null);
}

describe('a symbol', () => {
  test.each([
    ['silent', [['on', null]]],
    ['silent', []],
    [
      'off',
      [
        ['on', 0],
        ['on', 0],
      ],
    ],
    [
      'on',
      [
        ['on', 0],
        ['on', 1],
        ['on', null],
      ],
    ],
    ['alarm', [['alarm', 1]]],
    ['fault', [['alarm', 2]]],
    ['off', [['alarm', 0]]],
    [
      'alarm',
      [
        ['open', 1],
        ['alarm', 1],
      ],
    ],
    [
      'open',
      [
        ['open', 1],
        ['alarm', 0],
      ],
    ],
    [
      'fault',
      [
        ['on', 1],
        ['fault', 3],
      ],
    ],
    [
      'on',
      [
        ['on', 1],
        ['fault', 0],
      ],
    ],
    [
      'lost',
      [
        ['online', 0],
        ['on', 1],
      ],
    ],
    ['heard', [['online', 1]]],
    ['heard', [['state', 0]]],
  ] as [string, [SignKind, number | null][]][])('is %s with %j', (state, values) => {
    expect(stateOf(...values)).toBe(state);
  });

  test('says it in the words of its kind', () => {
    expect(stateWords('door', 'off')).toBe('closed');
    expect(stateWords('lamps', 'on')).toBe('on');
    expect(stateWords('machine', 'on')).toBe('running');
    expect(stateWords('smoke-detector', 'off')).toBe('calm');
  });

  test('there is one for each kind, and no two look alike', () => {
    expect(new Set(equipmentKinds.map(symbolOf)).size).toBe(equipmentKinds.length);
  });
});
