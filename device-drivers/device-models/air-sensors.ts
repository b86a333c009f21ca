// Room air sensors and cold-store probes on Modbus.
import { holding, input } from './addresses.ts';
import { co2, humidity, temperature } from './capabilities.ts';
import { deviceModel, text } from './point-builder.ts';

const renkeSource =
  'Renke RS-WS-N01 manual: FC03/FC04, register 0 humidity × 0.1, 1 temperature × 0.1 signed';

export const renkeRsWsN01 = deviceModel({
  id: 'renke-rs-ws-n01',
  name: text('温湿度变送器 RS-WS-N01', 'temperature and humidity sensor RS-WS-N01'),
  maker: 'Renke',
  kind: 'air-sensor',
  system: 'climate',
  protocol: 'modbus',
  source: renkeSource,
  points: [humidity(holding(0, 'uint16', 0.1)), temperature(holding(1, 'int16', 0.1))],
});

export const renkeColdProbe = deviceModel({
  id: 'renke-cold-probe',
  name: text('冷藏温湿度探头', 'cold storage probe'),
  maker: 'Renke',
  kind: 'fridge',
  system: 'climate',
  protocol: 'modbus',
  source: renkeSource,
  points: [
    humidity(holding(0, 'uint16', 0.1)),
    temperature(holding(1, 'int16', 0.1), { range: { min: -40, max: 60 } }),
  ],
});

export const genericCnCo2 = deviceModel({
  id: 'generic-cn-co2',
  name: text('二氧化碳温湿度变送器', 'CO₂, temperature and humidity sensor'),
  maker: 'generic',
  kind: 'air-sensor',
  system: 'climate',
  protocol: 'modbus',
  source:
    'common map of Chinese CO₂ transmitters: FC04, 1 CO₂ ppm, 2 temperature × 0.1 signed, 3 humidity × 0.1',
  points: [co2(input(1)), temperature(input(2, 'int16', 0.1)), humidity(input(3, 'uint16', 0.1))],
});
