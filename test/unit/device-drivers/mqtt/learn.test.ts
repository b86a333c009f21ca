// What a broker tells, learned on Mosquitto: models of the catalogue are recognised, the rest is drafted with what was seen.
import { deviceModels, draftTopics, listenMqtt } from '@campus/device-drivers';
import { systemClock } from '@campus/runtime';
import mqtt from 'mqtt';
import { afterEach, expect, test } from 'vitest';
import { TopicBook } from '../../../../device-drivers/mqtt/learn.ts';
import { freePort } from '../support.ts';
import { hasMosquitto, startMosquitto } from './mosquitto.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});

const said: readonly (readonly [topic: string, message: unknown])[] = [
  ['zigbee2mqtt/lib-1', { temperature: 21.4, humidity: 48, battery: 90, linkquality: 120 }],
  ['zigbee2mqtt/wash', { water_leak: false, battery: 80, linkquality: 99 }],
  ['zigbee2mqtt/wash/availability', { state: 'online' }],
  ['zigbee2mqtt/bridge/state', { state: 'online' }],
  ['tele/plug-7/SENSOR', { ENERGY: { Power: 61, Voltage: 229, Current: 0.27, Factor: 0.98, Total: 12.3 } }],
  ['tele/plug-7/STATE', { POWER: 'ON' }],
  ['tele/plug-7/LWT', 'Online'],
  ['weather/roof', { wind: { speed: 3.2 }, temperature: -4, raining: true, station: 'roof' }],
  ['cellar/pump/running', '1'],
  ['notes/of/today', 'nothing to say'],
];

test.skipIf(!hasMosquitto)('devices on Mosquitto', async () => {
  const broker = await startMosquitto();
  open.push(broker);
  const client = mqtt.connect(`mqtt://127.0.0.1:${broker.port}`, { reconnectPeriod: 50 });
  open.push({ close: () => client.endAsync(true) });
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  for (const [topic, message] of said) {
    const payload = typeof message === 'string' ? message : JSON.stringify(message);
    await client.publishAsync(topic, payload, { retain: true });
  }
  const settings = { host: '127.0.0.1', port: broker.port };
  const later = setInterval(
    () => client.publish('weather/roof', '{"wind":{"speed":9.5},"temperature":2}'),
    200,
  );
  const heard = await listenMqtt({ settings, waitMs: 1_500, clock: systemClock });
  clearInterval(later);
  expect(heard).toMatchObject({ left: 0, trouble: null });
  const { drafts, unused } = draftTopics(heard.topics, deviceModels);
  expect(new Map(drafts.map(({ device }) => [device.address.topic, device.model]))).toEqual(
    new Map([
      ['zigbee2mqtt/lib-1', 'z2m-temperature-humidity'],
      ['zigbee2mqtt/wash', 'z2m-leak'],
      ['plug-7', 'tasmota-plug'],
      ['weather/roof', 'mqtt-weather-roof'],
      ['cellar/pump/running', 'mqtt-cellar-pump-running'],
    ]),
  );
  expect(unused).toContain('notes/of/today');
  const roof = drafts.find(({ device }) => device.address.topic === 'weather/roof')!;
  expect(roof.evidence.map(({ en }) => en)).toEqual([
    'wind.speed: 3.2 … 9.5',
    'temperature: -4 … 2',
    'raining: true',
  ]);
  expect(roof.model!.points.map(({ id, quantity, address }) => [id, quantity, address.path])).toEqual([
    ['wind-speed', 'speed', 'wind.speed'],
    ['temperature', 'temperature', 'temperature'],
    ['raining', 'state', 'raining'],
  ]);
});

test('a broker that is not there is told', async () => {
  const settings = { host: '127.0.0.1', port: await freePort() };
  const heard = await listenMqtt({ settings, waitMs: 500, clock: systemClock });
  expect(heard.topics).toEqual([]);
  expect(heard.trouble).toMatch(/ECONNREFUSED|refused/);
});

test('whatever a broker tells stays within bounds', () => {
  const book = new TopicBook();
  for (let i = 0; i < 6_000; i++) book.heard(`t/${i}`, Buffer.from('{}'));
  const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, i]));
  book.heard('t/1', Buffer.from(JSON.stringify(wide)));
  book.heard('t/2', Buffer.from('['.repeat(100_000)));
  book.heard('t/3', Buffer.alloc(1_000_000, 0x31));
  book.heard('t/4', Buffer.from('{"a.b":{"c[0]":1,"":2}}'));
  expect(book.topics).toBe(5_000);
  expect(book.left).toBe(1_000);
  const all = book.all();
  expect(all.find(({ topic }) => topic === 't/1')!.members).toHaveLength(200);
  expect(() => draftTopics(all, deviceModels)).not.toThrow();
});
