// Topic rights: the table of who may do what, and the filter algebra beneath it as a property.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covers, mayPublish, maySubscribe, rightsOf } from '../../../broker/topic-rights.ts';

const site = { siteId: 'school', hostId: 'hub' };
const account = (username: string, kind: 'gateway' | 'host' | 'reader') => ({
  username,
  passwordHash: '',
  kind,
});
const gateway = rightsOf(account('gw-t1', 'gateway'), site);
const host = rightsOf(account('hub', 'host'), site);
const reader = rightsOf(account('grafana', 'reader'), site);

describe('publish', () => {
  const topics = [
    ...['NBIRTH', 'NDATA', 'NDEATH'].map((type) => `spBv1.0/school/${type}/gw-t1`),
    ...['DBIRTH', 'DDATA', 'DDEATH'].map((type) => `spBv1.0/school/${type}/gw-t1/lamp`),
  ];

  test.each(topics)('a gateway may publish %s, not retained', (topic) => {
    expect(mayPublish(gateway, topic, false)).toBe(true);
    expect(mayPublish(gateway, topic, true)).toBe(false);
    expect(mayPublish(reader, topic, false)).toBe(false);
    expect(mayPublish(host, topic, false)).toBe(false);
  });

  test.each([
    'spBv1.0/school/NDATA/gw-t2',
    'spBv1.0/school/DDATA/gw-t2/lamp',
    'spBv1.0/school/DDATA/gw-t1',
    'spBv1.0/school/DDATA/gw-t1/lamp/more',
    'spBv1.0/school/NDATA/gw-t1/lamp',
    'spBv1.0/other/NDATA/gw-t1',
    'spBv1.0/school/NCMD/gw-t1',
    'spBv1.0/school/DCMD/gw-t1/lamp',
    'spBv1.0/STATE/hub',
    'spBv1.0/school/DDATA/gw-t1/+',
    'spBv1.0/school/DDATA/gw-t1/#',
    '$SYS/x',
    '',
    `spBv1.0/school/DDATA/gw-t1/${'x'.repeat(300)}`,
  ])('a gateway may not publish %s', (topic) => {
    expect(mayPublish(gateway, topic, false)).toBe(false);
  });

  test('the host publishes its own STATE, retained or not, and commands', () => {
    expect(mayPublish(host, 'spBv1.0/STATE/hub', true)).toBe(true);
    expect(mayPublish(host, 'spBv1.0/STATE/other', true)).toBe(false);
    expect(mayPublish(host, 'spBv1.0/school/NCMD/gw-t1', false)).toBe(true);
    expect(mayPublish(host, 'spBv1.0/school/DCMD/gw-t1/lamp', false)).toBe(true);
    expect(mayPublish(host, 'spBv1.0/school/DCMD/gw-t1/lamp', true)).toBe(false);
  });
});

describe('subscribe', () => {
  test('a gateway hears its own commands and STATE', () => {
    for (const filter of [
      'spBv1.0/school/NCMD/gw-t1',
      'spBv1.0/school/NCMD/gw-t1/#',
      'spBv1.0/school/DCMD/gw-t1/#',
      'spBv1.0/school/DCMD/gw-t1/+',
      'spBv1.0/STATE/hub',
      'spBv1.0/STATE/#',
    ]) {
      expect(maySubscribe(gateway, filter), filter).toBe(true);
    }
    for (const filter of [
      '#',
      '+/#',
      'spBv1.0/#',
      'spBv1.0/school/NCMD/+',
      'spBv1.0/school/+/gw-t1',
      'spBv1.0/school/DDATA/gw-t1/lamp',
      '$SYS/#',
    ]) {
      expect(maySubscribe(gateway, filter), filter).toBe(false);
    }
  });

  test('a reader hears its site only, the host all of Sparkplug, nobody $SYS', () => {
    expect(maySubscribe(reader, 'spBv1.0/school/#')).toBe(true);
    expect(maySubscribe(reader, 'spBv1.0/other/#')).toBe(false);
    expect(maySubscribe(reader, 'spBv1.0/+/#')).toBe(false);
    expect(maySubscribe(host, 'spBv1.0/#')).toBe(true);
    expect(maySubscribe(host, '#')).toBe(false);
    expect(maySubscribe(host, '$SYS/#')).toBe(false);
    expect(maySubscribe(host, `spBv1.0${'/a'.repeat(8)}`)).toBe(false);
  });
});

test('property: what a covered filter matches, the covering one matches too', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const topic = fc.array(name, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
  const filter = fc
    .tuple(
      fc.array(fc.oneof(name, fc.constant('+')), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '/#'),
    )
    .map(([levels, tail]) => levels.join('/') + tail);
  fc.assert(
    fc.property(filter, filter, topic, (wide, narrow, name) => {
      if (covers(wide, narrow) && covers(narrow, name)) expect(covers(wide, name)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
