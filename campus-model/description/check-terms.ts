// Judges the terms of outputs once all devices are known: values within the output's limits, witnesses that are there, and
// nothing that would act on fire equipment by itself.
import type { Device, Point } from '../campus.ts';
import { pointId } from '../point-id.ts';
import { type FilePath, type Mistake, showFound } from './mistake.ts';

export function checkTerms(
  devices: ReadonlyMap<string, Device>,
  points: ReadonlyMap<string, Point>,
  origins: ReadonlyMap<string, FilePath>,
): Mistake[] {
  const mistakes: Mistake[] = [];
  for (const device of devices.values()) {
    const path = [...(origins.get(device.id) ?? []), 'outputs'];
    for (const localId of Object.keys(device.outputs ?? {}))
      if (!points.get(pointId(device.id, localId))?.write)
        mistakes.push(wrong([...path, localId], localId, `an output or setpoint of ${device.modelId}`));
  }
  for (const point of points.values())
    if (point.write) {
      const path = [...(origins.get(point.deviceId) ?? []), 'outputs', point.id];
      mistakes.push(...mistakesOfPoint(point, points, path));
    }
  return mistakes;
}

function mistakesOfPoint(point: Point, points: ReadonlyMap<string, Point>, path: FilePath): Mistake[] {
  const { min, max, safe, releasedTo, witness } = point.write!;
  const limits = `${min} to ${max}`;
  const isOutside = (value: number): boolean => value < min || value > max;
  const mistakes: Mistake[] = [];
  if (safe && point.system === 'fire')
    mistakes.push(wrong([...path, 'safe'], safe.value, 'none: nothing acts on fire equipment by itself'));
  if (safe && isOutside(safe.value)) mistakes.push(wrong([...path, 'safe', 'value'], safe.value, limits));
  if (releasedTo !== undefined && isOutside(releasedTo))
    mistakes.push(wrong([...path, 'releasedTo'], releasedTo, limits));
  if (!witness) return mistakes;
  const known = points.get(witness.point);
  if (!known || known.quantity === 'text')
    mistakes.push(wrong([...path, 'witness', 'point'], witness.point, 'a point with numbers: device/point'));
  witness.expects.forEach(({ when }, i) => {
    if (isOutside(when)) mistakes.push(wrong([...path, 'witness', 'expects', i, 'when'], when, limits));
  });
  return mistakes;
}

function wrong(path: FilePath, found: unknown, expected: string): Mistake {
  return { path, found: showFound(found), expected };
}
