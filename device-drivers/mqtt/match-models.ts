// Which device models fit the topics that a broker told: every place where a model says that a value lies is looked up, and
// what lies there is decoded as the driver would. Pure.
import type { DeviceModel, DeviceModelCatalogue, Point, Text } from '@campus/campus-model';
import { qualityOf } from '@campus/campus-model';
import { decode, Message } from './codec.ts';
import type { SeenTopic } from './learn.ts';
import { type MqttModel, type MqttPointPlace, mqttSchemas } from './settings.ts';
import { deviceTopics, matches, topicOf } from './topics.ts';

export interface TopicFit {
  readonly modelId: string;
  readonly name: Text;
  /** What the description says of the device: its topic. */
  readonly topic: string;
  readonly points: number;
  /** Points whose value was told and is plausible. */
  readonly told: number;
  readonly values: readonly {
    readonly point: string;
    readonly value: number | string;
    readonly unit: string;
  }[];
  /** Topics that the device's points were found in. */
  readonly topics: readonly string[];
}

/** A device has to tell this share of a model's points, read-only and commanded ones counted once. */
const leastShare = 0.5;
/** Points that every battery device has say little about which one it is. */
const common = new Set(['battery', 'linkquality']);

/** The best model for each topic that a device might have, in the order of the topics. */
export function matchModels(models: DeviceModelCatalogue, topics: readonly SeenTopic[]): TopicFit[] {
  const heard = new Map(topics.map((seen) => [seen.topic, new Message(seen.payload)]));
  const best = new Map<string, TopicFit>();
  for (const model of models.values()) {
    if (model.protocol !== 'mqtt') continue;
    const places = placesOf(model);
    for (const base of basesOf(places, model, heard)) {
      const fit = fitOf(model, places, base, heard);
      if (fit && isBetter(fit, best.get(base))) best.set(base, fit);
    }
  }
  return withoutParts([...best.values()]);
}

interface PointPlaces {
  readonly point: Point;
  readonly places: readonly MqttPointPlace[];
}

function placesOf(model: DeviceModel): PointPlaces[] {
  return model.points
    .filter(({ write }) => write === undefined)
    .map((point) => {
      const first = mqttSchemas.pointAddressSchema.parse(point.address) as MqttPointPlace;
      const places = [first, ...(first.also ?? []).map((also) => ({ ...first, ...also }))];
      return { point: point as Point, places };
    });
}

/** Every topic that a device of the model would have for something that was heard to be its. */
function basesOf(
  places: readonly PointPlaces[],
  model: DeviceModel,
  heard: ReadonlyMap<string, Message>,
): Set<string> {
  const bases = new Set<string>();
  const templates = new Set(places.flatMap((each) => each.places.map(({ topic }) => topic)));
  const patterns = [...templates].flatMap(
    (template) => patternOf(template, model.settings as MqttModel) ?? [],
  );
  for (const topic of heard.keys()) {
    for (const pattern of patterns) {
      const base = pattern.exec(topic)?.[1];
      if (base) bases.add(base);
    }
  }
  return bases;
}

/** Matches a whole topic, the device's own part captured; null for a place beside the device. */
function patternOf(template: string, { names = {} }: MqttModel): RegExp | null {
  if (template.startsWith('../')) return null;
  const marked = template === '' || template.startsWith('/') ? `{topic}${template}` : template;
  if (!marked.includes('{topic}')) return null;
  const parts = marked.split(/(\{[a-z]+\}|\+)/).map((part) => {
    if (part === '{topic}') return '\u0000';
    if (part === '+') return '[^/]+';
    const name = /^\{([a-z]+)\}$/.exec(part)?.[1];
    return escaped(name === undefined ? part : (names[name] ?? part));
  });
  const [head = '', ...rest] = parts.join('').split('\u0000');
  return new RegExp(`^${head}(.+)${rest.join('\\1')}$`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function fitOf(
  model: DeviceModel,
  places: readonly PointPlaces[],
  base: string,
  heard: ReadonlyMap<string, Message>,
): TopicFit | null {
  const settings = mqttSchemas.modelSettingsSchema.parse(model.settings) as MqttModel;
  const around = deviceTopics({ topic: base }, settings);
  const topics = new Set<string>();
  const values = places.flatMap(({ point, places: own }) => {
    for (const place of own) {
      for (const [topic, message] of messagesOf(topicOf(place.topic, around), heard)) {
        const found = decode(message, point, place);
        if (!found || qualityOf(found.status) !== 'good') continue;
        topics.add(topic);
        return [{ point: point.id, value: found.text ?? found.value, unit: point.unit }];
      }
    }
    return [];
  });
  const own = values.filter(({ point }) => !common.has(point)).length;
  if (own === 0 || values.length / places.length < leastShare) return null;
  return {
    modelId: model.id,
    name: model.name,
    topic: base,
    points: places.length,
    told: values.length,
    values,
    topics: [...topics],
  };
}

function messagesOf(topic: string, heard: ReadonlyMap<string, Message>): [string, Message][] {
  const plain = heard.get(topic);
  if (plain) return [[topic, plain]];
  if (!topic.includes('+')) return [];
  const levels = topic.split('/');
  return [...heard].filter(([each]) => matches(each.split('/'), levels));
}

function isBetter(fit: TopicFit, other: TopicFit | undefined): boolean {
  if (!other || fit.told !== other.told) return fit.told > (other?.told ?? 0);
  return fit.told / fit.points > other.told / other.points;
}

/** A device whose topics are all part of a larger one is that one's part. */
function withoutParts(fits: readonly TopicFit[]): TopicFit[] {
  const owners = new Map<string, TopicFit>();
  for (const fit of fits) {
    for (const topic of fit.topics) {
      const owner = owners.get(topic);
      if (!owner || fit.told > owner.told) owners.set(topic, fit);
    }
  }
  return fits.filter((fit) => fit.topics.some((topic) => owners.get(topic) === fit));
}
