// Gateways that bring an air conditioner's own bus to Modbus.
import { holding } from './addresses.ts';
import { onOff, state, temperature } from './capabilities.ts';
import { deviceModel, pair, text } from './point-builder.ts';

/** What the gateway says before the unit told it a temperature. */
const unknownTemperature = -32_768;
const modes = {
  0: text('自动', 'auto'),
  1: text('制热', 'heat'),
  2: text('除湿', 'dry'),
  3: text('送风', 'fan'),
  4: text('制冷', 'cool'),
};
const fanSpeeds = {
  0: text('自动', 'auto'),
  1: text('低', 'low'),
  2: text('中低', 'medium low'),
  3: text('中', 'medium'),
  4: text('中高', 'medium high'),
  5: text('高', 'high'),
};

export const intesisDaikin = deviceModel({
  id: 'intesis-inmbsdai001i000',
  name: text('空调网关 INMBSDAI001I000（大金）', 'air conditioner gateway INMBSDAI001I000 (Daikin)'),
  maker: 'Intesis',
  kind: 'air-conditioner',
  system: 'climate',
  protocol: 'modbus',
  source:
    'Intesis INMBSDAI001I000 user manual r2.3, 4.2.1: registers 0 on/off, 1 mode, 2 fan speed, 4 setpoint and 5 temperature (°C × 10, as delivered), 10 alarm',
  points: [
    onOff('power', text('空调开关', 'power'), holding(0)),
    pair(state('mode', text('模式', 'mode'), modes, holding(1)), {
      kind: 'setpoint',
      min: 0,
      max: 4,
      step: 1,
    }),
    pair(state('fan', text('风速', 'fan speed'), fanSpeeds, holding(2)), {
      kind: 'setpoint',
      min: 0,
      max: 5,
      step: 1,
    }),
    pair(
      temperature(
        { ...holding(4, 'int16', 0.1), absent: unknownTemperature },
        { id: 'target', name: text('设定温度', 'target temperature'), range: { min: 10, max: 35 } },
      ),
      { kind: 'setpoint', min: 16, max: 32, step: 1, tolerance: 0.05 },
    ),
    temperature(
      { ...holding(5, 'int16', 0.1), absent: unknownTemperature },
      { id: 'room-temperature', name: text('室内温度', 'room temperature'), range: { min: -10, max: 60 } },
    ),
    state(
      'fault',
      text('故障', 'fault'),
      { 0: text('正常', 'normal'), 1: text('报警', 'alarm') },
      holding(10),
    ),
  ],
});
