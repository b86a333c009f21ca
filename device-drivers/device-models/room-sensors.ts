// Small transmitters on RS-485: temperature and humidity, dust, noise, the current of a machine.
import { holding, input } from './addresses.ts';
import { current, humidity, temperature } from './capabilities.ts';
import { deviceModel, point, text } from './point-builder.ts';

const onModbus = { protocol: 'modbus', maker: 'generic' } as const;
const ofAir = { ...onModbus, kind: 'air-sensor', system: 'climate' } as const;

export const xyMd02 = deviceModel({
  id: 'xy-md02',
  name: text('温湿度变送器 XY-MD02', 'temperature and humidity sensor XY-MD02'),
  ...ofAir,
  source: 'XY-MD02 manual: FC04, register 1 temperature × 0.1 signed, 2 humidity × 0.1',
  points: [temperature(input(1, 'int16', 0.1)), humidity(input(2, 'uint16', 0.1))],
});

export const r444a01 = deviceModel({
  id: 'r444a01',
  name: text('温湿度变送器 R444A01', 'temperature and humidity sensor R444A01'),
  ...ofAir,
  source: 'R444A01 manual: FC03, register 0 temperature × 0.1 signed, 1 humidity × 0.1',
  points: [temperature(holding(0, 'int16', 0.1)), humidity(holding(1, 'uint16', 0.1))],
});

export const dustSensor = deviceModel({
  id: 'dust-sensor-modbus',
  name: text('颗粒物变送器（示例）', 'dust sensor (example)'),
  ...ofAir,
  source: 'example',
  points: [
    point(
      {
        id: 'pm25',
        name: text('细颗粒物', 'PM2.5'),
        quantity: 'pm25',
        range: { min: 0, max: 1_000 },
        deadband: 2,
      },
      holding(0),
    ),
    point(
      {
        id: 'pm10',
        name: text('可吸入颗粒物', 'PM10'),
        quantity: 'pm10',
        range: { min: 0, max: 1_000 },
        deadband: 2,
      },
      holding(1),
    ),
  ],
});

export const noiseSensor = deviceModel({
  id: 'noise-sensor-modbus',
  name: text('噪声变送器（示例）', 'noise sensor (example)'),
  ...ofAir,
  source: 'example',
  points: [
    point(
      {
        id: 'noise',
        name: text('噪声', 'noise'),
        quantity: 'noise',
        range: { min: 20, max: 140 },
        deadband: 1,
      },
      holding(0, 'uint16', 0.1),
    ),
  ],
});

/** Tells whether a machine without a controller works: the current of its supply. */
export const currentClamp = deviceModel({
  id: 'current-clamp',
  name: text('电流互感变送器（示例）', 'current clamp (example)'),
  ...onModbus,
  kind: 'machine',
  system: 'workshop',
  source: 'example',
  points: [current('current', text('电流', 'current'), holding(0, 'uint16', 0.01))],
});
