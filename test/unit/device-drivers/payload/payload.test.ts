// Messages by path, text and bytes: what is there is found, what is not is not, and nothing false is a good value.
import { type Point, qualityOf, status } from '@campus/campus-model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeCommand } from '../../../../device-drivers/payload/command.ts';
import { decodePayload, type PayloadPlace } from '../../../../device-drivers/payload/decode.ts';
import { isJsonPath, lookUp, placeAt, wrongShape } from '../../../../device-drivers/payload/json-path.ts';
import { Message } from '../../../../device-drivers/payload/message.ts';
import { fillJson, unfilledName } from '../../../../device-drivers/payload/names.ts';
import { ownTimeOf } from '../../../../device-drivers/payload/own-time.ts';
import { planOf, pointOf } from '../support.ts';

const plan = planOf('mqtt', { host: 'x' }, [
  { id: 'air', model: 'z2m-temperature-humidity', address: { topic: 'a' } },
]);
const temperature: Point = pointOf(plan, 'air/temperature');
const decode = (bytes: Buffer | string, place: PayloadPlace) =>
  decodePayload(new Message(Buffer.from(bytes)), temperature, place);

describe('paths', () => {
  const root = { a: { b: [{ c: 1 }, { c: null }] }, 'x.y': { 'z]': 2 }, 'switch:0': { on: true }, n: null };
  test.each([
    ['a.b[0].c', 1],
    ['a.b[-2].c', 1],
    ['a.b[1].c', null],
    ['a.b[7].c', undefined],
    ['a["b"][0].c', 1],
    ['["x.y"]["z]"]', 2],
    ['switch:0.on', true],
    ['n.m', null],
    ['a.b.c', wrongShape],
    ['a[0]', wrongShape],
    ['a.b[0].c.d', wrongShape],
    ['constructor', undefined],
    ['a.b.length', wrongShape],
    ['__proto__', undefined],
  ])('%s', (path, found) => expect(lookUp(root, path)).toBe(found));

  test.each(['', '.', 'a..b', 'a[', 'a[x]', 'a]b', '[1', 'a.', 'a"b'])('%j is no path', (path) => {
    expect(isJsonPath(path)).toBe(false);
    expect(lookUp(root, path)).toBe(wrongShape);
  });

  test('finds what placing put there, whatever the names, and spoils nothing', () => {
    const name = fc.string({ minLength: 1, maxLength: 8 }).filter((it) => !it.includes('"'));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), fc.integer(), (names, value) => {
        const path = names.map((it) => `["${it}"]`).join('');
        const before = { kept: { x: 1 } };
        const placed = placeAt(before, path, value);
        expect(lookUp(placed, path)).toBe(value);
        expect(before).toEqual({ kept: { x: 1 } });
        expect(Object.getPrototypeOf(placed)).toBe(Object.prototype);
      }),
    );
  });
});

describe('bytes', () => {
  const block = Buffer.from([0x01, 0xf4, 0xff, 0x06, 0x41, 0xac, 0x00, 0x00]);
  test.each([
    [{ offset: 0, type: 'uint16', order: 'big' }, 0.1, 50],
    [{ offset: 0, type: 'uint16', order: 'little' }, 0.001, 62.465],
    [{ offset: 2, type: 'int16' }, 0.1, -25],
    [{ offset: 4, type: 'float32' }, 1, 21.5],
    [{ offset: 0, type: 'uint8', bit: 0 }, 1, 1],
    [{ offset: 1, type: 'uint8', bit: 3 }, 1, 0],
    [{ offset: 1, type: 'int24' }, 0.00001, -7.21],
  ] as const)('%j', (bytes, scale, value) => {
    for (const place of [
      { place: { format: 'binary', bytes, scale }, message: block },
      {
        place: { format: 'json', path: 'd[0]', bytes, scale },
        message: JSON.stringify({ d: [block.toString('base64')] }),
      },
      {
        place: { format: 'json', path: 'd[0]', bytes: { ...bytes, encoding: 'hex' as const }, scale },
        message: JSON.stringify({ d: [block.toString('hex')] }),
      },
    ]) {
      const got = decode(place.message, place.place)!;
      expect(got.value).toBeCloseTo(value, 2);
      expect(got.status).toBe(status.good);
    }
  });

  test('a block that ends too early, or is none, cannot be decoded', () => {
    const bytes = { offset: 7, type: 'uint16' } as const;
    expect(decode(block, { format: 'binary', bytes })?.status).toBe(status.decodingError);
    for (const text of ['{"d":"§§"}', '{"d":5}', '{"d":"AAA"}', '{"d":{}}']) {
      expect(decode(text, { format: 'json', path: 'd', bytes })?.status, text).toBe(status.decodingError);
    }
    expect(decode('{}', { format: 'json', path: 'd', bytes })).toBeNull();
  });
});

test('text between fixed words; without them the message says nothing', () => {
  const between = { after: 'Temp:', before: '°C' };
  expect(decode('<b>Temp: 21.5 °C</b>', { format: 'text', between })).toEqual({
    value: 21.5,
    status: status.good,
  });
  expect(decode('Hum: 40', { format: 'text', between })).toBeNull();
  expect(decode('Temp: 21.5 K', { format: 'text', between })).toBeNull();
  expect(decode('Temp: warm °C', { format: 'text', between })?.status).toBe(status.decodingError);
});

test('a message of something else says nothing; words outside the map may be passed over', () => {
  const where = [{ path: 'kind', is: ['air'] }];
  expect(decode('{"kind":"air","t":20}', { format: 'json', path: 't', where })?.value).toBe(20);
  expect(decode('{"kind":"door","t":20}', { format: 'json', path: 't', where })).toBeNull();
  expect(decode('[]', { format: 'json', path: 't', where })).toBeNull();
  const map = { warm: 25 };
  expect(decode('{"t":"cold"}', { format: 'json', path: 't', map })?.status).toBe(status.decodingError);
  expect(decode('{"t":"cold"}', { format: 'json', path: 't', map, ignoreOthers: true })).toBeNull();
});

test('whatever comes in, a good value is finite and in range', () => {
  const place: fc.Arbitrary<PayloadPlace> = fc.record(
    {
      format: fc.constantFrom('json', 'text', 'binary'),
      path: fc.constantFrom('a', 'a[0]', 'a.b', '[0]', 'x"'),
      bytes: fc.record({
        offset: fc.nat(6),
        type: fc.constantFrom('uint8' as const, 'float32' as const, 'int24' as const),
      }),
      between: fc.record({ after: fc.string({ minLength: 1, maxLength: 2 }) }),
      scale: fc.constantFrom(0.1, 1, 1e300),
      map: fc.constant({ on: 1 }),
    },
    { requiredKeys: ['format'] },
  );
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((it) => Buffer.from(it)),
    fc.json().map((it) => Buffer.from(it)),
    fc
      .record({ a: fc.anything() })
      .map((it) => Buffer.from(JSON.stringify(it, (_, v) => (typeof v === 'bigint' ? 1 : v)) ?? '')),
  );
  fc.assert(
    fc.property(bytes, place, (message, where) => {
      const got = decode(message, where);
      if (!got || qualityOf(got.status) !== 'good') return;
      expect(got.value).toBeGreaterThanOrEqual(temperature.range!.min);
      expect(got.value).toBeLessThanOrEqual(temperature.range!.max);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['{"t":"2026-09-01T08:00:00+08:00"}', 'ms', Date.UTC(2026, 8, 1)],
  ['{"t":"2026-09-01T00:00:00.5"}', 'ms', Date.UTC(2026, 8, 1) + 500],
  ['{"t":1788249610.25}', 's', 1_788_249_610_250],
  ['{"t":1788249610250}', 'ms', 1_788_249_610_250],
  ['{"t":"yesterday"}', 'ms', null],
  ['{"t":"2026-13-41T00:00:00Z"}', 'ms', null],
  ['{"t":null}', 'ms', null],
  ['{}', 'ms', null],
  ['x', 'ms', null],
] as const)('own time of %s', (text, unit, timeMs) => {
  expect(ownTimeOf(new Message(Buffer.from(text)), { path: 't', unit })).toBe(timeMs);
});

test('a command that carries the whole state says what the siblings stand at', () => {
  const command = {
    format: 'json',
    path: 'Temp',
    with: { Vendor: 'GREE', params: { id: 1 } },
    beside: [
      { path: 'Power', point: 'power', map: { 0: 'Off', 1: 'On' }, otherwise: 'Off' },
      { path: 'params.fan', point: 'fan', otherwise: 0 },
    ],
  } as const;
  const at = (point: string) => (point === 'power' ? 1 : null);
  expect(JSON.parse(encodeCommand(command, 22, at)!)).toEqual({
    Vendor: 'GREE',
    params: { id: 1, fan: 0 },
    Power: 'On',
    Temp: 22,
  });
});

test('words between braces are filled everywhere, and one that is left is named', () => {
  const filled = fillJson({ a: ['{x}/{y}'], b: { c: '{x}' }, n: 1 }, { x: '1' });
  expect(filled).toEqual({ a: ['1/{y}'], b: { c: '1' }, n: 1 });
  expect(unfilledName(filled)).toBe('y');
  expect(unfilledName({ a: '{"json":1}' })).toBeNull();
});
