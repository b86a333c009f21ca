// What can happen to a publication: its message, its topic, its flags, the packet around it, and packets that nobody asked
// for. A changed number in a message cannot be told from a right one: such messages are not sent. Written apart from the
// driver. Pure.
import type { Random } from '@campus/runtime';
import {
  isPerfectLie,
  presenceTopic,
  type Sender,
  senders,
  strangerVariable,
} from './mutated-mqtt-devices.ts';
import {
  connectAnswer,
  type Level,
  lengthBytes,
  packet,
  pingAnswer,
  publication,
  word,
} from './mutated-mqtt-packets.ts';
import { genuine } from './mutated-values.ts';

/** What goes out; `isBroken` where nothing that follows on the connection can be trusted. */
export interface Mutated {
  readonly bytes: Buffer;
  readonly isBroken?: boolean;
}

function whole(random: Random, below: number): number {
  return Math.floor(random() * below);
}

function oneOf<T>(random: Random, list: readonly T[]): T {
  return list[whole(random, list.length)]!;
}

function noise(random: Random, most: number): Buffer {
  return Buffer.from(Array.from({ length: whole(random, most) }, () => whole(random, 256)));
}

const deepJson = Buffer.from('['.repeat(50_000));
const largeJson = Buffer.from(`{"a":"${'x'.repeat(300_000)}"}`);
/** Instead of a member's number. */
const oddities = [
  '1e999',
  '-1e999',
  'null',
  'true',
  '""',
  '" "',
  '"NaN"',
  '"Infinity"',
  '[]',
  '{}',
  '[[1]]',
  '"0x"',
  '-0',
  '1e-400',
  '"__proto__"',
  '{"valueOf":1,"toString":2}',
];
const oddMessages = [
  '',
  ' ',
  'null',
  'true',
  '0',
  '"a"',
  '[]',
  '{}',
  '{"__proto__":{"a":5}}',
  '{"constructor":{"prototype":{"a":1}}}',
  '{"b":null,"l":null}',
  '{"b":7,"l":{"1":{"v":3}}}',
  '{"l":[]}',
  '\ufeff{}',
  '\0',
];

type OfMessage = (payload: Buffer, random: Random) => Buffer;

const ofMessages: readonly OfMessage[] = [
  (payload, random) => payload.subarray(0, whole(random, payload.length)),
  (payload, random) => payload.subarray(1 + whole(random, payload.length)),
  (payload, random) => {
    const copy = Buffer.from(payload);
    for (let i = 0; i <= whole(random, 3); i++) copy[whole(random, copy.length)] = whole(random, 256);
    return copy;
  },
  (payload, random) => {
    const at = whole(random, payload.length);
    return Buffer.concat([payload.subarray(0, at), noise(random, 20), payload.subarray(at)]);
  },
  (payload, random) => {
    const at = whole(random, payload.length);
    return Buffer.concat([payload.subarray(0, at), payload.subarray(at + 1 + whole(random, 8))]);
  },
  (payload) => Buffer.concat([payload, payload]),
  (payload, random) =>
    Buffer.from(
      payload.toString('latin1').replace(/\d{13,}/, () => oneOf(random, oddities)),
      'latin1',
    ),
  (payload, random) =>
    Buffer.from(
      payload.toString('latin1').replace(/"[a-z]+":/, () => oneOf(random, ['"":', '"__proto__":', ':'])),
      'latin1',
    ),
  (_payload, random) => Buffer.from(oneOf(random, oddMessages)),
  (_payload, random) => noise(random, 200),
];

/** Rare, as they are long. */
const ofLongMessages: readonly OfMessage[] = [() => deepJson, () => largeJson];
const longShare = 0.002;

function mutatedMessage(sender: Sender, payload: Buffer, random: Random): Buffer {
  for (;;) {
    const mutation = oneOf(random, random() < longShare ? ofLongMessages : ofMessages);
    const mutated = mutation(payload, random);
    if (!isPerfectLie(sender, mutated)) return mutated;
  }
}

/** Topics that no point is told on, some nearly. */
function strangeTopic(random: Random): Buffer {
  const { topic } = oneOf(random, senders);
  const others = [
    `${topic}/`,
    `/${topic}`,
    topic.toUpperCase(),
    `${topic}\0`,
    'site',
    'site/+',
    '#',
    '$SYS/a',
    `${topic}/set`,
  ];
  if (random() < 0.8) return Buffer.from(oneOf(random, others));
  return random() < 0.1
    ? Buffer.alloc(65_535, 0x61)
    : Buffer.concat([Buffer.from(topic), Buffer.of(0xff, 0xc0)]);
}

type OfPacket = (level: Level, payload: Buffer, random: Random) => Mutated;

const jsonTopic = senders[0]!.topic;
const unasked = [0x40, 0x50, 0x62, 0x70, 0xb0, 0xd0, 0x90];

/** The stream goes on after these. */
const ofTopics: readonly OfPacket[] = [
  (level, _payload, random) => {
    const value = genuine(strangerVariable, 1);
    const payload = Buffer.from(
      random() < 0.5 ? String(value) : JSON.stringify({ a: value, b: { c: value } }),
    );
    return { bytes: publication(level, { topic: strangeTopic(random), payload }) };
  },
  (level, _payload, random) => ({
    bytes: publication(level, {
      topic: presenceTopic,
      payload: Buffer.from(oneOf(random, ['on', 'off', 'OFF', '', 'x', '{}', '\xff'])),
    }),
  }),
  (level, payload) => ({ bytes: publication(level, { topic: jsonTopic, payload, flags: 1 }) }),
  (level, payload, random) => ({
    bytes: publication(level, {
      topic: jsonTopic,
      payload,
      flags: oneOf(random, [2, 4, 10, 12]),
      id: 1 + whole(random, 65_535),
    }),
  }),
  () => ({ bytes: pingAnswer }),
];

/** The client may well end the connection. */
const ofStreams: readonly OfPacket[] = [
  (_level, _payload, random) => ({
    bytes: packet(oneOf(random, unasked), Buffer.concat([word(1 + whole(random, 65_535)), noise(random, 4)])),
    isBroken: true,
  }),
  (level) => ({ bytes: connectAnswer(level, 0), isBroken: true }),
  (level, payload, random) => ({
    bytes: publication(level, { topic: jsonTopic, payload, flags: oneOf(random, [6, 8, 7, 15]) }),
    isBroken: true,
  }),
  (level, payload) => ({ bytes: publication(level, { topic: '', payload }), isBroken: true }),
  (level, payload, random) => {
    const properties = oneOf(random, [
      Buffer.from([3, 0x23, 0, 9]),
      Buffer.from([200]),
      Buffer.from([2, 0x7e, 1]),
      Buffer.from([0xff, 0xff, 0xff, 0xff]),
    ]);
    return {
      bytes: publication(level, { topic: random() < 0.5 ? '' : jsonTopic, payload, properties }),
      isBroken: true,
    };
  },
  (level, payload, random) => {
    const right = publication(level, { topic: jsonTopic, payload });
    return { bytes: right.subarray(0, whole(random, right.length)), isBroken: true };
  },
  (level, payload, random) => {
    const lie = oneOf(random, [0, 1, 2, 10, 60, 127, 128, 1_000, 100_000, 2_000_000, 268_435_455]);
    const right = publication(level, { topic: jsonTopic, payload });
    return {
      bytes: Buffer.concat([right.subarray(0, 1), lengthBytes(lie), right.subarray(2)]),
      isBroken: true,
    };
  },
  (level, payload) => {
    const right = publication(level, { topic: jsonTopic, payload });
    return { bytes: Buffer.concat([right.subarray(0, 1), Buffer.alloc(5, 0xff), right]), isBroken: true };
  },
  (level, payload, random) => {
    const right = Buffer.from(publication(level, { topic: jsonTopic, payload }));
    right.writeUInt16BE(
      oneOf(random, [0, 1, 0xff, 0xffff, payload.length + 40]),
      right.length - payload.length - jsonTopic.length - 2 - (level === 5 ? 1 : 0),
    );
    return { bytes: right, isBroken: true };
  },
  (_level, _payload, random) => ({
    bytes: packet(oneOf(random, [0x00, 0xf0, 0x10, 0x80, 0xa0, 0xc0, 0xe0]), noise(random, 30)),
    isBroken: true,
  }),
  (_level, _payload, random) => ({ bytes: noise(random, 300), isBroken: true }),
  () => ({ bytes: Buffer.alloc(0), isBroken: true }),
];

/** Connections cost more than all else. */
const brokenShare = 0.03;
const topicShare = 0.25;

/** A mutated publication of the sender's message. */
export function mutate(level: Level, sender: Sender, payload: Buffer, json: Buffer, random: Random): Mutated {
  if (random() < brokenShare) return oneOf(random, ofStreams)(level, json, random);
  if (random() < topicShare) return oneOf(random, ofTopics)(level, json, random);
  return {
    bytes: publication(level, { topic: sender.topic, payload: mutatedMessage(sender, payload, random) }),
  };
}

/** Instead of a CONNACK or SUBACK; null where it is to be right. */
export function mutatedAnswer(level: Level, right: Buffer, random: Random): Buffer | null {
  if (random() < 0.9) return null;
  const ways = [
    () => right.subarray(0, 1 + whole(random, right.length - 1)),
    () => connectAnswer(level, oneOf(random, [1, 2, 3, 4, 5, 0x84, 0x87, 0x97, 0xff])),
    () => Buffer.concat([right, right]),
    () => Buffer.concat([right.subarray(0, -1), Buffer.of(0x80)]),
    () => noise(random, 30),
  ];
  return oneOf(random, ways)();
}
