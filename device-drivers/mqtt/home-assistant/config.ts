// Reads the discovery messages of Home Assistant's MQTT convention, the one of a whole device and the older one of a
// single component, into components with full names. Judges nothing of their meaning.
import { largestMessage, Message } from '../codec.ts';

export interface DiscoveryMessage {
  readonly topic: string;
  readonly payload: Buffer;
}

type Settings = Readonly<Record<string, unknown>>;

export interface ComponentConfig {
  /** How the message calls it. */
  readonly key: string;
  readonly platform: string;
  readonly settings: Settings;
}

export interface DeviceConfig {
  /** What tells the device from others. */
  readonly identity: string;
  readonly name: string | null;
  readonly maker: string | null;
  readonly model: string | null;
  readonly components: readonly ComponentConfig[];
}

export type ReadConfig =
  | { readonly ok: true; readonly config: DeviceConfig }
  | {
      readonly ok: false;
      readonly why: 'not-discovery' | 'removed' | 'not-json' | 'too-large' | 'no-device';
    };

/** More than a meter with all its phases has; what says more is not read on. */
const mostComponents = 256;
const longestText = 200;

/** The short names that discovery messages use (Home Assistant, MQTT, supported abbreviations). */
const longNames: Readonly<Record<string, string>> = {
  avty: 'availability',
  avty_mode: 'availability_mode',
  avty_t: 'availability_topic',
  avty_tpl: 'availability_template',
  cmd_t: 'command_topic',
  cmd_tpl: 'command_template',
  cmps: 'components',
  dev: 'device',
  dev_cla: 'device_class',
  exp_aft: 'expire_after',
  ids: 'identifiers',
  cns: 'connections',
  mdl: 'model',
  mf: 'manufacturer',
  obj_id: 'object_id',
  ops: 'options',
  p: 'platform',
  pl_avail: 'payload_available',
  pl_not_avail: 'payload_not_available',
  pl_off: 'payload_off',
  pl_on: 'payload_on',
  pos_t: 'position_topic',
  pos_tpl: 'position_template',
  set_pos_t: 'set_position_topic',
  set_pos_tpl: 'set_position_template',
  pos_clsd: 'position_closed',
  pos_open: 'position_open',
  stat_cla: 'state_class',
  stat_off: 'state_off',
  stat_on: 'state_on',
  stat_t: 'state_topic',
  stat_val_tpl: 'state_value_template',
  t: 'topic',
  uniq_id: 'unique_id',
  unit_of_meas: 'unit_of_measurement',
  val_tpl: 'value_template',
};

/** `prefix/device/id/config`, or `prefix/component/[node/]id/config`. */
const topicPattern = /^(?:[^/+#]{1,64}\/){1,3}?([a-z_]{1,32})\/(?:[\w-]{1,128}\/)?([\w-]{1,128})\/config$/;

export function readConfig({ topic, payload }: DiscoveryMessage): ReadConfig {
  const match = topic.length <= 400 ? topicPattern.exec(topic) : null;
  if (!match) return { ok: false, why: 'not-discovery' };
  if (payload.length === 0) return { ok: false, why: 'removed' };
  if (payload.length > largestMessage) return { ok: false, why: 'too-large' };
  const root = expanded(new Message(payload).json?.value);
  if (!root) return { ok: false, why: 'not-json' };
  const [, component = '', id = ''] = match;
  const device = expanded(root.device) ?? {};
  const identity = identityOf(device, component === 'device' ? id : null);
  if (identity === null) return { ok: false, why: 'no-device' };
  const components = component === 'device' ? componentsOf(root) : [single(id, component, root)];
  return {
    ok: true,
    config: {
      identity,
      name: textOf(device.name),
      maker: textOf(device.manufacturer),
      model: textOf(device.model),
      components,
    },
  };
}

function single(key: string, platform: string, settings: Settings): ComponentConfig {
  return { key, platform, settings: withBase(settings, settings['~']) };
}

/** What the device says for all holds where a component says nothing else. */
function componentsOf(root: Settings): ComponentConfig[] {
  const { components, device: _device, ...shared } = root;
  if (!isObject(components)) return [];
  return Object.entries(components)
    .slice(0, mostComponents)
    .flatMap(([key, value]) => {
      const settings = expanded(value);
      const platform = textOf(settings?.platform);
      if (!settings || platform === null) return [];
      const all = { ...shared, ...settings };
      return [{ key: key.slice(0, longestText), platform, settings: withBase(all, all['~']) }];
    });
}

function identityOf(device: Settings, id: string | null): string | null {
  const { identifiers, connections } = device;
  const first: unknown = Array.isArray(identifiers) ? identifiers[0] : identifiers;
  const connection: unknown = Array.isArray(connections) ? connections[0] : undefined;
  const address: unknown = Array.isArray(connection) ? connection[1] : undefined;
  return textOf(first) ?? textOf(address) ?? id;
}

/** A copy with long names and no prototype to fall back on; null where it is no object. */
function expanded(value: unknown): Settings | null {
  if (!isObject(value)) return null;
  const all: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value)) {
    all[Object.hasOwn(longNames, name) ? longNames[name]! : name] = member;
  }
  return all;
}

/** `~` at either end of a topic stands for the base topic. */
function withBase(settings: Settings, base: unknown): Settings {
  if (typeof base !== 'string') return settings;
  const all: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(settings)) {
    all[name] = typeof value === 'string' && /topic$/.test(name) ? based(value, base) : value;
  }
  all.availability = listOf(settings.availability).map((entry) => {
    const one = expanded(entry);
    return one && typeof one.topic === 'string' ? { ...one, topic: based(one.topic, base) } : entry;
  });
  return all;
}

function based(topic: string, base: string): string {
  if (topic.startsWith('~')) return base + topic.slice(1);
  return topic.endsWith('~') ? topic.slice(0, -1) + base : topic;
}

/** The availabilities that a component names, with long names. */
export function availabilitiesOf(settings: Settings): readonly Settings[] {
  const { availability_topic: topic, availability_template: template } = settings;
  const single = typeof topic === 'string' ? [{ ...settings, topic, value_template: template }] : [];
  const entries = listOf(settings.availability).map(expanded);
  return [...single, ...entries.filter((entry) => entry !== null)].slice(0, mostComponents);
}

function isObject(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value.slice(0, longestText) : null;
}

/** Booleans are said in JSON and heard as their words. */
export function wordOf(value: unknown, otherwise: string): string {
  return typeof value === 'boolean' ? String(value) : (textOf(value) ?? otherwise);
}

/** Part of a name: control and direction marks would make it look like another. */
export function labelOf(words: string): string {
  return words.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
