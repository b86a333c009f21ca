// The device of the Modbus bench and of the thousand: 50 holding registers, 20 floats and 10 words, whose values name
// endpoint, unit and place, so that an answer taken for another's shows.
import type { DeviceModel, PointModel } from '@campus/campus-model';

export const registersPerDevice = 50;
const floats = 20;
const words = registersPerDevice - 2 * floats;

/** What a point must read: exact in its type. */
export function expectedValue(endpoint: number, unit: number, point: number): number {
  if (point < floats) return endpoint * 1_000 + unit * 20 + point + 0.5;
  return (endpoint * 500 + unit * 20 + point) % 65_536;
}

/** The device's registers as they stand on the wire. */
export function registerBytes(endpoint: number, unit: number): Buffer {
  const bytes = Buffer.alloc(registersPerDevice * 2);
  for (let i = 0; i < floats; i++) bytes.writeFloatBE(expectedValue(endpoint, unit, i), i * 4);
  for (let i = 0; i < words; i++) {
    bytes.writeUInt16BE(expectedValue(endpoint, unit, floats + i), floats * 4 + i * 2);
  }
  return bytes;
}

/** Registers that the point with this number in its device takes. */
export function widthOfPoint(point: number): number {
  return point < floats ? 2 : 1;
}

export const pointsPerDevice = floats + words;

/** The device as a model, each point read once a period; the last one can be commanded. */
export function fixtureModel(periodMs: number, pipeline = 1): DeviceModel {
  const points = Array.from({ length: pointsPerDevice }, (_, i) => pointOf(i, periodMs));
  return {
    id: 'bench-device',
    name: { zh: '测试设备', en: 'bench device' },
    maker: 'bench',
    kind: 'energy-meter',
    system: 'energy',
    protocol: 'modbus',
    source: 'made for measuring',
    settings: { pipeline },
    points: [...points, commandedOf(points.at(-1)!)],
  };
}

function pointOf(i: number, periodMs: number): PointModel {
  const place = i < floats ? { address: 2 * i, type: 'float32' } : { address: floats + i, type: 'uint16' };
  return {
    id: `p${i}`,
    name: { zh: `点${i}`, en: `point ${i}` },
    kind: i === pointsPerDevice - 1 ? 'readback' : 'sensor',
    quantity: 'count',
    unit: '',
    decimals: 0,
    range: { min: 0, max: 1e9 },
    deadband: 0,
    heartbeatMs: 30_000,
    periodMs,
    address: { table: 'holding', ...place },
  };
}

function commandedOf(readback: PointModel): PointModel {
  const write = { min: 0, max: 65_535, readback: readback.id, tolerance: 0, settleMs: 3_000 };
  return { ...readback, id: `${readback.id}-set`, kind: 'setpoint', write };
}
