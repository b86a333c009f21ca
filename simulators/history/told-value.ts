// A point's value as its device tells it on its own protocol: through the register's steps, the firmware's decimals.
import type { Campus, Point, Protocol } from '@campus/campus-model';
import type { BuiltDevices } from '../devices/build-devices.ts';
import type { PointValue, SimulatedDevice } from '../devices/simulated-device.ts';
import { type Cell, decodedValue, registersOf } from '../modbus/device-map.ts';
import { deviceMaps } from '../modbus/device-maps.ts';
import { fieldNumber } from '../mqtt/messages.ts';
import { firmwareNumber, opcuaVariables } from '../opcua/variables.ts';

/** Where a point is read, and how its device tells it. */
export interface ToldPoint {
  read(): PointValue;
}

/** Null where nobody simulates the device. A command's point tells what its readback tells. */
export function toldPoint(campus: Campus, devices: BuiltDevices, point: Point): ToldPoint | null {
  const device = devices.get(point.deviceId);
  if (!device) return null;
  const name = device.points.has(point.id) ? point.id : (point.write?.readback ?? point.id);
  if (!device.points.has(name)) return null;
  const protocol = campus.endpoints.get(device.device.endpointId)?.protocol;
  const tell = protocol === undefined ? (value: number) => value : tellers[protocol](device, name);
  const atLeast = point.counter ? 0 : Number.NEGATIVE_INFINITY;
  return {
    read: () => {
      const value = device.value(name);
      return typeof value === 'number' ? tell(Math.max(atLeast, value)) : value;
    },
  };
}

type Tell = (value: number) => number;

const tellers: Record<Protocol, (device: SimulatedDevice, point: string) => Tell> = {
  modbus: ({ device }, point) => {
    const cell = deviceMaps.get(device.modelId)?.cells.find((it) => it.point === point);
    return cell ? throughRegisters(cell) : (value) => value;
  },
  opcua: ({ device }, point) => {
    const variable = opcuaVariables.get(device.modelId)?.find((it) => it.point === point);
    return (value) => firmwareNumber(value, variable?.type ?? 'Double');
  },
  dlt645: () => (value) => value,
  cjt188: () => (value) => value,
  bacnet: () => Math.fround,
  mqtt: (_device, point) => (value) => fieldNumber(point, value),
  http: () => (value) => value,
  // Hours, counters and codes are told whole.
  pjlink: () => Math.floor,
  snmp: () => (value) => value,
};

function throughRegisters(cell: Cell): Tell {
  if (cell.format === 'bit' || cell.bit !== undefined) return (value) => Number(value !== 0);
  if (cell.format !== 'float32') return (value) => decodedValue(registersOf(value, cell), cell);
  const { step = 1 } = cell;
  return (value) => Math.fround(value / step) * step;
}
