// Devices that announce themselves by Home Assistant's discovery, as drafts of device models and device entries, with a
// report of what could not be taken. Pure: messages in, drafts out, whatever the messages hold.
import type { DeviceModel, EquipmentKind, PointModel, Quantity, System, Text } from '@campus/campus-model';
import { deviceModel, text } from '../../device-models/point-builder.ts';
import type { MqttAvailability, MqttDevice, MqttModel, MqttPointAddress } from '../settings.ts';
import { componentPoints } from './component-points.ts';
import {
  availabilitiesOf,
  type ComponentConfig,
  type DeviceConfig,
  type DiscoveryMessage,
  labelOf,
  readConfig,
  textOf,
  wordOf,
} from './config.ts';
import { bridgeTopic, commonBase, isPlainTopic, relativeTopic } from './device-base.ts';
import { placeOf } from './value-template.ts';

export type { DiscoveryMessage } from './config.ts';

export interface NotTaken {
  /** Topic of the message, or name of the component. */
  readonly what: string;
  readonly why: Text;
}

export interface DeviceDraft {
  readonly model: DeviceModel;
  /** As a campus description has it, without space and endpoint. */
  readonly device: {
    readonly id: string;
    readonly name: Text;
    readonly model: string;
    readonly address: MqttDevice;
  };
  readonly notTaken: readonly NotTaken[];
}

export interface DiscoveryDrafts {
  readonly drafts: readonly DeviceDraft[];
  /** Messages that gave no device. */
  readonly notTaken: readonly NotTaken[];
}

/** Devices of a school's building; a broker that names more is read to here. */
const mostDevices = 2_000;
const mostAvailabilities = 4;
/** With the first that are too many, so that their leaving out is told. */
const mostComponents = 300;
const mostPoints = 200;
const longestPointId = 40;

const unread: Readonly<Record<string, Text>> = {
  'not-json': text('不是 JSON', 'it is not JSON'),
  'too-large': text('消息过大', 'it is too large'),
  'no-device': text('没有设备标识', 'it names no device'),
};
const noBase = text('主题与其他组件没有共同部分', 'its topics have nothing in common with the others');
const tooMany = text('超出数量上限', 'there are too many');
const availabilityWhy = text('在线状态的规则不能理解', 'its availability is not understood and was left out');

/** Retained messages by topic, in any order; those of one device may be many. */
export function draftDevices(messages: Iterable<DiscoveryMessage>): DiscoveryDrafts {
  const notTaken: NotTaken[] = [];
  const configs = new Map<string, DeviceConfig>();
  for (const message of messages) {
    const read = readConfig(message);
    if (!read.ok) {
      const why = unread[read.why];
      if (why) notTaken.push({ what: message.topic.slice(0, 200), why });
      continue;
    }
    const { identity } = read.config;
    if (!configs.has(identity) && configs.size >= mostDevices)
      notTaken.push({ what: identity, why: tooMany });
    else configs.set(identity, merged(configs.get(identity), read.config));
  }
  const ids = new Set<string>();
  const drafts = [...configs.values()].map((config) => draftOf(config, ids));
  for (const { empty } of drafts) notTaken.push(...(empty ?? []));
  return { drafts: drafts.flatMap(({ draft }) => draft ?? []), notTaken };
}

function merged(known: DeviceConfig | undefined, more: DeviceConfig): DeviceConfig {
  if (!known) return more;
  const components = [...known.components, ...more.components].slice(0, mostComponents);
  return { ...known, name: known.name ?? more.name, components };
}

interface Drafted {
  readonly draft?: DeviceDraft;
  /** Why there is no draft. */
  readonly empty?: readonly NotTaken[];
}

function draftOf(config: DeviceConfig, ids: Set<string>): Drafted {
  const notTaken: NotTaken[] = [];
  const { points, silentAfterMs } = pointsOf(config, notTaken);
  const base = commonBase(topicsOf(points));
  if (points.length === 0 || base === null) return { empty: notTaken };
  const { availability, bridge } = availabilityOf(config.components, base, notTaken);
  const label = labelOf(config.name ?? config.identity) || 'device';
  const id = freeId(slug(label, 48) || slug(config.identity, 48) || 'device', ids);
  const name = bilingual(label);
  const modelId = `ha-${id}`;
  const { kind, system } = guessOf(points);
  const settings: Partial<MqttModel> = {
    ...(availability.length > 0 ? { availability: [...availability] } : { retained: 'last-known' as const }),
    ...(silentAfterMs === null ? {} : { silentAfterMs }),
  };
  const model = deviceModel({
    id: modelId,
    name,
    maker: config.maker ?? 'generic',
    kind,
    system,
    protocol: 'mqtt',
    source: `Home Assistant discovery of ${config.identity}${config.model ? ` (${config.model})` : ''}`,
    settings,
    points: points.map((point) => relativePoint(point, base)),
  });
  const address: MqttDevice = { topic: base, ...(bridge === null ? {} : { bridge }) };
  return { draft: { model, device: { id, name, model: modelId, address }, notTaken } };
}

function pointsOf(
  { components }: DeviceConfig,
  notTaken: NotTaken[],
): { points: PointModel[]; silentAfterMs: number | null } {
  const ids = new Set<string>();
  let points: PointModel[] = [];
  let silentAfterMs: number | null = null;
  for (const component of components) {
    const { name, device_class: deviceClass } = component.settings;
    const label = labelOf(textOf(name) ?? textOf(deviceClass) ?? component.key) || 'value';
    const id = freeId(pointSlug(label, component.key), ids);
    const made = componentPoints(component, id, label.slice(0, 60));
    const why =
      'why' in made ? made.why : points.length >= mostPoints ? tooMany : misfit(points, made.points);
    if (why || 'why' in made) {
      notTaken.push({ what: component.key, why: why ?? tooMany });
      continue;
    }
    points = [...points, ...made.points];
    if (made.silentAfterMs !== null) silentAfterMs = Math.max(silentAfterMs ?? 0, made.silentAfterMs);
  }
  return { points, silentAfterMs };
}

function misfit(known: readonly PointModel[], more: readonly PointModel[]): Text | null {
  return commonBase(topicsOf([...known, ...more])) === null ? noBase : null;
}

function topicsOf(points: readonly PointModel[]): string[] {
  const all = points.flatMap(({ address }) => {
    const { topic = '', command } = address as MqttPointAddress;
    return command ? [topic, command.topic] : [topic];
  });
  return [...new Set(all)];
}

function relativePoint(point: PointModel, base: string): PointModel {
  const { command, ...place } = point.address as MqttPointAddress;
  const topic = relativeTopic(place.topic ?? '', base)!;
  const commanded = command ? { command: { ...command, topic: relativeTopic(command.topic, base)! } } : {};
  return { ...point, address: { ...place, topic, ...commanded } };
}

function availabilityOf(
  components: readonly ComponentConfig[],
  base: string,
  notTaken: NotTaken[],
): { availability: readonly MqttAvailability[]; bridge: string | null } {
  const found = new Map<string, MqttAvailability>();
  let bridge: string | null = null;
  for (const { key, settings } of components) {
    const told = availabilitiesOf(settings);
    const mode = textOf(settings.availability_mode) ?? 'latest';
    const made = told.length > 1 && mode !== 'all' ? [] : told.map((one) => availabilityEntry(one, base));
    if (told.length !== made.length || made.includes(null))
      notTaken.push({ what: key, why: availabilityWhy });
    for (const entry of made) {
      if (!entry || found.has(entry.full) || found.size >= mostAvailabilities) continue;
      if (entry.bridge !== null && bridge !== null && entry.bridge !== bridge) {
        notTaken.push({ what: key, why: availabilityWhy });
        continue;
      }
      bridge ??= entry.bridge;
      found.set(entry.full, entry.availability);
    }
  }
  const above = base.slice(0, Math.max(0, base.lastIndexOf('/')));
  return { availability: [...found.values()], bridge: bridge === above ? null : bridge };
}

function availabilityEntry(
  settings: Readonly<Record<string, unknown>>,
  base: string,
): { full: string; bridge: string | null; availability: MqttAvailability } | null {
  const { topic: full } = settings;
  const place = placeOf(settings.value_template);
  if (!isPlainTopic(full) || !place) return null;
  const own = relativeTopic(full, base);
  const beside = own === null ? bridgeTopic(full, base) : null;
  const topic = own ?? beside?.topic;
  if (topic === undefined) return null;
  const online = [wordOf(settings.payload_available, 'online')];
  const offline = [wordOf(settings.payload_not_available, 'offline')];
  const path = place.format === 'json' ? { path: place.path } : {};
  return {
    full,
    bridge: beside?.bridge ?? null,
    availability: { topic, ...path, online, offline, isDeath: true },
  };
}

const guesses: readonly [Quantity, EquipmentKind, System][] = [
  ['smoke', 'smoke-detector', 'security'],
  ['leak', 'leak-sensor', 'water'],
  ['energy', 'energy-meter', 'energy'],
  ['power', 'energy-meter', 'energy'],
  ['water-volume', 'water-meter', 'water'],
  ['switch', 'lamps', 'lighting'],
  ['contact', 'door', 'security'],
  ['occupancy', 'occupancy-sensor', 'teaching'],
  ['motion', 'occupancy-sensor', 'teaching'],
  ['temperature', 'air-sensor', 'climate'],
  ['humidity', 'air-sensor', 'climate'],
  ['co2', 'air-sensor', 'climate'],
  ['illuminance', 'light-sensor', 'lighting'],
];

/** What it seems to be; the fitter says what it is. */
function guessOf(points: readonly PointModel[]): { kind: EquipmentKind; system: System } {
  const has = new Set(points.map(({ quantity }) => quantity));
  const [, kind, system] = guesses.find(([quantity]) => has.has(quantity)) ?? [null, 'gateway', 'network'];
  return { kind: kind as EquipmentKind, system: system as System };
}

function bilingual(label: string): Text {
  const latin = label.replaceAll(/\p{Script=Han}+/gu, ' ').trim();
  return { zh: /\p{Script=Han}/u.test(label) ? label : `设备 ${label}`, en: latin === '' ? 'device' : latin };
}

/** What is commanded ends in -set; nothing else may. */
function pointSlug(label: string, key: string): string {
  const made = slug(label, longestPointId) || slug(key, longestPointId) || 'point';
  return made === 'set' || made.endsWith('-set') ? `${made.slice(0, longestPointId - 6)}-value` : made;
}

function slug(words: string, longest: number): string {
  const plain = words
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return plain
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, longest)
    .replace(/-+$/, '');
}

function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let n = 2; taken.has(id); n++) id = `${wanted}-${n}`;
  taken.add(id);
  return id;
}
