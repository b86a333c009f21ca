// A fan-coil thermostat on Modbus. No maker's map is common, so this one is an example to copy.
import { holding, input } from './addresses.ts';
import { onOff, percentage, state, temperature } from './capabilities.ts';
import { deviceModel, pair, text } from './point-builder.ts';

const modes = {
  0: text('制冷', 'cool'),
  1: text('制热', 'heat'),
  2: text('送风', 'fan'),
  3: text('除湿', 'dry'),
};
const fanSpeeds = {
  0: text('自动', 'auto'),
  1: text('低', 'low'),
  2: text('中', 'medium'),
  3: text('高', 'high'),
};

export const fanCoilThermostat = deviceModel({
  id: 'fan-coil-thermostat',
  name: text('风机盘管温控器', 'fan-coil thermostat'),
  maker: 'generic',
  kind: 'air-conditioner',
  system: 'climate',
  protocol: 'modbus',
  source: 'example',
  points: [
    onOff('power', text('空调开关', 'power'), holding(0)),
    pair(state('mode', text('模式', 'mode'), modes, holding(1)), {
      kind: 'setpoint',
      min: 0,
      max: 3,
      step: 1,
    }),
    pair(state('fan', text('风速', 'fan speed'), fanSpeeds, holding(2)), {
      kind: 'setpoint',
      min: 0,
      max: 3,
      step: 1,
    }),
    pair(
      temperature(holding(3, 'int16', 0.1), {
        id: 'target',
        name: text('设定温度', 'target temperature'),
        range: { min: 5, max: 35 },
      }),
      { kind: 'setpoint', min: 16, max: 30, step: 0.5, tolerance: 0.05 },
    ),
    temperature(input(0, 'int16', 0.1), {
      id: 'room-temperature',
      name: text('室内温度', 'room temperature'),
      range: { min: -10, max: 60 },
    }),
    percentage('valve', text('阀门开度', 'valve'), input(1)),
    state(
      'fault',
      text('故障', 'fault'),
      {
        0: text('正常', 'normal'),
        1: text('传感器故障', 'sensor fault'),
        2: text('风机故障', 'fan fault'),
        3: text('水温异常', 'water temperature'),
      },
      input(2),
    ),
  ],
});
