// Schneider Electric's meters of the iEM3000 series: floats in kW, energy as 64-bit watt-hours. The document numbers
// registers from 1; the addresses here are one less.
import { holding } from './addresses.ts';
import { current, energy, frequency, phases, power, voltage } from './capabilities.ts';
import { deviceModel, text } from './point-builder.ts';

const kilowatt = 1_000;
const wattHour = 0.001;

const iem3000 = (id: string, product: string) =>
  deviceModel({
    id,
    name: text(`三相电能表 ${product}`, `three-phase meter ${product}`),
    maker: 'Schneider Electric',
    kind: 'energy-meter',
    system: 'energy',
    protocol: 'modbus',
    source: `Schneider Electric iEM3100/iEM3200/iEM3300 series user manual (DOCA0005), Modbus register list, ${product}: 3000 A, 3028 V, 3054 kW, 3060 total kW, 3110 Hz (float32), 3204 Wh import and 3208 Wh export (int64)`,
    points: [
      phases(current, 'current', text('电流', 'current'), (i) => holding(2999 + 2 * i, 'float32')),
      phases(voltage, 'voltage', text('电压', 'voltage'), (i) => holding(3027 + 2 * i, 'float32')),
      phases(power, 'power', text('有功功率', 'active power'), (i) =>
        holding(3053 + 2 * i, 'float32', kilowatt),
      ),
      power('power', text('总有功功率', 'total active power'), holding(3059, 'float32', kilowatt)),
      frequency(holding(3109, 'float32')),
      energy('energy-import', text('用电量', 'energy imported'), holding(3203, 'int64', wattHour)),
      energy('energy-export', text('反向电量', 'energy exported'), holding(3207, 'int64', wattHour)),
    ],
  });

export const schneiderIem3155 = iem3000('schneider-iem3155', 'iEM3155');
export const schneiderIem3255 = iem3000('schneider-iem3255', 'iEM3255');
