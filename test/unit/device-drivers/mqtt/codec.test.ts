// The message codec: whatever comes in, a result comes out, and nothing false is a good value.
import { type Point, qualityOf, status } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, decodeAvailability, encodeCommand, Message } from '../../../../device-drivers/mqtt/codec.ts';
import type { MqttPointPlace } from '../../../../device-drivers/mqtt/settings.ts';
import { TopicIndex } from '../../../../device-drivers/mqtt/topic-index.ts';
import { planOf, pointOf } from '../support.ts';

const plan = planOf('mqtt', { host: 'x' }, [
  { id: 'air', model: 'z2m-temperature-humidity', address: { topic: 'a' } },
  { id: 'cam', model: 'onvif-camera', address: { prefix: 'c' } },
  { id: 'hmd', model: 'vr-headset', address: { topic: 'h' } },
]);
/** Every place of every model, as its index fills it. */
const everywhere = new TopicIndex(
  planOf(
    'mqtt',
    { host: 'x' },
    [...deviceModels.values()]
      .filter(({ protocol }) => protocol === 'mqtt')
      .map(({ id }) => ({ id, model: id, address: { topic: `t/${id}` } })),
  ),
);
const places = everywhere.devices.flatMap(({ points }) => points);

function decodeText(text: string, point: Point, address = point.address as MqttPointPlace) {
  return decode(new Message(Buffer.from(text)), point, address);
}

const members = {
  temperature: fc.anything(),
  Data: fc.anything(),
  tracking: fc.double(),
  state: fc.oneof(fc.constantFrom('ON', 'OFF', 'on', '__proto__'), fc.anything()),
  power: fc.oneof(fc.double(), fc.string()),
  ENERGY: fc.dictionary(fc.constantFrom('Power', 'Total', 'Voltage'), fc.anything()),
  IRHVAC: fc.dictionary(fc.constantFrom('Power', 'Temp', 'Mode'), fc.anything()),
  params: fc.dictionary(fc.constantFrom('switch:0', 'ts'), fc.anything()),
  Frame: fc.array(fc.dictionary(fc.constantFrom('Object', '@UtcTime'), fc.anything())),
};

describe('decode', () => {
  test('never throws, and a good value is finite and within range and states', () => {
    const message = fc.oneof(
      fc.json(),
      fc.string(),
      fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
      fc.record(members, { requiredKeys: [] }).map((it) => {
        try {
          return JSON.stringify(it) ?? '';
        } catch {
          return '{';
        }
      }),
    );
    fc.assert(
      fc.property(message, fc.constantFrom(...places), (text, { driverPoint: { point }, address }) => {
        const got = decodeText(text, point, address);
        if (!got || qualityOf(got.status) !== 'good') return;
        if (point.quantity === 'text') expect(typeof got.text).toBe('string');
        else expect(Number.isFinite(got.value)).toBe(true);
        if (point.range) {
          expect(got.value).toBeGreaterThanOrEqual(point.range.min);
          expect(got.value).toBeLessThanOrEqual(point.range.max);
        }
        if (point.states) expect(point.states).toHaveProperty(String(got.value));
      }),
      { numRuns: 2_000 },
    );
  });

  test('members that every object has are not in the message', () => {
    const point = pointOf(plan, 'air/temperature');
    for (const path of ['constructor', '__proto__', 'toString', 'temperature.length']) {
      const address: MqttPointPlace = { topic: '', format: 'json', path };
      const got = decodeText('{"temperature":{}}', point, address);
      expect(got === null || qualityOf(got.status) === 'bad', path).toBe(true);
    }
    const mapped: MqttPointPlace = { topic: '', format: 'text', map: { on: 1 } };
    expect(decodeText('constructor', point, mapped)?.status).toBe(status.decodingError);
  });

  test('a deeply nested message is judged, not a crash', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(decodeText(deep, pointOf(plan, 'air/temperature'))?.status).toBe(status.decodingError);
  });

  test('numbers as text, scales, and null', () => {
    const point = pointOf(plan, 'air/temperature');
    expect(decodeText('{"temperature":"21.5"}', point)).toEqual({ value: 21.5, status: status.good });
    const scaled: MqttPointPlace = { topic: '', format: 'text', scale: 0.1 };
    expect(decodeText('215', point, scaled)).toEqual({ value: 21.5, status: status.good });
    expect(decodeText('', point)).toBeNull();
    expect(decodeText('{}', point)).toBeNull();
    expect(decodeText('{"temperature":null}', point)).toEqual({
      value: Number.NaN,
      status: status.sensorFailure,
    });
    expect(decodeText('{"temperature":""}', point)?.status).toBe(status.decodingError);
    expect(decodeText('{"temperature":1e999}', point)?.status).toBe(status.decodingError);
    expect(decodeText('{"temperature":99}', point)).toEqual({ value: 99, status: status.outOfRange });
  });
});

describe('availability', () => {
  const availability = {
    topic: '/availability',
    path: 'state',
    online: ['online'],
    offline: ['offline'],
    isDeath: true,
  };
  test.each([
    ['online', true],
    ['{"state":"online"}', true],
    ['Offline', false],
    ['{"state":"offline"}', false],
    ['{"state":7}', null],
    ['{"state":', null],
    ['', null],
    ['perhaps', null],
  ])('%j is %j', (text, wanted) => {
    expect(decodeAvailability(new Message(Buffer.from(text)), availability)).toBe(wanted);
  });
});

test('commands as words, JSON members and numbers; no word is no command', () => {
  expect(encodeCommand({ format: 'json', path: 'a.b' }, 3)).toBe('{"a":{"b":3}}');
  expect(encodeCommand({ format: 'json', path: 'state', map: { 1: 'ON' } }, 1)).toBe('{"state":"ON"}');
  expect(encodeCommand({ format: 'json' }, 2.5)).toBe('2.5');
  expect(encodeCommand({ format: 'text', map: { 1: 'ON' } }, 0)).toBeNull();
  expect(encodeCommand({ format: 'text' }, Number.NaN)).toBeNull();
});
