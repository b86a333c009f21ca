// Listens to a broker for a while and says what was told: topics, members of their JSON with the values seen. Says nothing
// itself. What becomes of it is match-models.ts' work.
import type { Clock, Random } from '@campus/runtime';
import { largestMessage, Message } from './codec.ts';
import { MqttConnection } from './connection.ts';
import { type MqttEndpoint, mqttSchemas } from './settings.ts';

export interface MqttListening {
  /** As an endpoint's settings are written. */
  readonly settings: unknown;
  /** Filters; everything where left out. */
  readonly filters?: readonly string[];
  readonly waitMs: number;
  readonly clock: Clock;
  readonly random?: Random;
  readonly signal?: AbortSignal;
  /** Told about once a second. */
  readonly onStep?: (topics: number, messages: number) => void;
}

/** What was seen at a place of a topic's messages. */
export interface SeenMember {
  /** Path into the JSON; empty where the message itself is the value. */
  readonly path: string;
  readonly kinds: readonly ('number' | 'boolean' | 'text' | 'null')[];
  /** Of its numbers. */
  readonly min: number | null;
  readonly max: number | null;
  /** Its texts and booleans, the first few. */
  readonly words: readonly string[];
}

export interface SeenTopic {
  readonly topic: string;
  readonly count: number;
  readonly isJson: boolean;
  /** The last message. */
  readonly payload: Buffer;
  readonly members: readonly SeenMember[];
}

export interface Listened {
  readonly topics: readonly SeenTopic[];
  /** Topics past the limit: listen to a part of them (`--topic`). */
  readonly left: number;
  /** Why the broker was not heard, or not all the time. */
  readonly trouble: string | null;
}

const mostTopics = 5_000;
const mostMembers = 200;
const deepestJson = 8;
const mostWords = 8;
const longestWord = 60;
const stepMs = 1_000;

/** Rejects where the settings do not pass their schema. */
export async function listenMqtt(listening: MqttListening): Promise<Listened> {
  const { clock, waitMs, filters = ['#'], random = Math.random, signal, onStep } = listening;
  const settings = mqttSchemas.endpointSchema.parse(listening.settings) as MqttEndpoint;
  const seen = new TopicBook();
  let trouble: string | null = 'no connection came about';
  const events = {
    onConnected: () => {
      trouble = null;
    },
    onListening: () => {},
    onMessage: (topic: string, bytes: Buffer) => seen.heard(topic, bytes),
    onLost: (why: string) => {
      trouble = why;
    },
    onRefusedTopic: (filter: string) => {
      trouble = `the broker does not let ${filter} be read`;
    },
  };
  const connection = new MqttConnection(settings, filters, events, clock, random);
  const stop = clock.every(stepMs, () => onStep?.(seen.topics, seen.messages));
  connection.open();
  await elapsed(clock, waitMs, signal);
  stop();
  await connection.close();
  return { topics: seen.all(), left: seen.left, trouble };
}

function elapsed(clock: Clock, waitMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(waitMs, resolve);
    signal?.addEventListener('abort', () => {
      cancel();
      resolve();
    });
    if (signal?.aborted) {
      cancel();
      resolve();
    }
  });
}

interface Heard {
  count: number;
  isJson: boolean;
  payload: Buffer;
  readonly members: Map<string, HeardMember>;
}

interface HeardMember {
  readonly kinds: Set<SeenMember['kinds'][number]>;
  readonly words: Set<string>;
  min: number;
  max: number;
}

/** Bounded: a broker that tells more is heard in part. */
export class TopicBook {
  readonly #topics = new Map<string, Heard>();
  readonly #left = new Set<string>();
  #messages = 0;

  get topics(): number {
    return this.#topics.size;
  }

  get messages(): number {
    return this.#messages;
  }

  get left(): number {
    return this.#left.size;
  }

  /** The bytes are copied. */
  heard(topic: string, bytes: Buffer): void {
    this.#messages += 1;
    if (bytes.length === 0 || bytes.length > largestMessage) return;
    const known = this.#topics.get(topic);
    if (!known && this.#topics.size >= mostTopics) {
      if (this.#left.size < mostTopics) this.#left.add(topic);
      return;
    }
    const payload = Buffer.from(bytes);
    const entry = known ?? { count: 0, isJson: false, payload, members: new Map() };
    entry.count += 1;
    entry.payload = payload;
    this.#topics.set(topic, entry);
    const { json, text } = new Message(payload);
    entry.isJson = json !== null && typeof json.value === 'object';
    if (json) note(entry.members, '', json.value, 0);
    else note(entry.members, '', text, 0);
  }

  all(): SeenTopic[] {
    return [...this.#topics].map(([topic, { count, isJson, payload, members }]) => ({
      topic,
      count,
      isJson,
      payload,
      members: [...members].map(([path, { kinds, min, max, words }]) => ({
        path,
        kinds: [...kinds],
        min: kinds.has('number') ? min : null,
        max: kinds.has('number') ? max : null,
        words: [...words],
      })),
    }));
  }
}

function note(members: Map<string, HeardMember>, path: string, value: unknown, depth: number): void {
  if (depth > deepestJson) return;
  if (Array.isArray(value)) {
    value.slice(0, mostWords).forEach((item, place) => {
      note(members, `${path}[${place}]`, item, depth + 1);
    });
    return;
  }
  if (value !== null && typeof value === 'object') {
    for (const [name, item] of Object.entries(value)) note(members, pathTo(path, name), item, depth + 1);
    return;
  }
  noteLeaf(members, path, value);
}

/** Names that hold a sign of the path language stand in quotes. */
function pathTo(path: string, name: string): string {
  if (!/^[^.[\]"]+$/.test(name)) return `${path}["${name.replaceAll('"', '')}"]`;
  return path === '' ? name : `${path}.${name}`;
}

function noteLeaf(members: Map<string, HeardMember>, path: string, value: unknown): void {
  const known = members.get(path);
  if (!known && members.size >= mostMembers) return;
  const member = known ?? { kinds: new Set(), words: new Set<string>(), min: Infinity, max: -Infinity };
  members.set(path, member);
  if (typeof value === 'number') {
    member.kinds.add('number');
    member.min = Math.min(member.min, value);
    member.max = Math.max(member.max, value);
  } else if (value === null) member.kinds.add('null');
  else {
    member.kinds.add(typeof value === 'boolean' ? 'boolean' : 'text');
    if (member.words.size < mostWords) member.words.add(String(value).slice(0, longestWord));
  }
}
