// Where the campus file says which address a device has, for whoever replaces it. The file is read when asked: it may have
// changed since the hub took it over.
import { basename } from 'node:path';
import { type DescribedAt, expandCampus } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { FileMistakes, readYamlFile } from '@campus/runtime';
import type { Settings } from '../settings.ts';

/** Null where the file cannot be read just now, or has no such device. */
export function describedDevice(
  { campus, variables }: Pick<Settings, 'campus' | 'variables'>,
  deviceId: string,
): DescribedAt | null {
  try {
    const file = readYamlFile(campus);
    const expanded = expandCampus(file.value, deviceModels, variables);
    const path = expanded.ok ? expanded.origins.get(deviceId) : undefined;
    if (!path) return null;
    const [, line = ''] = /:(\d+):\d+$/.exec(file.where([...path, 'address'])) ?? [];
    const template = path[0] === 'templates' ? String(path[1]) : null;
    return { file: basename(campus), line: Number(line), template };
  } catch (error) {
    if (error instanceof FileMistakes) return null;
    throw error;
  }
}
