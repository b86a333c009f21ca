// Electricity meters on Modbus.
import { holding, input } from './addresses.ts';
import { current, energy, frequency, phases, power, powerFactor, voltage } from './capabilities.ts';
import { deviceModel, text } from './point-builder.ts';

const kilowatt = 1_000;

export const eastronSdm630 = deviceModel({
  id: 'eastron-sdm630',
  name: text('三相电能表 SDM630', 'three-phase meter SDM630'),
  maker: 'Eastron',
  kind: 'energy-meter',
  system: 'energy',
  protocol: 'modbus',
  source:
    'Eastron SDM630-Modbus protocol: input registers (float, high word first), at most 80 a read, even counts, FC16',
  settings: { maxRegisters: 80, evenCounts: true, writeFunction: 'multiple', maxGap: 40 },
  points: [
    phases(voltage, 'voltage', text('电压', 'voltage'), (i) => input(0 + 2 * i, 'float32')),
    phases(current, 'current', text('电流', 'current'), (i) => input(6 + 2 * i, 'float32')),
    phases(power, 'power', text('有功功率', 'active power'), (i) => input(12 + 2 * i, 'float32')),
    power('power', text('总有功功率', 'total active power'), input(52, 'float32')),
    frequency(input(70, 'float32')),
    energy('energy-import', text('用电量', 'energy imported'), input(72, 'float32')),
    energy('energy-export', text('反向电量', 'energy exported'), input(74, 'float32')),
  ],
});

/** The primary block: values as they flow in the building's main, whatever the transformers. */
export const acrelAdl400 = deviceModel({
  id: 'acrel-adl400',
  name: text('总进线电能表 ADL400', 'building main meter ADL400'),
  maker: 'Acrel',
  kind: 'energy-meter',
  system: 'energy',
  protocol: 'modbus',
  source: 'Acrel ADL400 manual: primary-side values from 0x0800 (float, high word first), FC03',
  points: [
    phases(voltage, 'voltage', text('电压', 'voltage'), (i) => holding(0x0800 + 2 * i, 'float32')),
    phases(current, 'current', text('电流', 'current'), (i) => holding(0x080c + 2 * i, 'float32')),
    phases(power, 'power', text('有功功率', 'active power'), (i) =>
      holding(0x0814 + 2 * i, 'float32', kilowatt),
    ),
    power('power', text('总有功功率', 'total active power'), holding(0x081a, 'float32', kilowatt)),
    powerFactor(holding(0x0832, 'float32')),
    frequency(holding(0x0834, 'float32')),
  ],
});
