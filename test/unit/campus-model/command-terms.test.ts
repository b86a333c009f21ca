// Terms of outputs: over the model's stand those of the description, witnesses are named in full, mistakes are told.
import { type DeviceModel, type ExpandResult, expandCampus, writeTerms } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';

const text = (word: string) => ({ zh: word, en: word });

function switchModel(system: 'lighting' | 'fire'): DeviceModel {
  const shared = {
    quantity: 'switch' as const,
    unit: '',
    decimals: 0,
    deadband: 0,
    heartbeatMs: 30_000,
    address: {},
  };
  const write = { min: 0, max: 1, step: 1, readback: 'on', tolerance: 0, settleMs: 3_000 };
  return {
    id: `${system}-switch`,
    name: text('switch'),
    maker: 'example',
    kind: 'lamps',
    system,
    protocol: 'modbus',
    source: 'example',
    settings: {},
    points: [
      { id: 'on', name: text('on'), kind: 'readback', ...shared },
      { id: 'on-set', name: text('on'), kind: 'output', write: { ...write, releasedTo: 1 }, ...shared },
    ],
  };
}

const models = new Map([switchModel('lighting'), switchModel('fire')].map((model) => [model.id, model]));

function expandWith(outputs: unknown, model = 'lighting-switch'): ExpandResult {
  const device = { id: '{space}-lamps', name: text('lamps'), model, endpoint: 'bus', address: {}, outputs };
  const floor = {
    id: 'f1',
    name: text('f1'),
    level: 1,
    spaces: [{ id: 'r1', template: 'room', name: text('r1') }],
  };
  const outline = [
    [0, 0],
    [9, 0],
    [9, 7],
    [0, 7],
  ];
  return expandCampus(
    {
      version: 1,
      site: { id: 'school', name: text('school'), timeZone: 'Asia/Shanghai' },
      gateways: [{ id: 'gw', name: text('gw'), building: 'b1' }],
      endpoints: [{ id: 'bus', gateway: 'gw', protocol: 'modbus', settings: {} }],
      templates: { room: { kind: 'classroom', size: [9, 7], devices: [device] } },
      buildings: [{ id: 'b1', name: text('b1'), outline, floors: [floor] }],
    },
    models,
  );
}

function mistakeOf(outputs: unknown, model?: string): string {
  const result = expandWith(outputs, model);
  if (result.ok) return 'none';
  return result.mistakes.map(({ path, expected }) => `${path.join('.')}: ${expected}`).join('; ');
}

const witness = { point: '{space}-lamps/on', expects: [{ when: 1, above: 0 }], withinMs: 1_000 };

test('what the description says stands over the model, formulas applied; the rest stays', () => {
  const result = expandWith({ 'on-set': { safe: { value: 0, afterMs: 60_000 }, witness } });
  if (!result.ok) throw new Error(JSON.stringify(result.mistakes));
  expect(result.campus.points.get('r1-lamps/on-set')?.write).toMatchObject({
    readback: 'on',
    releasedTo: 1,
    safe: { value: 0, afterMs: 60_000 },
    witness: { point: 'r1-lamps/on' },
  });
});

test('a witness of the same device is named by its local id, and in full afterwards', () => {
  const write = models.get('lighting-switch')!.points[1]!.write!;
  const own = { ...witness, point: 'on' };
  expect(writeTerms({ ...write, witness: own }, 'd1', undefined)?.witness?.point).toBe('d1/on');
  expect(writeTerms(write, 'd1', undefined)).toBe(write);
  expect(writeTerms(undefined, 'd1', { releasedTo: 0 })).toBeUndefined();
});

describe('mistakes', () => {
  test.each<[string, unknown, RegExp]>([
    ['no such output', { 'off-set': { releasedTo: 0 } }, /outputs\.off-set: an output or setpoint of/],
    ['a readback is no output', { on: { releasedTo: 0 } }, /outputs\.on: an output or setpoint of/],
    [
      'a safe value that the output cannot take',
      { 'on-set': { safe: { value: 2, afterMs: 9_000 } } },
      /0 to 1/,
    ],
    ['a value to fall back to likewise', { 'on-set': { releasedTo: -1 } }, /releasedTo: 0 to 1/],
    [
      'a witness that is not there',
      { 'on-set': { witness: { ...witness, point: 'plug/power' } } },
      /witness\.point/,
    ],
    ['an expectation of nothing', { 'on-set': { witness: { ...witness, expects: [{ when: 1 }] } } }, /above/],
    [
      'an expectation of what is never ordered',
      { 'on-set': { witness: { ...witness, expects: [{ when: 7, above: 1 }] } } },
      /expects\.0\.when: 0 to 1/,
    ],
    ['a hub that is only restarted', { 'on-set': { safe: { value: 1, afterMs: 100 } } }, /afterMs/],
  ])('%s', (_, outputs, expected) => {
    expect(mistakeOf(outputs)).toMatch(expected);
  });

  test('nothing acts on fire equipment by itself', () => {
    const outputs = { 'on-set': { safe: { value: 1, afterMs: 60_000 } } };
    expect(mistakeOf(outputs, 'fire-switch')).toMatch(/safe: none: nothing acts on fire equipment/);
    expect(mistakeOf({ 'on-set': { releasedTo: 0 } }, 'fire-switch')).toBe('none');
  });
});
