// Meters of distribution boards by several makers: each codes its values in a way of its own.
import { holding, input } from './addresses.ts';
import { current, energy, frequency, phases, power, powerFactor, voltage } from './capabilities.ts';
import { deviceModel, text } from './point-builder.ts';

const names = {
  voltage: text('电压', 'voltage'),
  current: text('电流', 'current'),
  power: text('有功功率', 'active power'),
  total: text('总有功功率', 'total active power'),
  imported: text('用电量', 'energy imported'),
  exported: text('反向电量', 'energy exported'),
};
const kilowatt = 1_000;
const wattHour = 0.001;
/** What an ABB meter says where it has no value: all ones, or the largest signed number (user manual, invalid values). */
const absent = {
  uint32: 2 ** 32 - 1,
  int32: 2 ** 31 - 1,
  uint64: 2 ** 64,
  uint16: 2 ** 16 - 1,
  int16: 2 ** 15 - 1,
};

export const abbB23 = deviceModel({
  id: 'abb-b23',
  name: text('三相电能表 B23', 'three-phase meter B23'),
  maker: 'ABB',
  kind: 'energy-meter',
  system: 'energy',
  protocol: 'modbus',
  source:
    'ABB B23/B24 user manual (2CMC485003M0201), mapping tables: 0x5000 and 0x5004 kWh × 0.01 (64 bit), 0x5B00 V × 0.1, 0x5B0C A × 0.01, 0x5B14 W × 0.01, 0x5B2C Hz × 0.01, 0x5B3A power factor × 0.001',
  points: [
    energy('energy-import', names.imported, { ...holding(0x5000, 'uint64', 0.01), absent: absent.uint64 }),
    energy('energy-export', names.exported, { ...holding(0x5004, 'uint64', 0.01), absent: absent.uint64 }),
    phases(voltage, 'voltage', names.voltage, (i) => ({
      ...holding(0x5b00 + 2 * i, 'uint32', 0.1),
      absent: absent.uint32,
    })),
    phases(current, 'current', names.current, (i) => ({
      ...holding(0x5b0c + 2 * i, 'uint32', 0.01),
      absent: absent.uint32,
    })),
    power('power', names.total, { ...holding(0x5b14, 'int32', 0.01), absent: absent.int32 }),
    phases(power, 'power', names.power, (i) => ({
      ...holding(0x5b16 + 2 * i, 'int32', 0.01),
      absent: absent.int32,
    })),
    frequency({ ...holding(0x5b2c, 'uint16', 0.01), absent: absent.uint16 }),
    powerFactor({ ...holding(0x5b3a, 'int16', 0.001), absent: absent.int16 }),
  ],
});

export const carloGavazziEm340 = deviceModel({
  id: 'carlo-gavazzi-em340',
  name: text('三相电能表 EM340', 'three-phase meter EM340'),
  maker: 'Carlo Gavazzi',
  kind: 'energy-meter',
  system: 'energy',
  protocol: 'modbus',
  source:
    'Carlo Gavazzi EM330/EM340/ET330/ET340 serial communication protocol: INT32 low word first, 0x0000 V × 0.1, 0x000C A × 0.001, 0x0012 W × 0.1, 0x0028 total W × 0.1, 0x0033 Hz × 0.1, 0x0034 and 0x004E kWh × 0.1',
  settings: { wordOrder: 'little' },
  points: [
    phases(voltage, 'voltage', names.voltage, (i) => input(0x0000 + 2 * i, 'int32', 0.1)),
    phases(current, 'current', names.current, (i) => input(0x000c + 2 * i, 'int32', 0.001)),
    phases(power, 'power', names.power, (i) => input(0x0012 + 2 * i, 'int32', 0.1)),
    power('power', names.total, input(0x0028, 'int32', 0.1)),
    frequency(input(0x0033, 'int16', 0.1)),
    energy('energy-import', names.imported, input(0x0034, 'int32', 0.1)),
    energy('energy-export', names.exported, input(0x004e, 'int32', 0.1)),
  ],
});

export const janitzaUmg96rm = deviceModel({
  id: 'janitza-umg96rm',
  name: text('多功能电力仪表 UMG 96RM', 'power analyser UMG 96RM'),
  maker: 'Janitza',
  kind: 'energy-meter',
  system: 'energy',
  protocol: 'modbus',
  source:
    'Janitza UMG 96RM Modbus address list (frequently required values from 19000): 19000 V, 19012 A, 19020 W, 19026 total W, 19050 Hz, 19068 Wh consumed, 19076 Wh delivered (float)',
  points: [
    phases(voltage, 'voltage', names.voltage, (i) => holding(19_000 + 2 * i, 'float32')),
    phases(current, 'current', names.current, (i) => holding(19_012 + 2 * i, 'float32')),
    phases(power, 'power', names.power, (i) => holding(19_020 + 2 * i, 'float32')),
    power('power', names.total, holding(19_026, 'float32')),
    frequency(holding(19_050, 'float32')),
    energy('energy-import', names.imported, holding(19_068, 'float32', wattHour)),
    energy('energy-export', names.exported, holding(19_076, 'float32', wattHour)),
  ],
});

export const siemensPac3200 = deviceModel({
  id: 'siemens-pac3200',
  name: text('多功能电力仪表 PAC3200', 'power meter PAC3200'),
  maker: 'Siemens',
  kind: 'energy-meter',
  system: 'energy',
  protocol: 'modbus',
  source:
    'Siemens SENTRON PAC3200 manual, Modbus measured variables: offsets 1 V, 13 A, 25 W, 55 Hz, 65 total W (float), 801 and 809 Wh in tariff 1 (double)',
  points: [
    phases(voltage, 'voltage', names.voltage, (i) => holding(1 + 2 * i, 'float32')),
    phases(current, 'current', names.current, (i) => holding(13 + 2 * i, 'float32')),
    phases(power, 'power', names.power, (i) => holding(25 + 2 * i, 'float32')),
    frequency(holding(55, 'float32')),
    power('power', names.total, holding(65, 'float32')),
    energy('energy-import', names.imported, holding(801, 'float64', wattHour)),
    energy('energy-export', names.exported, holding(809, 'float64', wattHour)),
  ],
});

export const chintDdsu666 = deviceModel({
  id: 'chint-ddsu666',
  name: text('单相导轨电能表 DDSU666', 'single-phase meter DDSU666'),
  maker: 'CHINT',
  kind: 'energy-meter',
  system: 'energy',
  protocol: 'modbus',
  source:
    'CHINT DDSU666 manual, Modbus address list: 0x2000 V, 0x2002 A, 0x2004 kW, 0x200A power factor, 0x200E Hz, 0x4000 kWh (float)',
  points: [
    voltage('voltage', names.voltage, holding(0x2000, 'float32')),
    current('current', names.current, holding(0x2002, 'float32')),
    power('power', names.power, holding(0x2004, 'float32', kilowatt)),
    powerFactor(holding(0x200a, 'float32')),
    frequency(holding(0x200e, 'float32')),
    energy('energy-import', names.imported, holding(0x4000, 'float32')),
  ],
});
