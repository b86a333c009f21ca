// BACnet/IP devices: a room thermostat and an air handler to copy, and Daikin's gateway to its VRV indoor units.
import type { PointModel } from '@campus/campus-model';
import { bacnetObject as at } from './addresses.ts';
import { co2, humidity, onOff, percentage, state, temperature } from './capabilities.ts';
import { deviceModel, pair, text } from './point-builder.ts';

/** Changes are told; where they are not, many devices share a slow bus behind a router. */
const commandedPeriodMs = 1_000;
const measuredPeriodMs = 2_000;
const calm = (points: readonly (PointModel | readonly PointModel[])[]): PointModel[] =>
  points.flat().map((it) => ({
    ...it,
    periodMs: it.kind === 'sensor' || it.kind === 'status' ? measuredPeriodMs : commandedPeriodMs,
  }));

const faultStates = { 0: text('正常', 'normal'), 1: text('故障', 'fault') };
const airTemperature = (id: string, zh: string, en: string, instance: number) =>
  temperature(at('analog-input', instance), { id, name: text(zh, en), range: { min: -50, max: 100 } });

const setpoint = (id: string, zh: string, en: string, instance: number, min: number, max: number) =>
  pair(temperature(at('analog-value', instance), { id, name: text(zh, en), range: { min: 0, max: 50 } }), {
    kind: 'setpoint',
    min,
    max,
    step: 0.5,
    tolerance: 0.05,
  });

const opening = (id: string, zh: string, en: string, instance: number) =>
  pair(percentage(id, text(zh, en), at('analog-output', instance)), {
    kind: 'setpoint',
    min: 0,
    max: 100,
    step: 1,
    tolerance: 0.5,
  });

/** Multi-state values count from 1. */
const thermostatModes = {
  1: text('制冷', 'cool'),
  2: text('制热', 'heat'),
  3: text('送风', 'fan'),
};
const fanSpeeds = {
  1: text('自动', 'auto'),
  2: text('低', 'low'),
  3: text('中', 'medium'),
  4: text('高', 'high'),
};

export const bacnetThermostat = deviceModel({
  id: 'bacnet-thermostat',
  name: text('BACnet 温控器（示例）', 'BACnet thermostat (example)'),
  maker: 'generic',
  kind: 'air-conditioner',
  system: 'climate',
  protocol: 'bacnet',
  source: 'example',
  points: calm([
    onOff('power', text('空调开关', 'power'), at('binary-value', 1)),
    pair(state('mode', text('模式', 'mode'), thermostatModes, at('multi-state-value', 1)), {
      kind: 'setpoint',
      min: 1,
      max: 3,
      step: 1,
    }),
    pair(state('fan', text('风速', 'fan speed'), fanSpeeds, at('multi-state-value', 2)), {
      kind: 'setpoint',
      min: 1,
      max: 4,
      step: 1,
    }),
    setpoint('target', '设定温度', 'target temperature', 1, 16, 30),
    airTemperature('room-temperature', '室内温度', 'room temperature', 1),
    percentage('valve', text('阀门开度', 'valve'), at('analog-output', 1)),
  ]),
});

export const bacnetAirHandler = deviceModel({
  id: 'bacnet-air-handler',
  name: text('BACnet 空调机组（示例）', 'BACnet air handler (example)'),
  maker: 'generic',
  kind: 'air-conditioner',
  system: 'climate',
  protocol: 'bacnet',
  source: 'example',
  points: calm([
    onOff('power', text('机组启停', 'power'), at('binary-value', 1)),
    setpoint('supply-target', '送风设定温度', 'supply air target', 1, 12, 35),
    opening('fan-speed', '送风机转速', 'supply fan speed', 1),
    opening('damper', '新风阀开度', 'outdoor air damper', 2),
    percentage('valve', text('盘管水阀开度', 'coil valve'), at('analog-output', 3)),
    airTemperature('supply-temperature', '送风温度', 'supply air temperature', 1),
    airTemperature('return-temperature', '回风温度', 'return air temperature', 2),
    airTemperature('outdoor-temperature', '新风温度', 'outdoor air temperature', 3),
    humidity(at('analog-input', 4), { id: 'return-humidity', name: text('回风湿度', 'return air humidity') }),
    co2(at('analog-input', 5), { id: 'return-co2', name: text('回风二氧化碳', 'return air CO₂') }),
    state(
      'fan-running',
      text('送风机状态', 'supply fan'),
      { 0: text('停止', 'stopped'), 1: text('运行', 'running') },
      at('binary-input', 1),
    ),
    state(
      'filter-dirty',
      text('过滤网', 'filter'),
      { 0: text('正常', 'clean'), 1: text('堵塞', 'dirty') },
      at('binary-input', 2),
    ),
    state(
      'frost',
      text('防冻保护', 'frost protection'),
      { 0: text('正常', 'normal'), 1: text('动作', 'tripped') },
      at('binary-input', 3),
    ),
  ]),
});

const daikinModes = {
  1: text('制冷', 'cool'),
  2: text('制热', 'heat'),
  3: text('送风', 'fan'),
  4: text('自动', 'auto'),
  5: text('除湿', 'dry'),
};
const daikinSettleMs = 10_000;

/** Indoor unit n of the gateway has instances from 256 × n on: the device's `offset`. */
export const daikinDms502b51 = deviceModel({
  id: 'daikin-dms502b51',
  name: text('大金 VRV 网关室内机 DMS502B51', 'VRV indoor unit on the gateway DMS502B51'),
  maker: 'Daikin',
  kind: 'air-conditioner',
  system: 'climate',
  protocol: 'bacnet',
  source:
    'Daikin ED72-749A, DMS502B51 Interface for use in BACnet: objects by unit and member number, instance = 256 × unit + member',
  settings: { maxApdu: 1_024 },
  points: calm([
    pair(
      state(
        'power',
        text('空调开关', 'power'),
        { 0: text('关', 'off'), 1: text('开', 'on') },
        at('binary-input', 2),
      ),
      { kind: 'output', min: 0, max: 1, step: 1, settleMs: daikinSettleMs, address: at('binary-output', 1) },
    ),
    pair(state('mode', text('模式', 'mode'), daikinModes, at('multi-state-input', 6)), {
      kind: 'setpoint',
      min: 1,
      max: 5,
      step: 1,
      settleMs: daikinSettleMs,
      address: at('multi-state-output', 5),
    }),
    setpoint('target', '设定温度', 'target temperature', 10, 16, 32),
    airTemperature('room-temperature', '室内温度', 'room temperature', 9),
    state('alarm', text('报警', 'alarm'), faultStates, at('binary-input', 3)),
  ]),
});
