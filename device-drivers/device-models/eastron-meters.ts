// Eastron's single-phase and small three-phase meters: input registers of floats, high word first.
import { input } from './addresses.ts';
import { current, energy, frequency, phases, power, powerFactor, voltage } from './capabilities.ts';
import { deviceModel, text } from './point-builder.ts';

const settings = { maxRegisters: 80, evenCounts: true, writeFunction: 'multiple', maxGap: 40 };

const singlePhase = (id: string, product: string) =>
  deviceModel({
    id,
    name: text(`单相电能表 ${product}`, `single-phase meter ${product}`),
    maker: 'Eastron',
    kind: 'energy-meter',
    system: 'energy',
    protocol: 'modbus',
    source: `Eastron ${product}-Modbus protocol: input registers (float, high word first), 0x0000 V, 0x0006 A, 0x000C W, 0x001E power factor, 0x0046 Hz, 0x0048 and 0x004A kWh`,
    settings,
    points: [
      voltage('voltage', text('电压', 'voltage'), input(0x0000, 'float32')),
      current('current', text('电流', 'current'), input(0x0006, 'float32')),
      power('power', text('有功功率', 'active power'), input(0x000c, 'float32')),
      powerFactor(input(0x001e, 'float32')),
      frequency(input(0x0046, 'float32')),
      energy('energy-import', text('用电量', 'energy imported'), input(0x0048, 'float32')),
      energy('energy-export', text('反向电量', 'energy exported'), input(0x004a, 'float32')),
    ],
  });

export const eastronSdm120 = singlePhase('eastron-sdm120', 'SDM120');
export const eastronSdm230 = singlePhase('eastron-sdm230', 'SDM230');

export const eastronSdm72d = deviceModel({
  id: 'eastron-sdm72d-m-2',
  name: text('三相电能表 SDM72D-M-2', 'three-phase meter SDM72D-M-2'),
  maker: 'Eastron',
  kind: 'energy-meter',
  system: 'energy',
  protocol: 'modbus',
  source:
    'Eastron SDM72D-M-2 Modbus protocol: input registers (float, high word first), phases from 0x0000, 0x0034 total W, 0x0046 Hz, 0x0048 and 0x004A kWh',
  settings,
  points: [
    phases(voltage, 'voltage', text('电压', 'voltage'), (i) => input(0x0000 + 2 * i, 'float32')),
    phases(current, 'current', text('电流', 'current'), (i) => input(0x0006 + 2 * i, 'float32')),
    phases(power, 'power', text('有功功率', 'active power'), (i) => input(0x000c + 2 * i, 'float32')),
    power('power', text('总有功功率', 'total active power'), input(0x0034, 'float32')),
    frequency(input(0x0046, 'float32')),
    energy('energy-import', text('用电量', 'energy imported'), input(0x0048, 'float32')),
    energy('energy-export', text('反向电量', 'energy exported'), input(0x004a, 'float32')),
  ],
});
