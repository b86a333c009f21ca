// Which objects the simulated devices have, written from their documents and not from the driver.

export const types = {
  analogInput: 0,
  analogOutput: 1,
  analogValue: 2,
  binaryInput: 3,
  binaryOutput: 4,
  binaryValue: 5,
  device: 8,
  multiStateInput: 13,
  multiStateOutput: 14,
  multiStateValue: 19,
} as const;

export interface ObjectEntry {
  readonly type: number;
  readonly instance: number;
  readonly point: string;
  readonly name: string;
  /** Change that is told; analog objects only. */
  readonly increment?: number;
}

export interface ObjectMap {
  readonly vendorId: number;
  readonly maxApdu: number;
  readonly objects: readonly ObjectEntry[];
}

const entry = (
  type: number,
  instance: number,
  point: string,
  name: string,
  increment?: number,
): ObjectEntry => ({
  type,
  instance,
  point,
  name,
  ...(increment === undefined ? {} : { increment }),
});

const thermostat: ObjectMap = {
  vendorId: 999,
  maxApdu: 480,
  objects: [
    entry(types.analogInput, 1, 'room-temperature', 'Room temperature', 0.1),
    entry(types.analogValue, 1, 'target', 'Setpoint', 0.1),
    entry(types.binaryValue, 1, 'power', 'On/Off'),
    entry(types.multiStateValue, 1, 'mode', 'Mode'),
    entry(types.multiStateValue, 2, 'fan', 'Fan speed'),
    entry(types.analogOutput, 1, 'valve', 'Valve', 1),
  ],
};

const airHandler: ObjectMap = {
  vendorId: 999,
  maxApdu: 480,
  objects: [
    entry(types.analogInput, 1, 'supply-temperature', 'Supply air temperature', 0.1),
    entry(types.analogInput, 2, 'return-temperature', 'Return air temperature', 0.1),
    entry(types.analogInput, 3, 'outdoor-temperature', 'Outdoor air temperature', 0.1),
    entry(types.analogInput, 4, 'return-humidity', 'Return air humidity', 1),
    entry(types.analogInput, 5, 'return-co2', 'Return air CO2', 20),
    entry(types.analogOutput, 1, 'fan-speed', 'Supply fan speed', 1),
    entry(types.analogOutput, 2, 'damper', 'Outdoor air damper', 1),
    entry(types.analogOutput, 3, 'valve', 'Coil valve', 1),
    entry(types.analogValue, 1, 'supply-target', 'Supply air setpoint', 0.1),
    entry(types.binaryInput, 1, 'fan-running', 'Supply fan status'),
    entry(types.binaryInput, 2, 'filter-dirty', 'Filter'),
    entry(types.binaryInput, 3, 'frost', 'Frost protection'),
    entry(types.binaryValue, 1, 'power', 'On/Off'),
  ],
};

const daikinVendorId = 53;

/** Indoor unit 0; unit n has 256 × n more. */
const daikin: ObjectMap = {
  vendorId: daikinVendorId,
  maxApdu: 1_024,
  objects: [
    entry(types.binaryOutput, 1, 'power-order', 'StartStopCommand_000'),
    entry(types.binaryInput, 2, 'power', 'StartStopStatus_000'),
    entry(types.binaryInput, 3, 'alarm', 'Alarm_000'),
    entry(types.multiStateInput, 4, 'malfunction', 'MalfunctionCode_000'),
    entry(types.multiStateOutput, 5, 'mode-order', 'AirConModeCommand_000'),
    entry(types.multiStateInput, 6, 'mode', 'AirConModeStatus_000'),
    entry(types.analogInput, 9, 'room-temperature', 'RoomTemp_000', 0.5),
    entry(types.analogValue, 10, 'target', 'TempAdjust_000', 0.5),
  ],
};

export const objectMaps: ReadonlyMap<string, ObjectMap> = new Map([
  ['bacnet-thermostat', thermostat],
  ['bacnet-air-handler', airHandler],
  ['daikin-dms502b51', daikin],
]);
