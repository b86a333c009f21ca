// A point of a device as it is commanded there: the model's terms, and over them those of the campus description.
import type { CommandTerms } from './command-terms.ts';
import type { PointModel } from './point.ts';
import { pointId } from './point-id.ts';

/** The same object where nothing differs. A witness is named in full afterwards: `device/point`. */
export function writeTerms(
  write: PointModel['write'],
  deviceId: string,
  terms: CommandTerms | undefined,
): PointModel['write'] {
  if (!write || (!terms && !write.witness)) return write;
  const all = { ...write, ...terms };
  const { witness } = all;
  return witness ? { ...all, witness: { ...witness, point: fullId(witness.point, deviceId) } } : all;
}

function fullId(point: string, deviceId: string): string {
  return point.includes('/') ? point : pointId(deviceId, point);
}
