// From the campus's devices to units with spans: offsets applied, limits joined.
import { CampusError } from '@campus/campus-model/plain';
import type { DriverDevice, DriverPoint, EndpointPlan } from '../driver.ts';
import { registerReader, widthOf } from './codec.ts';
import type { ModbusDevice, ModbusModel, ModbusPointAddress } from './settings.ts';
import { ModbusUnit, type PointSpan, type UnitLimits } from './unit.ts';

/** For a point that names no period. */
const defaultPeriodMs = 1_000;
const addressSpace = 65_536;

interface UnitParts {
  readonly devices: DriverDevice[];
  readonly spans: PointSpan[];
  readonly models: ModbusModel[];
}

/** Devices that share a unit id share its requests, whatever their models. */
export function unitsOf(plan: EndpointPlan): ModbusUnit[] {
  const parts = new Map<number, UnitParts>();
  for (const device of plan.devices) {
    const { unit, offset } = device.device.address as ModbusDevice;
    const model = device.model.settings as ModbusModel;
    const known = parts.get(unit) ?? { devices: [], spans: [], models: [] };
    parts.set(unit, known);
    known.devices.push(device);
    known.models.push(model);
    for (const point of device.points) known.spans.push(spanOf(point, offset, model));
  }
  return [...parts].map(
    ([id, { devices, spans, models }]) => new ModbusUnit(id, devices, spans, narrowest(models)),
  );
}

function spanOf(driverPoint: DriverPoint, offset: number, model: ModbusModel): PointSpan {
  const { point } = driverPoint;
  const address = point.address as ModbusPointAddress;
  const start = address.address + offset;
  const width = widthOf(address);
  if (start + width > addressSpace) {
    const detail = `${point.pointId}: address ${start} is beyond ${addressSpace - 1}; give the device a smaller offset`;
    throw new CampusError('campus-invalid', detail);
  }
  return {
    table: address.table,
    start,
    width,
    periodMs: point.periodMs ?? defaultPeriodMs,
    driverPoint,
    address,
    model,
    reader: 'type' in address ? registerReader(address, model) : null,
  };
}

/** What every model on the unit can bear. */
function narrowest(models: readonly ModbusModel[]): UnitLimits {
  return {
    maxRegisters: Math.min(...models.map((model) => model.maxRegisters)),
    maxBits: Math.min(...models.map((model) => model.maxBits)),
    maxGap: Math.min(...models.map((model) => model.maxGap)),
    evenCounts: models.some((model) => model.evenCounts),
    pipeline: Math.min(...models.map((model) => model.pipeline)),
  };
}
