// A water meter on Modbus. Maps differ by maker, so this one is an example to copy.
import { holding } from './addresses.ts';
import { deviceModel, point, text } from './point-builder.ts';

export const waterMeterModbus = deviceModel({
  id: 'water-meter-modbus',
  name: text('远传水表', 'water meter'),
  maker: 'generic',
  kind: 'water-meter',
  system: 'water',
  protocol: 'modbus',
  source: 'example',
  points: [
    point(
      {
        id: 'volume',
        name: text('累计水量', 'volume'),
        quantity: 'water-volume',
        counter: true,
        range: { min: 0, max: 4_294_967 },
        deadband: 0.001,
        periodMs: 2_000,
      },
      holding(0, 'uint32', 0.001),
    ),
    point(
      {
        id: 'flow',
        name: text('瞬时流量', 'flow'),
        quantity: 'water-flow',
        range: { min: 0, max: 65.535 },
        deadband: 0.01,
        periodMs: 2_000,
      },
      holding(2, 'uint16', 0.001),
    ),
  ],
});
