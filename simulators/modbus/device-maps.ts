// The register maps of the simulated devices, written from their documents and not from the drivers: a mistake in
// one of the two shows as a wrong value.
import type { Cell, CellFormat, DeviceMap } from './device-map.ts';
import { functionCodes as fc, type Table } from './pdu.ts';

function cell(table: Table, address: number, point: string, format: CellFormat, step?: number): Cell {
  return { table, address, point, format, ...(step === undefined ? {} : { step }) };
}

const float = (table: Table, address: number, point: string, step?: number): Cell =>
  cell(table, address, point, 'float32', step);

const wattsInKilowatts = 1_000;

/** Eastron SDM630-Modbus: input registers, at most 80 a read, even counts only. */
const eastronSdm630: DeviceMap = {
  functions: [fc.readInputRegisters],
  mostRegisters: 80,
  evenCountsOnly: true,
  spans: [{ table: 'input', from: 0, until: 382 }],
  cells: [
    float('input', 0x0000, 'voltage-l1'),
    float('input', 0x0002, 'voltage-l2'),
    float('input', 0x0004, 'voltage-l3'),
    float('input', 0x0006, 'current-l1'),
    float('input', 0x0008, 'current-l2'),
    float('input', 0x000a, 'current-l3'),
    float('input', 0x000c, 'power-l1'),
    float('input', 0x000e, 'power-l2'),
    float('input', 0x0010, 'power-l3'),
    float('input', 0x0034, 'power'),
    float('input', 0x0046, 'frequency'),
    float('input', 0x0048, 'energy-import'),
    float('input', 0x004a, 'energy-export'),
    float('input', 0x0156, 'energy-import'),
  ],
};

/** Acrel ADL400: the primary-side block from 0x0800, power in kW. */
const acrelAdl400: DeviceMap = {
  functions: [fc.readHoldingRegisters],
  spans: [{ table: 'holding', from: 0x0800, until: 0x0836 }],
  cells: [
    float('holding', 0x0800, 'voltage-l1'),
    float('holding', 0x0802, 'voltage-l2'),
    float('holding', 0x0804, 'voltage-l3'),
    float('holding', 0x080c, 'current-l1'),
    float('holding', 0x080e, 'current-l2'),
    float('holding', 0x0810, 'current-l3'),
    float('holding', 0x0814, 'power-l1', wattsInKilowatts),
    float('holding', 0x0816, 'power-l2', wattsInKilowatts),
    float('holding', 0x0818, 'power-l3', wattsInKilowatts),
    float('holding', 0x081a, 'power', wattsInKilowatts),
    float('holding', 0x0832, 'power-factor'),
    float('holding', 0x0834, 'frequency'),
  ],
};

/** Renke RS-WS-N01: humidity first, temperature second, by FC03 and FC04. */
const renkeRsWsN01: DeviceMap = {
  functions: [fc.readHoldingRegisters, fc.readInputRegisters],
  spans: [],
  cells: (['holding', 'input'] as const).flatMap((table) => [
    cell(table, 0, 'humidity', 'uint16', 0.1),
    cell(table, 1, 'temperature', 'int16', 0.1),
  ]),
};

/** The common Chinese CO2 transmitter: 1 CO2, 2 temperature, 3 humidity. */
const genericCnCo2: DeviceMap = {
  functions: [fc.readInputRegisters],
  spans: [{ table: 'input', from: 0, until: 4 }],
  cells: [
    cell('input', 1, 'co2', 'uint16'),
    cell('input', 2, 'temperature', 'int16', 0.1),
    cell('input', 3, 'humidity', 'uint16', 0.1),
  ],
};

const relayFunctions = [fc.readCoils, fc.writeSingleCoil, fc.writeMultipleCoils];

/** Waveshare relay board: one coil a channel. */
function relayBoard(points: readonly string[]): DeviceMap {
  return {
    functions: relayFunctions,
    spans: [{ table: 'coil', from: 0, until: 8 }],
    cells: points.map((point, i) => cell('coil', i, point, 'bit')),
  };
}

const fanCoilThermostat: DeviceMap = {
  functions: [
    fc.readHoldingRegisters,
    fc.readInputRegisters,
    fc.writeSingleRegister,
    fc.writeMultipleRegisters,
  ],
  spans: [],
  cells: [
    cell('holding', 0, 'power', 'uint16'),
    cell('holding', 1, 'mode', 'uint16'),
    cell('holding', 2, 'fan', 'uint16'),
    cell('holding', 3, 'target', 'int16', 0.1),
    cell('input', 0, 'room-temperature', 'int16', 0.1),
    cell('input', 1, 'valve', 'uint16'),
    cell('input', 2, 'fault', 'uint16'),
  ],
};

/** The gateway of a fire panel: the system state's bits of GB/T 26875.3, then one register a loop address. */
const firePanel: DeviceMap = {
  functions: [fc.readInputRegisters],
  spans: [
    { table: 'input', from: 0, until: 4 },
    { table: 'input', from: 100, until: 356 },
  ],
  cells: [
    { ...cell('input', 0, 'fire', 'uint16'), bit: 1 },
    { ...cell('input', 0, 'fault', 'uint16'), bit: 2 },
    { ...cell('input', 0, 'main-power-fault', 'uint16'), bit: 8 },
    { ...cell('input', 0, 'backup-power-fault', 'uint16'), bit: 9 },
  ],
};

const fireDetector: DeviceMap = {
  functions: [fc.readInputRegisters],
  spans: [],
  cells: [cell('input', 100, 'smoke', 'uint16')],
};

const waterMeter: DeviceMap = {
  functions: [fc.readHoldingRegisters],
  spans: [],
  cells: [cell('holding', 0, 'volume', 'uint32', 0.001), cell('holding', 2, 'flow', 'uint16', 0.001)],
};

export const deviceMaps: ReadonlyMap<string, DeviceMap> = new Map([
  ['eastron-sdm630', eastronSdm630],
  ['acrel-adl400', acrelAdl400],
  ['renke-rs-ws-n01', renkeRsWsN01],
  ['renke-cold-probe', renkeRsWsN01],
  ['generic-cn-co2', genericCnCo2],
  ['lamp-relay-4', relayBoard(['front', 'blackboard', 'window-row', 'inner-row'])],
  ['lamp-relay-1', relayBoard(['lamps'])],
  ['fan-coil-thermostat', fanCoilThermostat],
  ['fire-panel', firePanel],
  ['fire-detector', fireDetector],
  ['water-meter-modbus', waterMeter],
]);
