// What the simulated meters keep under which data identifier, written from the standard and not from the driver.

export interface MeterItem {
  readonly point: string;
  readonly bytes: number;
  readonly step: number;
  readonly isSigned?: boolean;
}

export interface MeterMap {
  readonly edition: 2007 | 1997;
  readonly items: Readonly<Record<string, MeterItem>>;
  /** Identifiers that bring several items, in order. */
  readonly blocks?: Readonly<Record<string, readonly string[]>>;
  /** The point that its relay switches; it has status word 3 and takes relay orders. */
  readonly relayPoint?: string;
  readonly hasDate?: boolean;
  /** Most bytes of data in one frame: what is longer follows in others. */
  readonly frameBytes: number;
}

const wattStep = 0.1;
const item = (point: string, bytes: number, step: number, isSigned = false): MeterItem => ({
  point,
  bytes,
  step,
  isSigned,
});

const threePhase: MeterMap = {
  edition: 2007,
  frameBytes: 200,
  hasDate: true,
  items: {
    '00010000': item('energy-import', 4, 0.01),
    '00010100': item('energy-tariff-1', 4, 0.01),
    '00010200': item('energy-tariff-2', 4, 0.01),
    '00010300': item('energy-tariff-3', 4, 0.01),
    '00010400': item('energy-tariff-4', 4, 0.01),
    '00020000': item('energy-export', 4, 0.01),
    '02010100': item('voltage-l1', 2, 0.1),
    '02010200': item('voltage-l2', 2, 0.1),
    '02010300': item('voltage-l3', 2, 0.1),
    '02020100': item('current-l1', 3, 0.001, true),
    '02020200': item('current-l2', 3, 0.001, true),
    '02020300': item('current-l3', 3, 0.001, true),
    '02030000': item('power', 3, wattStep, true),
    '02030100': item('power-l1', 3, wattStep, true),
    '02030200': item('power-l2', 3, wattStep, true),
    '02030300': item('power-l3', 3, wattStep, true),
    '02040000': item('reactive-power', 3, wattStep, true),
    '02060000': item('power-factor', 2, 0.001, true),
    '02800002': item('frequency', 2, 0.01),
  },
  blocks: {
    '0001FF00': ['00010000', '00010100', '00010200', '00010300', '00010400'],
    '0201FF00': ['02010100', '02010200', '02010300'],
    '0202FF00': ['02020100', '02020200', '02020300'],
    '0203FF00': ['02030000', '02030100', '02030200', '02030300'],
  },
};

const singlePhaseRelay: MeterMap = {
  edition: 2007,
  frameBytes: 200,
  relayPoint: 'supply',
  items: {
    '00010000': item('energy-import', 4, 0.01),
    '02010100': item('voltage', 2, 0.1),
    '02020100': item('current', 3, 0.001, true),
    '02030000': item('power', 3, wattStep, true),
    '02060000': item('power-factor', 2, 0.001, true),
  },
};

const oldThreePhase: MeterMap = {
  edition: 1997,
  frameBytes: 50,
  items: {
    '9010': item('energy-import', 4, 0.01),
    '9020': item('energy-export', 4, 0.01),
    B611: item('voltage-l1', 2, 1),
    B612: item('voltage-l2', 2, 1),
    B613: item('voltage-l3', 2, 1),
    B621: item('current-l1', 2, 0.01),
    B622: item('current-l2', 2, 0.01),
    B623: item('current-l3', 2, 0.01),
    B630: item('power', 3, wattStep),
    B631: item('power-l1', 3, wattStep),
    B632: item('power-l2', 3, wattStep),
    B633: item('power-l3', 3, wattStep),
    B650: item('power-factor', 2, 0.001),
  },
};

export const meterMaps: ReadonlyMap<string, MeterMap> = new Map([
  ['dlt645-2007-three-phase', threePhase],
  ['dlt645-2007-single-phase-relay', singlePhaseRelay],
  ['dlt645-1997-three-phase', oldThreePhase],
]);
