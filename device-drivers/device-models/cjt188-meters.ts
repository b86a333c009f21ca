// Water and heat meters of CJ/T 188, as the standard's answer to 901F has them.
import type { PointModel } from '@campus/campus-model';
import { meterBits, meterDigits, meterQuantity } from './addresses.ts';
import { state, temperature } from './capabilities.ts';
import { type Address, deviceModel, pair, point, text } from './point-builder.ts';

/** A request takes a quarter of a second at 2400 baud, and a line has many meters. */
const meterPeriodMs = 5_000;
const secondsPerHour = 3_600;

const volume = (id: string, name: { zh: string; en: string }, address: Address): PointModel =>
  point(
    {
      id,
      name,
      quantity: 'water-volume',
      counter: true,
      range: { min: 0, max: 999_999.99 },
      deadband: 0.01,
      periodMs: meterPeriodMs,
    },
    address,
  );

const heat = (id: string, name: { zh: string; en: string }, address: Address): PointModel =>
  point(
    {
      id,
      name,
      quantity: 'heat-energy',
      counter: true,
      range: { min: 0, max: 1e9 },
      deadband: 0.1,
      periodMs: meterPeriodMs,
    },
    address,
  );

const batteryStates = { 0: text('正常', 'normal'), 1: text('欠压', 'low') };

/** First byte of the status: bits 0 and 1 the valve (00 open, 01 closed, 11 faulty), bit 2 the battery. */
const battery = (at: number): PointModel =>
  state('battery-low', text('电池', 'battery'), batteryStates, meterBits(at, 2, 1, { 0: 0, 1: 1 }), {
    periodMs: meterPeriodMs,
  });

/** Behind two volumes of five bytes and a time of seven. */
const waterStatusAt = 17;
const waterVolumes = [
  volume('volume', text('累计水量', 'volume'), meterQuantity(0, 'volume', 2)),
  volume(
    'volume-settled',
    text('结算日累计水量', 'volume on the settlement day'),
    meterQuantity(5, 'volume', 2),
  ),
];

const waterSource = 'CJ/T 188-2004: data identifier 901F of cold and hot water meters; table of units';

export const cjt188WaterMeter = deviceModel({
  id: 'cjt188-water-meter',
  name: text('远传水表（CJ/T 188）', 'water meter (CJ/T 188)'),
  maker: 'generic',
  kind: 'water-meter',
  system: 'water',
  protocol: 'cjt188',
  source: waterSource,
  settings: { type: '10' },
  points: [waterVolumes, battery(waterStatusAt)],
});

const valve = meterBits(waterStatusAt, 0, 2, { 0: 1, 1: 0, 3: 2 });
/** A motor valve takes its time. */
const valveSettleMs = 30_000;

export const cjt188WaterMeterValve = deviceModel({
  id: 'cjt188-water-meter-valve',
  name: text('阀控远传水表（CJ/T 188）', 'water meter with valve (CJ/T 188)'),
  maker: 'generic',
  kind: 'water-meter',
  system: 'water',
  protocol: 'cjt188',
  source: `${waterSource}; A017 valve control`,
  settings: { type: '10' },
  points: [
    waterVolumes,
    battery(waterStatusAt),
    pair(
      state(
        'valve',
        text('阀门', 'valve'),
        { 0: text('关', 'closed'), 1: text('开', 'open'), 2: text('故障', 'faulty') },
        valve,
        { periodMs: 1_000 },
      ),
      {
        kind: 'output',
        min: 0,
        max: 1,
        step: 1,
        settleMs: valveSettleMs,
        address: { ...valve, command: 'valve' },
      },
    ),
  ],
});

const water = (id: string, zh: string, en: string, at: number): PointModel =>
  temperature(meterDigits(at, 3, 0.01), {
    id,
    name: text(zh, en),
    range: { min: 0, max: 180 },
    periodMs: meterPeriodMs,
  });

export const cjt188HeatMeter = deviceModel({
  id: 'cjt188-heat-meter',
  name: text('热量表（CJ/T 188）', 'heat meter (CJ/T 188)'),
  maker: 'generic',
  kind: 'heat-meter',
  system: 'climate',
  protocol: 'cjt188',
  source: 'CJ/T 188-2004: data identifier 901F of heat meters; table of units',
  settings: { type: '20' },
  points: [
    heat('heat-settled', text('结算日热量', 'heat on the settlement day'), meterQuantity(0, 'energy', 2)),
    heat('heat', text('累计热量', 'heat'), meterQuantity(5, 'energy', 2)),
    point(
      {
        id: 'power',
        name: text('热功率', 'heat power'),
        quantity: 'power',
        range: { min: 0, max: 1e8 },
        deadband: 100,
        periodMs: meterPeriodMs,
      },
      meterQuantity(10, 'power', 2),
    ),
    point(
      {
        id: 'flow',
        name: text('瞬时流量', 'flow'),
        quantity: 'water-flow',
        range: { min: 0, max: 9_999 },
        deadband: 0.01,
        periodMs: meterPeriodMs,
      },
      meterQuantity(15, 'flow', 4),
    ),
    volume('volume', text('累计流量', 'volume'), meterQuantity(20, 'volume', 2)),
    water('supply-temperature', '供水温度', 'supply temperature', 25),
    water('return-temperature', '回水温度', 'return temperature', 28),
    point(
      {
        id: 'operating-time',
        name: text('累计工作时间', 'operating time'),
        quantity: 'duration',
        counter: true,
        range: { min: 0, max: 999_999 * secondsPerHour },
        deadband: 0,
        periodMs: meterPeriodMs,
      },
      meterDigits(31, 3, secondsPerHour),
    ),
    battery(41),
  ],
});
