// Devices out of what a broker told: by Home Assistant's discovery, by the models of the catalogue, and the rest as it was
// seen. Pure.
import type { DeviceModel, DeviceModelCatalogue } from '@campus/campus-model';
import { deviceModel, text } from '../device-models/point-builder.ts';
import { draftDevices, type NotTaken } from '../mqtt/home-assistant/drafts.ts';
import type { SeenMember, SeenTopic } from '../mqtt/learn.ts';
import { matchModels, type TopicFit } from '../mqtt/match-models.ts';
import type { Draft } from './draft.ts';
import { draftPoint, freeId } from './draft-point.ts';

export interface TopicDrafts {
  readonly drafts: readonly Draft[];
  /** Topics that nothing was made of: words of bridges, pictures, what is no value. */
  readonly unused: readonly string[];
  readonly notTaken: readonly NotTaken[];
}

/** Of a device seen for the first time. */
const mostPoints = 60;
const mostDrafts = 500;
const shownValues = 4;
/** Said by bridges and brokers, not by devices. */
const notDevices =
  /(^\$SYS\/|\/bridge(\/|$)|\/LWT$|\/availability$|\/INFO\d*$|\/(set|get|command)$|^homeassistant\/status$)/;

export function draftTopics(topics: readonly SeenTopic[], models: DeviceModelCatalogue): TopicDrafts {
  const isConfig = ({ topic }: SeenTopic): boolean => topic.endsWith('/config');
  const announced = draftDevices(topics.filter(isConfig).map(({ topic, payload }) => ({ topic, payload })));
  const told = topics.filter((seen) => !isConfig(seen));
  const fits = matchModels(models, told);
  const ids = new Set<string>();
  const drafts: Draft[] = fits.map((fit) => ofFit(fit, ids));
  const used = new Set(
    fits.flatMap((fit) => told.filter(({ topic }) => isOf(topic, fit)).map(({ topic }) => topic)),
  );
  for (const { model, device } of announced.drafts) {
    const base = device.address.topic ?? '';
    if (fits.some((fit) => fit.topic === base)) continue;
    for (const { topic } of told) if (topic === base || topic.startsWith(`${base}/`)) used.add(topic);
    const id = freeId(device.id, ids, 48);
    drafts.push({
      device: { ...device, id },
      model,
      evidence: [text('Home Assistant 发现', 'Home Assistant discovery')],
    });
  }
  const rest = told.filter(({ topic }) => !used.has(topic) && !notDevices.test(topic));
  const modelIds = new Set([...models.keys(), ...announced.drafts.map(({ model }) => model.id)]);
  const seen = rest.slice(0, mostDrafts).map((topic) => ({ topic, draft: ofSeen(topic, ids, modelIds) }));
  return {
    drafts: [...drafts, ...seen.flatMap(({ draft }) => draft ?? [])],
    unused: [
      ...told.filter(({ topic }) => !used.has(topic) && notDevices.test(topic)).map(({ topic }) => topic),
      ...seen.filter(({ draft }) => draft === null).map(({ topic }) => topic.topic),
      ...rest.slice(mostDrafts).map(({ topic }) => topic),
    ],
    notTaken: announced.notTaken,
  };
}

/** A fitted device's own topics, and those around its name (`tele/«name»/…`). */
function isOf(topic: string, { topic: base, topics }: TopicFit): boolean {
  return topics.includes(topic) || topic.startsWith(`${base}/`) || topic.includes(`/${base}/`);
}

function ofFit({ modelId, name, topic, points, told, values }: TopicFit, ids: Set<string>): Draft {
  const shown = values
    .slice(0, shownValues)
    .map(({ point, value, unit }) => `${point} ${value}${unit === '' ? '' : ` ${unit}`}`);
  return {
    device: { id: freeId(topic, ids, 48), name, model: modelId, address: { topic } },
    evidence: [
      text(
        `${points} 个点中听到 ${told} 个：${shown.join('，')}`,
        `${told} of ${points} points heard: ${shown.join(', ')}`,
      ),
    ],
  };
}

function ofSeen(seen: SeenTopic, ids: Set<string>, modelIds: Set<string>): Draft | null {
  const members = seen.members.filter(isValue).slice(0, mostPoints);
  if (members.length === 0) return null;
  const label = seen.topic.slice(0, 60);
  const model = seenModel(seen, members, label, freeId(`mqtt-${seen.topic}`, modelIds, 60));
  return {
    device: {
      id: freeId(seen.topic, ids, 48),
      name: text(label, label),
      model: model.id,
      address: { topic: seen.topic },
    },
    model,
    evidence: members.map((member) => text(seenWords(member), seenWords(member))),
  };
}

/** Numbers and truth values; words are too many things to be taken for a point. */
function isValue({ kinds, path }: SeenMember): boolean {
  const [kind] = kinds.filter((each) => each !== 'null');
  return path.length <= 200 && (kind === 'number' || kind === 'boolean');
}

function seenWords({ path, min, max, words }: SeenMember): string {
  const place = path === '' ? 'message' : path;
  return min === null ? `${place}: ${words.join(' | ')}` : `${place}: ${min} … ${max}`;
}

function seenModel(seen: SeenTopic, members: readonly SeenMember[], label: string, id: string): DeviceModel {
  const pointIds = new Set<string>();
  return deviceModel({
    id,
    name: text(label, label),
    maker: 'generic',
    kind: 'gateway',
    system: 'network',
    protocol: 'mqtt',
    source: `draft from the topic ${seen.topic}`,
    settings: { retained: 'last-known' },
    points: members.map(({ path, kinds, min, max }) => {
      const isBoolean = kinds.includes('boolean');
      const address = path === '' ? { format: 'text' } : { format: 'json', path };
      const words = isBoolean ? { map: { false: 0, true: 1 } } : {};
      const value = { label: path === '' ? 'value' : path, kind: isBoolean ? 'boolean' : 'number' } as const;
      const range = min === null || max === null ? {} : { min, max };
      return draftPoint({ ...value, ...range }, freeId(value.label, pointIds, 40), { ...address, ...words });
    }),
  });
}
