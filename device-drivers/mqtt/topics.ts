// A model's topics become a device's: appended to its own topic, beside it at its bridge, or around it.
import { fillNames, type Names } from '../payload/names.ts';
import type { MqttDevice, MqttModel } from './settings.ts';

export interface DeviceTopics {
  /** Topic that the device's own topics begin with. */
  readonly base: string;
  /** Where its bridge speaks. */
  readonly bridge: string;
  /** What words between braces mean: `topic` and `name` (its last level) always. */
  readonly names: Names;
}

export function deviceTopics(device: MqttDevice, model: MqttModel): DeviceTopics {
  const base = device.topic ?? device.prefix ?? '';
  const cut = base.lastIndexOf('/');
  return {
    base,
    bridge: device.bridge ?? base.slice(0, Math.max(0, cut)),
    names: { ...model.names, ...device.names, topic: base, name: base.slice(cut + 1) },
  };
}

export function topicOf(template: string, { base, bridge, names }: DeviceTopics): string {
  const filled = fillNames(template, names);
  if (filled === '' || filled.startsWith('/')) return base + filled;
  if (!filled.startsWith('../')) return filled;
  return bridge === '' ? filled.slice('../'.length) : bridge + filled.slice('..'.length);
}

/** Whether a topic is meant by a filter with + in it (MQTT 5, 4.7.1.3). */
export function matches(levels: readonly string[], filterLevels: readonly string[]): boolean {
  return (
    levels.length === filterLevels.length &&
    filterLevels.every((level, i) => level === '+' || level === levels[i])
  );
}
