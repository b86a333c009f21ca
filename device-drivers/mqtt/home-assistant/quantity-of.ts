// Units and device classes of Home Assistant as quantities of this system, with what converts one into the other.
import type { Quantity } from '@campus/campus-model';
import { text } from '../../device-models/point-builder.ts';

export interface Measured {
  readonly quantity: Quantity;
  readonly scale: number;
  readonly offset: number;
}

interface Conversion {
  readonly quantity: Quantity;
  readonly units: Readonly<Record<string, number | readonly [scale: number, offset: number]>>;
}

const fahrenheit = [5 / 9, -160 / 9] as const;
const kelvin = [1, -273.15] as const;

const byClass: Readonly<Record<string, Conversion>> = {
  temperature: { quantity: 'temperature', units: { '°C': 1, '°F': fahrenheit, K: kelvin } },
  humidity: { quantity: 'humidity', units: { '%': 1 } },
  carbon_dioxide: { quantity: 'co2', units: { ppm: 1 } },
  pm25: { quantity: 'pm25', units: { 'µg/m³': 1, 'μg/m³': 1 } },
  pm10: { quantity: 'pm10', units: { 'µg/m³': 1, 'μg/m³': 1 } },
  volatile_organic_compounds: { quantity: 'tvoc', units: { 'mg/m³': 1, 'µg/m³': 0.001, 'μg/m³': 0.001 } },
  illuminance: { quantity: 'illuminance', units: { lx: 1, lux: 1 } },
  sound_pressure: { quantity: 'noise', units: { dB: 1, dBA: 1 } },
  power: { quantity: 'power', units: { W: 1, kW: 1_000, mW: 0.001 } },
  reactive_power: { quantity: 'reactive-power', units: { var: 1, kvar: 1_000 } },
  energy: { quantity: 'energy', units: { kWh: 1, Wh: 0.001, MWh: 1_000 } },
  voltage: { quantity: 'voltage', units: { V: 1, mV: 0.001 } },
  current: { quantity: 'current', units: { A: 1, mA: 0.001 } },
  frequency: { quantity: 'frequency', units: { Hz: 1, kHz: 1_000 } },
  power_factor: { quantity: 'power-factor', units: { '': 1, '%': 0.01 } },
  battery: { quantity: 'battery', units: { '%': 1 } },
  signal_strength: { quantity: 'signal-strength', units: { dBm: 1, dB: 1 } },
  pressure: {
    quantity: 'pressure',
    units: { MPa: 1, bar: 0.1, kPa: 0.001, hPa: 0.0001, mbar: 0.0001, Pa: 1e-6 },
  },
  atmospheric_pressure: { quantity: 'pressure', units: { kPa: 0.001, hPa: 0.0001, mbar: 0.0001, Pa: 1e-6 } },
  water: { quantity: 'water-volume', units: { 'm³': 1, L: 0.001 } },
  volume_flow_rate: { quantity: 'water-flow', units: { 'm³/h': 1, 'L/min': 0.06 } },
  duration: { quantity: 'duration', units: { s: 1, ms: 0.001, min: 60, h: 3_600, d: 86_400 } },
  data_rate: { quantity: 'data-rate', units: { 'Mbit/s': 1, 'kbit/s': 0.001, 'kB/s': 0.008, 'MB/s': 8 } },
};

/** Units that say enough without a class. */
const classOfUnit: Readonly<Record<string, string>> = {
  '°C': 'temperature',
  '°F': 'temperature',
  lx: 'illuminance',
  W: 'power',
  kW: 'power',
  kWh: 'energy',
  Wh: 'energy',
  V: 'voltage',
  mV: 'voltage',
  A: 'current',
  mA: 'current',
  Hz: 'frequency',
  dBm: 'signal_strength',
  s: 'duration',
  min: 'duration',
};

/** Null where the unit is none that is known for the class. */
export function measuredOf(deviceClass: string | null, unit: string | null): Measured | null {
  const known = deviceClass !== null && Object.hasOwn(byClass, deviceClass) ? deviceClass : null;
  const unitText = unit ?? '';
  if (known === null && unitText === '%') return { quantity: 'percentage', scale: 1, offset: 0 };
  const named = known ?? (Object.hasOwn(classOfUnit, unitText) ? classOfUnit[unitText]! : null);
  const conversion = named === null ? undefined : byClass[named];
  if (!conversion || !Object.hasOwn(conversion.units, unitText)) return null;
  const [scale, offset] = [conversion.units[unitText]!].flat() as [number, number?];
  return { quantity: conversion.quantity, scale, offset: offset ?? 0 };
}

/** Names, plausible spans and deadbands for points nobody has described yet. */
export const quantityDefaults: Readonly<
  Partial<Record<Quantity, { zh: string; min: number; max: number; deadband: number }>>
> = {
  temperature: { zh: '温度', min: -60, max: 300, deadband: 0.1 },
  humidity: { zh: '相对湿度', min: 0, max: 100, deadband: 0.5 },
  co2: { zh: '二氧化碳', min: 0, max: 10_000, deadband: 10 },
  pm25: { zh: '细颗粒物', min: 0, max: 2_000, deadband: 1 },
  pm10: { zh: '可吸入颗粒物', min: 0, max: 2_000, deadband: 1 },
  tvoc: { zh: '挥发性有机物', min: 0, max: 100, deadband: 0.01 },
  illuminance: { zh: '照度', min: 0, max: 200_000, deadband: 5 },
  noise: { zh: '噪声', min: 0, max: 200, deadband: 0.5 },
  power: { zh: '功率', min: -1e6, max: 1e6, deadband: 1 },
  'reactive-power': { zh: '无功功率', min: -1e6, max: 1e6, deadband: 1 },
  energy: { zh: '电量', min: 0, max: 1e8, deadband: 0.01 },
  voltage: { zh: '电压', min: 0, max: 1_000, deadband: 0.5 },
  current: { zh: '电流', min: 0, max: 2_000, deadband: 0.05 },
  frequency: { zh: '频率', min: 0, max: 100_000, deadband: 0.02 },
  'power-factor': { zh: '功率因数', min: -1, max: 1, deadband: 0.01 },
  battery: { zh: '电池电量', min: 0, max: 100, deadband: 1 },
  'signal-strength': { zh: '信号强度', min: -150, max: 50, deadband: 3 },
  pressure: { zh: '压力', min: 0, max: 100, deadband: 0.001 },
  'water-volume': { zh: '水量', min: 0, max: 1e8, deadband: 0.001 },
  'water-flow': { zh: '流量', min: 0, max: 10_000, deadband: 0.01 },
  duration: { zh: '时长', min: 0, max: 1e10, deadband: 1 },
  'data-rate': { zh: '速率', min: 0, max: 1e6, deadband: 0.1 },
  percentage: { zh: '百分比', min: 0, max: 100, deadband: 1 },
  count: { zh: '数值', min: -1e9, max: 1e9, deadband: 0 },
};

export const binaryKinds: Readonly<
  Record<
    string,
    { quantity: Quantity; zh: string; off: ReturnType<typeof text>; on: ReturnType<typeof text> }
  >
> = {
  ...Object.fromEntries(
    ['door', 'window', 'opening', 'garage_door'].map((name) => [
      name,
      { quantity: 'contact' as const, zh: '门窗', off: text('关闭', 'closed'), on: text('打开', 'open') },
    ]),
  ),
  ...Object.fromEntries(
    ['occupancy', 'presence'].map((name) => [
      name,
      {
        quantity: 'occupancy' as const,
        zh: '人员',
        off: text('无人', 'empty'),
        on: text('有人', 'occupied'),
      },
    ]),
  ),
  motion: { quantity: 'motion', zh: '移动', off: text('无', 'none'), on: text('有移动', 'motion') },
  moisture: { quantity: 'leak', zh: '漏水', off: text('干燥', 'dry'), on: text('漏水', 'leak') },
  smoke: { quantity: 'smoke', zh: '烟雾', off: text('正常', 'normal'), on: text('火警', 'fire') },
  connectivity: { quantity: 'state', zh: '连接', off: text('离线', 'offline'), on: text('在线', 'online') },
};
