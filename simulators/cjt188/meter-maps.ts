// How the simulated meters lay out their answer to 901F, written from the standard and not from the driver.

export type MeterPart =
  /** Four bytes of digits and a unit code; a step is in the point's unit. */
  | { readonly kind: 'quantity'; readonly point: string; readonly step: number; readonly unit: number }
  | { readonly kind: 'digits'; readonly point: string; readonly step: number; readonly bytes: number }
  /** ss mm hh DD MM YYYY. */
  | { readonly kind: 'time' }
  /** Two bytes; bit 0 and 1 the valve, bit 2 the battery. */
  | { readonly kind: 'status'; readonly valvePoint?: string; readonly batteryPoint: string };

export interface MeterMap {
  readonly type: number;
  readonly parts: readonly MeterPart[];
  /** The point that its valve operates. */
  readonly valvePoint?: string;
}

const units = { kWh: 0x05, kW: 0x17, m3: 0x2c, m3PerH: 0x35 } as const;
const quantity = (point: string, step: number, unit: number): MeterPart => ({
  kind: 'quantity',
  point,
  step,
  unit,
});
const digits = (point: string, step: number, bytes: number): MeterPart => ({
  kind: 'digits',
  point,
  step,
  bytes,
});
const secondsPerHour = 3_600;
const wattsInKilowatts = 1_000;

const volumes = [quantity('volume', 0.01, units.m3), quantity('volume-settled', 0.01, units.m3)];
const batteryPoint = 'battery-low';

const waterMeter: MeterMap = {
  type: 0x10,
  parts: [...volumes, { kind: 'time' }, { kind: 'status', batteryPoint }],
};

const waterMeterValve: MeterMap = {
  type: 0x10,
  valvePoint: 'valve',
  parts: [...volumes, { kind: 'time' }, { kind: 'status', batteryPoint, valvePoint: 'valve' }],
};

const heatMeter: MeterMap = {
  type: 0x20,
  parts: [
    quantity('heat-settled', 0.01, units.kWh),
    quantity('heat', 0.01, units.kWh),
    quantity('power', 0.01 * wattsInKilowatts, units.kW),
    quantity('flow', 0.0001, units.m3PerH),
    quantity('volume', 0.01, units.m3),
    digits('supply-temperature', 0.01, 3),
    digits('return-temperature', 0.01, 3),
    digits('operating-time', secondsPerHour, 3),
    { kind: 'time' },
    { kind: 'status', batteryPoint },
  ],
};

export const meterMaps: ReadonlyMap<string, MeterMap> = new Map([
  ['cjt188-water-meter', waterMeter],
  ['cjt188-water-meter-valve', waterMeterValve],
  ['cjt188-heat-meter', heatMeter],
]);
