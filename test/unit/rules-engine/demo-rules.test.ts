// The demo campus's own rule file: it fits the campus, and every rule raises what it is there for.
import { type Campus, expandCampus, status } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { type CompiledRules, evaluate, initialState, tick } from '@campus/rules-engine';
import { readYamlFile } from '@campus/runtime';
import { describe, expect, test } from 'vitest';
import { readRules } from './engine-run.ts';
import { sample } from './tiny-campus.ts';

const folder = new URL('../../../simulators/demo-campus/', import.meta.url).pathname;
const campus = demoCampus();
const compiled = demoRules();
const start = 1_000_000;

function demoCampus(): Campus {
  const expanded = expandCampus(readYamlFile(`${folder}campus.yaml`).value, deviceModels);
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.mistakes));
  return expanded.campus;
}

function demoRules(): CompiledRules {
  const result = readRules(readYamlFile(`${folder}rules.yaml`).value, campus);
  if (!result.ok) throw new Error(JSON.stringify(result.mistakes));
  return result.compiled;
}

/** The rules that raise an alarm when the point shows this value for a quarter of an hour. */
function raisedBy(pointId: string, value: number, quality = 0): string[] {
  const index = [...campus.points.keys()].indexOf(pointId);
  expect(index, pointId).toBeGreaterThanOrEqual(0);
  let { state, effects } = evaluate(
    compiled,
    initialState(compiled),
    sample(index, start, value, quality),
    start,
  );
  const raised = new Set(effects.map(({ ruleId }) => ruleId));
  for (let now = start + 10_000; now <= start + 900_000; now += 10_000) {
    ({ state, effects } = tick(compiled, state, now));
    for (const { subject, ruleId } of effects) if (subject === pointId) raised.add(ruleId);
  }
  raised.delete('device-silent');
  raised.delete('fire-device-silent');
  return [...raised].sort();
}

function pointOf(kind: string, localId: string, spaceKind?: string): string {
  for (const point of campus.points.values()) {
    const isWanted = campus.devices.get(point.deviceId)?.kind === kind && point.id === localId;
    if (isWanted && (!spaceKind || campus.spaces.get(point.spaceId)?.kind === spaceKind))
      return point.pointId;
  }
  throw new Error(`no ${kind}/${localId}`);
}

describe('each rule raises what it is there for', () => {
  test.each<[string, string, string | undefined, number, string[]]>([
    ['smoke-detector', 'smoke', undefined, 1, ['fire-detected']],
    ['smoke-detector', 'smoke', undefined, 3, ['fire-detector-impaired']],
    ['smoke-detector', 'smoke', undefined, 0, []],
    ['fire-panel', 'fire', undefined, 1, ['fire-panel-alarm']],
    ['fire-panel', 'backup-power-fault', undefined, 1, ['fire-panel-fault']],
    ['door', 'forced', undefined, 1, ['door-forced']],
    ['camera', 'online', undefined, 0, ['camera-offline']],
    ['fridge', 'temperature', 'nursing-ward', 8.1, ['medicine-fridge']],
    ['fridge', 'temperature', 'nursing-ward', 5, []],
    ['fridge', 'temperature', 'cold-store', -14, ['cold-store-warm']],
    ['fridge', 'temperature', 'cold-store', -18, []],
    ['door', 'contact', 'cold-store', 1, ['cold-store-door-open']],
    ['leak-sensor', 'leak', undefined, 1, ['water-leak']],
    ['air-sensor', 'co2', 'classroom', 1200, ['co2-attention']],
    ['air-sensor', 'co2', 'classroom', 1600, ['co2-attention', 'co2-poor']],
    ['air-sensor', 'temperature', 'classroom', 31, ['room-temperature']],
    ['energy-meter', 'power', 'dormitory-room', 3500, ['dormitory-overload']],
    ['energy-meter', 'power', 'classroom', 3500, []],
    ['energy-meter', 'voltage-l2', 'plant-room', 190, ['supply-voltage']],
    ['vr-headset', 'temperature', undefined, 46, ['headset-hot']],
    ['vr-headset', 'battery', undefined, 12, ['headset-battery-low']],
    ['vr-manager', 'server-temperature', undefined, 90, ['vr-server-hot']],
    ['machine', 'spindle-temperature', undefined, 70, ['spindle-hot']],
    ['machine', 'coolant-level', undefined, 10, ['coolant-low']],
    ['leak-sensor', 'battery', undefined, 10, ['sensor-battery-low']],
  ])('%s %s in %s at %d: %j', (kind, localId, spaceKind, value, expected) => {
    expect(raisedBy(pointOf(kind, localId, spaceKind), value)).toEqual(expected);
  });

  test('nothing is raised by a value that is not known', () => {
    expect(raisedBy(pointOf('smoke-detector', 'smoke'), 1, status.timeout)).toEqual([]);
  });
});

test('a fire is an alarm at once', () => {
  const index = [...campus.points.keys()].indexOf(pointOf('smoke-detector', 'smoke'));
  const { effects } = evaluate(compiled, initialState(compiled), sample(index, start, 1), start);
  expect(effects).toMatchObject([{ ruleId: 'fire-detected', isActive: true }]);
  expect(compiled.rule('fire-detected')?.priority).toBe('critical');
});

test('every device of the campus is watched for silence exactly once', () => {
  expect(compiled.subjectsOf('device-silent') + compiled.subjectsOf('fire-device-silent')).toBe(
    campus.devices.size,
  );
});

test('every rule is told in both languages, with advice', () => {
  for (const { id, name, advice } of compiled.rules.values()) {
    expect(/\p{Script=Han}/u.test(name.zh) && /\p{Script=Han}/u.test(advice.zh), id).toBe(true);
    expect(/\p{Script=Han}/u.test(name.en + advice.en), id).toBe(false);
    expect(/[。]$/.test(advice.zh) && /[.]$/.test(advice.en), id).toBe(true);
  }
});
