// The points of a campus as rows: what is handed over, and what an imported sheet of points is compared with.
import type { Campus, Endpoint, Point } from '@campus/campus-model';
import { flowText } from './cells.ts';
import type { Cells } from './description-rows.ts';

/** In the order of the description, by point id. */
export function pointRows(campus: Campus): Map<string, Cells> {
  const rows = new Map<string, Cells>();
  for (const point of campus.points.values()) {
    const device = campus.devices.get(point.deviceId)!;
    const endpoint = campus.endpoints.get(device.endpointId)!;
    rows.set(point.pointId, { ...pointCells(point), ...placeCells(endpoint, device.address) });
  }
  return rows;
}

function pointCells(point: Point): Cells {
  const span = point.write ?? point.range;
  return {
    id: point.pointId,
    device: point.deviceId,
    space: point.spaceId,
    zh: point.name.zh,
    en: point.name.en,
    kind: point.kind,
    quantity: point.quantity,
    unit: point.unit === '' ? null : point.unit,
    min: span?.min ?? null,
    max: span?.max ?? null,
    access: point.write ? '读写 read/write' : '只读 read',
    pointAddress: flowText(point.address),
  };
}

function placeCells(
  { id, gatewayId, protocol }: Endpoint,
  address: Readonly<Record<string, unknown>>,
): Cells {
  return { gateway: gatewayId, endpoint: id, protocol, deviceAddress: flowText(address) };
}
