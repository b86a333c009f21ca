// Discovery messages as drafts of device models: what is taken is sound, what is not is told, and nothing is a crash.
import { deviceModelSchema } from '@campus/campus-model';
import { driverSchemas } from '@campus/device-drivers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, encodeCommand, Message } from '../../../../../device-drivers/mqtt/codec.ts';
import { type DeviceDraft, draftDevices } from '../../../../../device-drivers/mqtt/home-assistant/drafts.ts';
import { placeOf } from '../../../../../device-drivers/mqtt/home-assistant/value-template.ts';
import { TopicIndex } from '../../../../../device-drivers/mqtt/topic-index.ts';
import { planOf } from '../../support.ts';

const message = (topic: string, body: unknown) => ({
  topic,
  payload: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

/** What the catalogue's contract asks of every model. */
function expectSound({ model, device }: DeviceDraft): void {
  expect(deviceModelSchema.safeParse(model).error).toBeUndefined();
  const { modelSettingsSchema, pointAddressSchema, deviceAddressSchema } = driverSchemas.mqtt;
  expect(modelSettingsSchema.safeParse(model.settings).error).toBeUndefined();
  expect(deviceAddressSchema.safeParse(device.address).error).toBeUndefined();
  expect(new Set(model.points.map(({ id }) => id)).size).toBe(model.points.length);
  for (const point of model.points) {
    expect(pointAddressSchema.safeParse(point.address).error, point.id).toBeUndefined();
    expect(point.name.zh).toMatch(/\p{Script=Han}/u);
    expect(point.name.en).not.toMatch(/\p{Script=Han}/u);
    expect(point.write !== undefined, point.id).toBe(point.id.endsWith('-set'));
    if (point.write) expect(model.points.some(({ id }) => id === point.write!.readback)).toBe(true);
  }
}

/** The draft at work: what a message on a full topic makes of its points. */
function valuesOf({ model, device }: DeviceDraft, topic: string, text: string): Record<string, unknown> {
  const plan = planOf('mqtt', { host: 'x' }, [{ id: 'd', model, address: { ...device.address } }]);
  const entries = new TopicIndex(plan).entriesOf(topic).flatMap(({ points }) => points);
  return Object.fromEntries(
    entries.map(({ driverPoint, address }) => {
      const got = decode(new Message(Buffer.from(text)), driverPoint.point, address);
      return [driverPoint.point.id, got?.text ?? got?.value];
    }),
  );
}

function commandOf({ model, device }: DeviceDraft, id: string, value: number): [string, string | null] {
  const plan = planOf('mqtt', { host: 'x' }, [{ id: 'd', model, address: { ...device.address } }]);
  const point = new TopicIndex(plan).devices[0]!.points.find(
    ({ driverPoint }) => driverPoint.point.id === id,
  )!;
  return [point.command!.topic, encodeCommand(point.command!, value)];
}

describe('a device in one message', () => {
  const plug = message('homeassistant/device/0x54ef/config', {
    dev: { ids: ['zigbee2mqtt_0x54ef'], name: '走廊插座', mf: 'Tuya', mdl: 'TS011F' },
    o: { name: 'Zigbee2MQTT', sw: '2.1' },
    avty: [
      { t: 'zigbee2mqtt/bridge/state', val_tpl: '{{ value_json.state }}' },
      { t: 'zigbee2mqtt/plug/availability', val_tpl: '{{ value_json.state }}' },
    ],
    avty_mode: 'all',
    stat_t: 'zigbee2mqtt/plug',
    cmps: {
      sw: { p: 'switch', name: null, cmd_t: 'zigbee2mqtt/plug/set', val_tpl: '{{ value_json.state }}' },
      pw: { p: 'sensor', dev_cla: 'power', unit_of_meas: 'kW', val_tpl: '{{ value_json.power }}' },
      en: {
        p: 'sensor',
        dev_cla: 'energy',
        unit_of_meas: 'Wh',
        stat_cla: 'total_increasing',
        val_tpl: "{{ value_json['meter'].total[0] }}",
      },
      tp: { p: 'sensor', dev_cla: 'temperature', unit_of_meas: '°F', val_tpl: '{{value_json.t}}' },
      odd: { p: 'sensor', name: 'odd', unit_of_meas: 'furlong', val_tpl: '{{ value_json.x }}' },
      calc: { p: 'sensor', dev_cla: 'power', unit_of_meas: 'W', val_tpl: '{{ value_json.x | float * 2 }}' },
      press: { p: 'button', cmd_t: 'zigbee2mqtt/plug/set' },
    },
  });

  test('gives a sound model, and tells what could not be taken', () => {
    const { drafts, notTaken } = draftDevices([plug]);
    expect(notTaken).toEqual([]);
    const [draft] = drafts;
    expectSound(draft!);
    expect(draft!.device).toMatchObject({ address: { topic: 'zigbee2mqtt/plug' }, name: { zh: '走廊插座' } });
    expect(draft!.model.settings).toMatchObject({
      availability: [
        { topic: '../bridge/state', path: 'state' },
        { topic: '/availability', path: 'state' },
      ],
    });
    expect(draft!.notTaken.map(({ what }) => what)).toEqual(['odd', 'calc', 'press']);
    expect(draft!.notTaken[0]!.why.en).toContain('furlong');
  });

  test('its points read what the device says, in the units of this system', () => {
    const [draft] = draftDevices([plug]).drafts;
    const said = '{"state":"ON","power":0.25,"meter":{"total":[1500]},"t":212}';
    const got = valuesOf(draft!, 'zigbee2mqtt/plug', said);
    expect(got).toMatchObject({ power: 250, energy: 1.5 });
    expect(got.temperature).toBeCloseTo(100, 9);
    expect(draft!.model.points.find(({ id }) => id === 'energy')).toMatchObject({
      unit: 'kWh',
      counter: true,
    });
    const [relay] = draft!.model.points.filter(({ quantity, write }) => quantity === 'switch' && write);
    expect(commandOf(draft!, relay!.id, 1)).toEqual(['zigbee2mqtt/plug/set', 'ON']);
  });
});

describe('single components', () => {
  const dev = { ids: ['218FF9'], name: 'plug001' };
  const tasmota = [
    message('homeassistant/switch/218FF9_RL_1/config', {
      name: 'plug001',
      stat_t: 'stat/plug001/RESULT',
      cmd_t: 'cmnd/plug001/POWER',
      val_tpl: '{{value_json.POWER}}',
      avty_t: 'tele/plug001/LWT',
      pl_avail: 'Online',
      pl_not_avail: 'Offline',
      uniq_id: '218FF9_RL_1',
      dev,
    }),
    message('homeassistant/sensor/218FF9_ENERGY_Total/config', {
      name: 'Total',
      '~': 'tele/plug001',
      stat_t: '~/SENSOR',
      avty_t: '~/LWT',
      pl_avail: 'Online',
      pl_not_avail: 'Offline',
      unit_of_meas: 'kWh',
      dev_cla: 'energy',
      val_tpl: "{{value_json['ENERGY']['Total']}}",
      dev,
    }),
  ];

  test('of one device are one draft, around the topic they share', () => {
    const { drafts } = draftDevices(tasmota);
    expect(drafts).toHaveLength(1);
    expectSound(drafts[0]!);
    expect(drafts[0]!.device.address).toEqual({ topic: 'plug001' });
    expect(drafts[0]!.model.settings).toMatchObject({
      availability: [{ topic: 'tele/{topic}/LWT', online: ['Online'], offline: ['Offline'] }],
    });
    expect(valuesOf(drafts[0]!, 'tele/plug001/SENSOR', '{"ENERGY":{"Total":7.5}}')).toEqual({ total: 7.5 });
    expect(commandOf(drafts[0]!, 'plug001-set', 0)).toEqual(['cmnd/plug001/POWER', 'OFF']);
  });

  test.each([
    ['binary_sensor', { stat_t: 'h/door', dev_cla: 'door', pl_on: true, pl_off: false }, 'h/door', 'true', 1],
    ['binary_sensor', { stat_t: 'h/leak', dev_cla: 'moisture' }, 'h/leak', 'OFF', 0],
    ['light', { schema: 'json', stat_t: 'h/l', cmd_t: 'h/l/set' }, 'h/l', '{"state":"ON"}', 1],
    [
      'number',
      { stat_t: 'h/n', cmd_t: 'h/n/set', min: 5, max: 35, step: 0.5, unit_of_meas: '°C' },
      'h/n',
      '21.5',
      21.5,
    ],
    ['select', { stat_t: 'h/s', cmd_t: 'h/s/set', ops: ['low', 'high'] }, 'h/s', 'high', 1],
    ['cover', { pos_t: 'h/c', set_pos_t: 'h/c/set' }, 'h/c', '40', 40],
    ['sensor', { stat_t: 'h/t' }, 'h/t', 'hello', 'hello'],
  ])('%s %j', (platform, settings, topic, text, value) => {
    const config = { name: 'It', ...settings, dev: { ids: 'x' } };
    const [draft] = draftDevices([message(`homeassistant/${platform}/x/config`, config)]).drafts;
    expectSound(draft!);
    expect(valuesOf(draft!, topic, text)).toMatchObject({ it: value });
    expect(draft!.model.settings).toEqual({ retained: 'last-known' });
  });
});

describe('hostile messages', () => {
  test('removed, foreign, empty and broken ones are no devices', () => {
    const { drafts, notTaken } = draftDevices([
      message('homeassistant/device/x/config', ''),
      message('zigbee2mqtt/plug', '{}'),
      message('homeassistant/device/y/config', '{"cmps":'),
      message('homeassistant/sensor/z/config', { stat_t: 'a' }),
      message('homeassistant/device/big/config', `"${'x'.repeat(300_000)}"`),
      message('homeassistant/device/deep/config', `{"cmps":${'['.repeat(50_000)}${']'.repeat(50_000)}}`),
    ]);
    expect(drafts).toEqual([]);
    expect(notTaken.map(({ what }) => what.split('/')[2])).toEqual(['y', 'z', 'big']);
  });

  test('names that every object has are not in a message', () => {
    const { drafts } = draftDevices([
      message(
        'homeassistant/device/p/config',
        '{"__proto__":{"stat_t":"evil"},"dev":{"ids":["p"]},"cmps":{"__proto__":{"p":"sensor","stat_t":"a/b","unit_of_meas":"constructor"},"constructor":{"p":"toString","stat_t":"a/b"},"ok":{"p":"sensor","stat_t":"a/b","dev_cla":"hasOwnProperty","val_tpl":"{{ value_json.__proto__ }}"}}}',
      ),
    ]);
    for (const draft of drafts) expectSound(draft);
    expect(({} as Record<string, unknown>).stat_t).toBeUndefined();
  });

  test('a huge device is read to the limit and no further', () => {
    const cmps = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, i) => [
        `c${i}`,
        { p: 'sensor', stat_t: 'a/b', name: 'same', dev_cla: 'power', unit_of_meas: 'W' },
      ]),
    );
    const [draft] = draftDevices([
      message('homeassistant/device/h/config', { dev: { ids: ['h'] }, cmps }),
    ]).drafts;
    expect(draft?.model.points.length ?? 0).toBeLessThanOrEqual(200);
  });

  const word = fc.oneof(
    fc.constantFrom(
      'state_topic',
      'stat_t',
      'command_topic',
      'cmd_t',
      'p',
      'name',
      'ops',
      'min',
      'max',
      'dev_cla',
      'unit_of_meas',
      'val_tpl',
      'avty',
      'avty_t',
      'avty_mode',
      '~',
      '__proto__',
      'exp_aft',
      'schema',
      'pos_t',
      'set_pos_t',
    ),
    fc.string({ maxLength: 8 }),
  );
  const value = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        'a/b/c',
        'a/b',
        '~/x',
        'x/{topic}/+',
        '/a/../b',
        'switch',
        'number',
        'select',
        'cover',
        'light',
        'sensor',
        'power',
        'W',
        'set',
        'all',
        '设',
        '{{ value_json.a[0] }}',
        '{{ value }}',
        '{{ value | int }}',
      ),
    },
    fc.jsonValue({ maxDepth: 3 }),
    fc.array(fc.string({ maxLength: 4 }), { maxLength: 4 }),
  );
  const component = fc.dictionary(word, value, { maxKeys: 10 });
  const platform = fc.constantFrom(
    'sensor',
    'switch',
    'number',
    'select',
    'cover',
    'light',
    'binary_sensor',
    'constructor',
  );

  test('whatever a message holds, every draft is sound and nothing throws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(platform, component, fc.string({ maxLength: 12 })), { maxLength: 8 }),
        fc.dictionary(
          fc.string({ maxLength: 6 }),
          component.map((it) => ({ p: 'sensor', ...it })),
          { maxKeys: 6 },
        ),
        (singles, cmps) => {
          const messages = [
            ...singles.map(([kind, body, id]) =>
              message(`homeassistant/${kind}/n/${id}/config`, {
                stat_t: 'a/b/c',
                cmd_t: 'a/b/c/set',
                ...body,
                dev: { ids: [id || 'x'] },
              }),
            ),
            message('homeassistant/device/d/config', {
              dev: { ids: ['d'], name: '设备' },
              stat_t: 'a/b',
              cmps,
            }),
          ];
          for (const draft of draftDevices(messages).drafts) {
            expectSound(draft);
            valuesOf(draft, 'a/b/c', '{"a":[1]}');
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

test.each([
  ['{{ value_json.x.y }}', { format: 'json', path: 'x.y' }],
  ["{{ value_json['a.b'][0].c }}", { format: 'json', path: '["a.b"][0].c' }],
  ['{{value}}', { format: 'text' }],
  ['{{ value_json }}', null],
  ['{{ value_json.x | round(1) }}', null],
  ['{% if value %}1{% endif %}', null],
  [`{{ value_json${'.a'.repeat(9)} }}`, null],
  [7, null],
])('template %j', (template, place) => {
  expect(placeOf(template)).toEqual(place);
});
