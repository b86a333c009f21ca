// Electricity meters of DL/T 645: what every meter of the standard's editions has. Makers add to it, they do not change it.
import type { PointModel } from '@campus/campus-model';
import { meterItem } from './addresses.ts';
import { current, energy, frequency, phases, power, powerFactor, voltage, words } from './capabilities.ts';
import { deviceModel, pair, point, text } from './point-builder.ts';

/** A request takes a quarter of a second at 2400 baud, and a line has many meters. */
const meterPeriodMs = 5_000;
const slow = (points: readonly PointModel[]): PointModel[] =>
  points.map((it) => ({ ...it, periodMs: meterPeriodMs }));

/** Items of a block: `0201FF00` is `02010100`, `02010200`, `02010300`. */
const items = (head: string, first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => `${head}${String(first + i).padStart(2, '0')}00`);

const voltageItem = (phase: number) => meterItem(`02010${phase + 1}00`, 2, 0.1);
const currentItem = (phase: number) => meterItem(`02020${phase + 1}00`, 3, 0.001, true);
/** The sign tells which way the power flows. */
const signedCurrent: typeof current = (id, name, address) => ({
  ...current(id, name, address),
  range: { min: -2_000, max: 2_000 },
});
/** 0.0001 kW; number 0 is the total. */
const powerItem = (number: number) => meterItem(`02030${number}00`, 3, 0.1, true);
/** 0.01 kWh; number 0 is the total, 1 to 4 the tariffs sharp, peak, flat and valley. */
const energyItem = (number: number) => meterItem(`00010${number}00`, 4, 0.01);

const tariffs = [text('尖', 'sharp'), text('峰', 'peak'), text('平', 'flat'), text('谷', 'valley')].map(
  (name, i) =>
    energy(
      `energy-tariff-${i + 1}`,
      text(`${name.zh}时段电量`, `energy imported, ${name.en}`),
      energyItem(i + 1),
    ),
);

const reactivePower = point(
  {
    id: 'reactive-power',
    name: text('总无功功率', 'total reactive power'),
    quantity: 'reactive-power',
    range: { min: -1e6, max: 1e6 },
    deadband: 10,
  },
  meterItem('02040000', 3, 0.1, true),
);

export const dlt645ThreePhase = deviceModel({
  id: 'dlt645-2007-three-phase',
  name: text('三相多功能电能表（DL/T 645-2007）', 'three-phase meter (DL/T 645-2007)'),
  maker: 'generic',
  kind: 'energy-meter',
  system: 'energy',
  protocol: 'dlt645',
  source: 'DL/T 645-2007, annex A: tables A.1 (energy), A.3 (variables), A.5 (date)',
  settings: {
    blocks: [
      { id: '0001FF00', items: items('0001', 0, 4), itemBytes: 4 },
      { id: '0201FF00', items: items('0201', 1, 3), itemBytes: 2 },
      { id: '0202FF00', items: items('0202', 1, 3), itemBytes: 3 },
      { id: '0203FF00', items: items('0203', 0, 3), itemBytes: 3 },
    ],
  },
  points: slow([
    ...phases(voltage, 'voltage', text('电压', 'voltage'), voltageItem),
    ...phases(signedCurrent, 'current', text('电流', 'current'), currentItem),
    ...phases(power, 'power', text('有功功率', 'active power'), (i) => powerItem(i + 1)),
    power('power', text('总有功功率', 'total active power'), powerItem(0)),
    reactivePower,
    powerFactor(meterItem('02060000', 2, 0.001, true)),
    frequency(meterItem('02800002', 2, 0.01)),
    energy('energy-import', text('用电量', 'energy imported'), energyItem(0)),
    energy('energy-export', text('反向电量', 'energy exported'), meterItem('00020000', 4, 0.01)),
    ...tariffs,
    words('meter-date', text('电表日期', 'date of the meter'), { format: 'date', id: '04000101', bytes: 4 }),
  ]),
});

/** Status word 3, bit 4: 0 connected, 1 disconnected. */
const relay = { format: 'bit', id: '04000503', bytes: 2, bit: 4, inverted: true } as const;
const relaySettleMs = 10_000;

export const dlt645SinglePhaseRelay = deviceModel({
  id: 'dlt645-2007-single-phase-relay',
  name: text('单相费控电能表（DL/T 645-2007）', 'single-phase meter with relay (DL/T 645-2007)'),
  maker: 'generic',
  kind: 'energy-meter',
  system: 'energy',
  protocol: 'dlt645',
  source: 'DL/T 645-2007, annex A: tables A.1, A.3 and A.5 (status word 3); 7.10 relay control',
  points: [
    slow([
      voltage('voltage', text('电压', 'voltage'), voltageItem(0)),
      signedCurrent('current', text('电流', 'current'), currentItem(0)),
      power('power', text('有功功率', 'active power'), powerItem(0)),
      powerFactor(meterItem('02060000', 2, 0.001, true)),
      energy('energy-import', text('用电量', 'energy imported'), energyItem(0)),
    ]),
    pair(
      point(
        {
          id: 'supply',
          name: text('供电', 'supply'),
          quantity: 'switch',
          states: { 0: text('断开', 'disconnected'), 1: text('接通', 'connected') },
        },
        relay,
      ),
      {
        kind: 'output',
        min: 0,
        max: 1,
        step: 1,
        settleMs: relaySettleMs,
        address: { ...relay, command: 'relay' },
      },
    ),
  ],
});

/** 0.0001 kW: B630 is the total, B631 to B633 the phases. */
const oldPowerItem = (number: number) => meterItem(`B63${number}`, 3, 0.1);

export const dlt645Old = deviceModel({
  id: 'dlt645-1997-three-phase',
  name: text('三相多功能电能表（DL/T 645-1997）', 'three-phase meter (DL/T 645-1997)'),
  maker: 'generic',
  kind: 'energy-meter',
  system: 'energy',
  protocol: 'dlt645',
  source:
    'DL/T 645-1997, annex A: 9010 and 9020 energy, B61x voltage, B62x current, B63x power, B650 power factor',
  settings: { edition: '1997' },
  points: slow([
    ...phases(voltage, 'voltage', text('电压', 'voltage'), (i) => meterItem(`B61${i + 1}`, 2, 1)),
    ...phases(current, 'current', text('电流', 'current'), (i) => meterItem(`B62${i + 1}`, 2, 0.01)),
    ...phases(power, 'power', text('有功功率', 'active power'), (i) => oldPowerItem(i + 1)),
    power('power', text('总有功功率', 'total active power'), oldPowerItem(0)),
    powerFactor(meterItem('B650', 2, 0.001)),
    energy('energy-import', text('用电量', 'energy imported'), meterItem('9010', 4, 0.01)),
    energy('energy-export', text('反向电量', 'energy exported'), meterItem('9020', 4, 0.01)),
  ]),
});
