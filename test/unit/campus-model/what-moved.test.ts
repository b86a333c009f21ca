// A trial of an output, case by case: what moved, whether it was the right thing, and what is said of it.
import { status, type TrialOrder, type TrialPoint, type TrialSample, whatMoved } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';

const onOff = { '0': { zh: '关', en: 'off' }, '1': { zh: '开', en: 'on' } };

function point(pointId: string, more: Partial<TrialPoint> = {}): TrialPoint {
  return {
    pointId,
    name: { zh: `点 ${pointId}`, en: `point ${pointId}` },
    unit: '',
    decimals: 0,
    isCoded: true,
    stateNames: onOff,
    isCounter: false,
    deadband: 0,
    usualStep: 0,
    readbackOf: null,
    ...more,
  };
}

const analogue = (pointId: string, more: Partial<TrialPoint> = {}) =>
  point(pointId, { isCoded: false, stateNames: null, decimals: 1, ...more });

/** Lamp 1 is switched on; lamp 2 hangs on the same board. */
const order: TrialOrder = {
  pointId: 'lamps/one-set',
  value: 1,
  tolerance: 0,
  readback: 'lamps/one',
  witness: null,
  orderedMeanwhile: [],
};
const points = [
  point('lamps/one-set'),
  point('lamps/one', { readbackOf: 'lamps/one-set' }),
  point('lamps/two-set'),
  point('lamps/two', { readbackOf: 'lamps/two-set' }),
  analogue('meter/power', { unit: 'W', usualStep: 5, deadband: 1 }),
  analogue('air/temperature', { unit: '°C', usualStep: 0.1, deadband: 0.1 }),
];
/** Everything off, and what it is about besides. */
const before: readonly TrialSample[] = [
  ['lamps/one-set', 0],
  ['lamps/one', 0],
  ['lamps/two-set', 0],
  ['lamps/two', 0],
  ['meter/power', 200],
  ['air/temperature', 21],
].map(([pointId, value]) => ({
  pointId: String(pointId),
  value: Number(value),
  status: status.good,
  afterMs: 0,
}));

const at = (afterMs: number, pointId: string, value: number, code: number = status.good): TrialSample => ({
  pointId,
  value,
  status: code,
  afterMs,
});

const judge = (samples: readonly TrialSample[], more: Partial<TrialOrder> = {}, isOver = true) => {
  const { movements, findings, hasFollowed } = whatMoved(
    { ...order, ...more },
    points,
    [...before, ...samples],
    isOver,
  );
  return {
    moved: movements.map(({ pointId, role }) => (role ? `${pointId} ${role}` : pointId)),
    found: findings.map(({ code }) => code),
    hasFollowed,
    findings,
    movements,
  };
};

describe('a lamp is switched on', () => {
  test('its readback follows and the power rises: nothing to say', () => {
    const { moved, found, hasFollowed } = judge([at(400, 'lamps/one', 1), at(900, 'meter/power', 260)]);
    expect({ moved, found, hasFollowed }).toEqual({
      moved: ['lamps/one readback', 'meter/power'],
      found: [],
      hasFollowed: true,
    });
  });

  test('crossed wires: the readback of another lamp moves instead', () => {
    const { moved, found, findings } = judge([at(400, 'lamps/two', 1)]);
    expect({ moved, found }).toEqual({ moved: ['lamps/two other-readback'], found: ['crossed'] });
    expect(findings[0]?.words.en).toBe(
      'You switched "point lamps/one"; the readback of "point lamps/two" moved.',
    );
    expect(findings[0]?.words.zh).toMatch(/操作的是“点 lamps\/one”，动作的却是“点 lamps\/two”/);
  });

  test('both lamps move: they hang together', () => {
    expect(judge([at(400, 'lamps/one', 1), at(450, 'lamps/two', 1)]).found).toEqual(['coupled']);
  });

  test('somebody else switched the other lamp meanwhile: that says nothing', () => {
    const meanwhile = { orderedMeanwhile: ['lamps/two-set'] };
    expect(judge([at(400, 'lamps/one', 1), at(450, 'lamps/two', 1)], meanwhile).found).toEqual([]);
    expect(judge([at(450, 'lamps/two', 1)], meanwhile).found).toEqual(['readback-still']);
  });

  test('nothing moves at all', () => {
    expect(judge([])).toMatchObject({ moved: [], found: ['readback-still'], hasFollowed: false });
  });

  test('it stood there already: nothing is shown, whatever it does', () => {
    const stood = before.map((sample) => (sample.pointId === 'lamps/one' ? { ...sample, value: 1 } : sample));
    const result = whatMoved(order, points, stood, true);
    expect(result.findings.map(({ code }) => code)).toEqual(['nothing-shown']);
    expect(result.findings[0]?.words.en).toMatch(/already stood at "on"/);
  });

  test('a normally closed contact: the readback goes the other way', () => {
    const stood = before.map((sample) => (sample.pointId === 'lamps/one' ? { ...sample, value: 1 } : sample));
    const result = whatMoved(order, points, [...stood, at(300, 'lamps/one', 0)], true);
    expect(result.findings.map(({ code }) => code)).toEqual(['readback-inverted']);
  });

  test('while it runs, what has not come yet is no fault', () => {
    expect(judge([], {}, false).found).toEqual([]);
    expect(judge([at(400, 'lamps/two', 1)], {}, false).found).toEqual([]);
  });
});

describe('what counts as a movement', () => {
  test('noise as it always is does not; a clear step does', () => {
    expect(judge([at(400, 'lamps/one', 1), at(500, 'meter/power', 208)]).moved).toEqual([
      'lamps/one readback',
    ]);
    expect(judge([at(400, 'lamps/one', 1), at(500, 'air/temperature', 21.2)]).moved).toEqual([
      'lamps/one readback',
    ]);
  });

  test('a total that rises by itself does not, nor does a hundredth of a large load', () => {
    const more = [analogue('meter/energy', { isCounter: true }), analogue('main/power', { unit: 'W' })];
    const stood = ['meter/energy', 'main/power'].map((pointId) => at(0, pointId, 10_000));
    const after = [at(400, 'meter/energy', 10_001), at(400, 'main/power', 10_050)];
    expect(whatMoved(order, [...points, ...more], [...before, ...stood, ...after], true).movements).toEqual(
      [],
    );
  });

  test('soon and clearly comes before late and faintly', () => {
    const { moved } = judge([
      at(5000, 'air/temperature', 24),
      at(600, 'meter/power', 320),
      at(300, 'lamps/one', 1),
    ]);
    expect(moved).toEqual(['lamps/one readback', 'meter/power', 'air/temperature']);
  });

  test('what changes by itself now and then comes behind what does not', () => {
    const camera = point('camera/motion', { usualStep: 1 });
    const stood = at(0, 'camera/motion', 0);
    const samples = [...before, stood, at(300, 'camera/motion', 1), at(400, 'lamps/two', 1)];
    const { movements } = whatMoved(order, [...points, camera], samples, false);
    expect(movements.map(({ pointId }) => pointId)).toEqual(['lamps/two', 'camera/motion']);
  });

  test('bad values and values from nowhere do not', () => {
    expect(judge([at(400, 'lamps/one', 1, status.timeout), at(400, 'new/point', 5)]).moved).toEqual([]);
  });

  test('the order itself is no movement', () => {
    expect(judge([at(100, 'lamps/one-set', 1)]).moved).toEqual([]);
  });
});

describe('a witness', () => {
  const witness = { witness: 'meter/power' };

  test('that moves is named', () => {
    const { moved, found } = judge([at(400, 'lamps/one', 1), at(900, 'meter/power', 260)], witness);
    expect({ moved, found }).toEqual({ moved: ['lamps/one readback', 'meter/power witness'], found: [] });
  });

  test('that stands still contradicts the readback', () => {
    expect(judge([at(400, 'lamps/one', 1)], witness).found).toEqual(['witness-still']);
    expect(judge([at(400, 'lamps/one', 1)], witness, false).found).toEqual([]);
  });
});
