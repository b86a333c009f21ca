// The devices whose messages are mutated: where each says its values, and what a plain reader would find there.
import type { DeviceModel } from '@campus/campus-model';
import { deviceModel, point, text } from '../../device-drivers/device-models/point-builder.ts';
import type { PlannedDevice } from '../unit/device-drivers/support.ts';
import { genuine, variableOf } from './mutated-values.ts';

export interface Sender {
  readonly topic: string;
  /** Variables that its messages carry, in their order. */
  readonly variables: readonly number[];
  payload(values: readonly number[]): Buffer;
  /** What a plain reader finds at the places of the variables; whatever it finds. */
  read(payload: Buffer): readonly unknown[];
}

interface JsonMessage {
  readonly a?: unknown;
  readonly b?: { readonly c?: unknown };
  readonly l?: readonly { readonly v?: unknown }[];
  readonly w?: unknown;
}

const bytesBefore = 3;

const json: Sender = {
  topic: 'site/json',
  variables: [0, 1, 2, 3],
  payload: ([a, c, v, w]) =>
    Buffer.from(JSON.stringify({ a, b: { c }, l: [{ v: 0 }, { v }], kind: 'right', w, note: 'é中' })),
  read(payload) {
    try {
      const { a, b, l, w } = JSON.parse(payload.toString('utf8').trim()) as JsonMessage;
      return [a, b?.c, l?.[1]?.v, w];
    } catch {
      return [];
    }
  },
};

const words: Sender = {
  topic: 'site/text',
  variables: [4],
  payload: ([value]) => Buffer.from(String(value)),
  read: (payload) => [payload.toString('utf8').trim()],
};

const between: Sender = {
  topic: 'site/between',
  variables: [5],
  payload: ([value]) => Buffer.from(`power=${value};ok`),
  read: (payload) => [/power=([^;]*);/.exec(payload.toString('utf8'))?.[1]?.trim()],
};

const binary: Sender = {
  topic: 'site/binary',
  variables: [6],
  payload([value]) {
    const bytes = Buffer.alloc(bytesBefore + 8 + 2, 0x55);
    bytes.writeDoubleBE(value!, bytesBefore);
    return bytes;
  },
  read: (payload) => [payload.length < bytesBefore + 8 ? undefined : payload.readDoubleBE(bytesBefore)],
};

export const senders: readonly Sender[] = [json, words, between, binary];
export const variables = 7;
/** Belongs to no device: on a topic that nobody listens to. */
export const strangerVariable = 100;
export const presenceTopic = 'site/json/online';

/** A number in a point's range that nobody sent, or that belongs to another point: nobody could tell it from a right one. */
export function isPerfectLie({ variables: own, read }: Sender, payload: Buffer): boolean {
  return read(payload).some((found, at) => {
    if (found === undefined || found === null || typeof found === 'object') return false;
    const value = Number(found);
    const { min, max } = rangeOf(own[at]!);
    const variable = variableOf(value);
    if (variable !== null) return variable !== own[at];
    return value >= min && value <= max;
  });
}

/** Every number of a variable lies in it, and none of another. */
function rangeOf(variable: number): { readonly min: number; readonly max: number } {
  return { min: genuine(variable, 0) - 65_535, max: genuine(variable + 1, 0) - 65_536 };
}

function modelOf(id: string, places: readonly (readonly [number, object])[], settings: object): DeviceModel {
  return deviceModel({
    id,
    name: text('自证', 'proving'),
    maker: 'test',
    kind: 'energy-meter',
    system: 'energy',
    protocol: 'mqtt',
    source: 'example',
    settings: { ...settings },
    points: places.map(([variable, address]) =>
      point(
        { id: `v${variable}`, name: text('值', 'value'), quantity: 'count', range: rangeOf(variable) },
        { topic: '', ...address },
        { heartbeatMs: 600_000 },
      ),
    ),
  });
}

export const devices: readonly PlannedDevice[] = [
  {
    id: 'json',
    model: modelOf(
      'json',
      [
        [0, { path: 'a' }],
        [1, { path: 'b.c' }],
        [2, { path: 'l[1].v' }],
        [3, { path: 'w', where: [{ path: 'kind', is: ['right'] }] }],
      ],
      { availability: { topic: '/online', online: ['on'], offline: ['off'] } },
    ),
    address: { topic: json.topic },
  },
  { id: 'text', model: modelOf('text', [[4, { format: 'text' }]], {}), address: { topic: words.topic } },
  {
    id: 'between',
    model: modelOf('between', [[5, { format: 'text', between: { after: 'power=', before: ';' } }]], {
      retained: 'last-known',
    }),
    address: { topic: between.topic },
  },
  {
    id: 'binary',
    model: modelOf('binary', [[6, { format: 'binary', bytes: { offset: bytesBefore, type: 'float64' } }]], {
      silentAfterMs: 60_000,
    }),
    address: { topic: binary.topic },
  },
];
