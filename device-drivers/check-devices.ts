// Holds a campus's endpoint settings and device addresses against the drivers' schemas, before any socket is opened.
import { type Campus, type Device, type FilePath, type Mistake, mistakesOf } from '@campus/campus-model';
import type { z } from 'zod';
import { deviceModels } from './device-models/index.ts';
import { widthOf } from './modbus/codec.ts';
import type { ModbusDevice, ModbusPointAddress } from './modbus/settings.ts';
import { driverSchemas } from './schemas.ts';

const addressSpace = 65_536;

/** Mistakes at their places in the description; empty when all is well. `origins` as `expandCampus` gives them. */
export async function checkDevices(
  campus: Campus,
  origins: ReadonlyMap<string, FilePath>,
): Promise<Mistake[]> {
  const mistakes: Mistake[] = [];
  for (const { id, protocol, settings } of campus.endpoints.values()) {
    const place = [...(origins.get(id) ?? []), 'settings'];
    mistakes.push(...judge(driverSchemas[protocol].endpointSchema, settings, place));
  }
  for (const device of campus.devices.values()) {
    const { protocol } = campus.endpoints.get(device.endpointId)!;
    const place = [...(origins.get(device.id) ?? []), 'address'];
    const found = judge(driverSchemas[protocol].deviceAddressSchema, device.address, place);
    mistakes.push(...found);
    if (protocol === 'modbus' && found.length === 0) mistakes.push(...judgeOffset(device, place));
  }
  return mistakes;
}

/** The offset may not carry a point past the end of the address space. */
function judgeOffset(device: Device, place: FilePath): Mistake[] {
  const { deviceAddressSchema, pointAddressSchema } = driverSchemas.modbus;
  const { offset } = deviceAddressSchema.parse(device.address) as ModbusDevice;
  const addresses = deviceModels.get(device.modelId)?.points.map((point) => point.address) ?? [];
  const ends = addresses.map((raw) => {
    const address = pointAddressSchema.parse(raw) as ModbusPointAddress;
    return address.address + widthOf(address);
  });
  const most = addressSpace - Math.max(0, ...ends);
  if (offset <= most) return [];
  return [{ path: [...place, 'offset'], found: String(offset), expected: `at most ${most}` }];
}

function judge(schema: z.ZodType, value: unknown, place: FilePath): Mistake[] {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : mistakesOf(parsed.error, value, place);
}
