// From description to campus: templates, formulas, references; a mistake names its place and its remedy.
import { type DeviceModel, type ExpandResult, expandCampus } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';

const text = (word: string) => ({ zh: word, en: word });

const airModel: DeviceModel = {
  id: 'air',
  name: text('air'),
  maker: 'example',
  kind: 'air-sensor',
  system: 'climate',
  protocol: 'modbus',
  source: 'example',
  settings: {},
  points: [
    {
      id: 'co2',
      name: text('CO2'),
      kind: 'sensor',
      quantity: 'co2',
      unit: 'ppm',
      decimals: 0,
      deadband: 10,
      heartbeatMs: 60_000,
      address: { register: 1 },
    },
  ],
};
const models = new Map([['air', airModel]]);

function description() {
  return {
    version: 1,
    site: { id: 'school', name: text('school'), timeZone: 'Asia/Shanghai' },
    variables: { base: 15_000 },
    people: [{ id: 'chen', name: text('Chen') }],
    gateways: [{ id: 'gw', name: text('gw'), building: 'b1' }],
    endpoints: [{ id: 'bus', gateway: 'gw', protocol: 'modbus', settings: { port: '{base + 1}' } }],
    templates: {
      room: {
        kind: 'classroom',
        size: [9, 7],
        devices: [
          {
            id: '{space}-air',
            name: text('air'),
            model: 'air',
            endpoint: 'bus',
            address: { unit: '{n * 2 + k}' },
            at: [1, 2],
          },
        ],
      },
    },
    buildings: [
      {
        id: 'b1',
        name: text('b1'),
        outline: [
          [0, 0],
          [20, 0],
          [20, 10],
        ],
        floors: [
          {
            id: 'b1-f1',
            name: text('1'),
            level: 1,
            spaces: [
              { id: 'r1', template: 'room', name: text('r1') },
              { id: 'r2', template: 'room', name: text('r2'), at: [9, 0], responsible: 'chen' },
            ],
          },
        ],
      },
    ],
  };
}

function mistakes(result: ExpandResult): string[] {
  return result.ok
    ? []
    : result.mistakes.map(({ path, found, expected }) => `${path.join('.')} ${found} ${expected}`);
}

describe('expandCampus', () => {
  test('makes rooms, devices and points from templates and formulas', () => {
    const result = expandCampus(description(), models);
    if (!result.ok) throw new Error(mistakes(result).join('\n'));
    const { campus } = result;
    expect(campus.endpoints.get('bus')?.settings).toEqual({ port: 15_001 });
    expect(campus.devices.get('r2-air')).toMatchObject({
      address: { unit: 3 },
      at: [10, 2],
      spaceId: 'r2',
      gatewayId: 'gw',
    });
    expect(campus.points.get('r1-air/co2')).toMatchObject({
      deviceId: 'r1-air',
      quantity: 'co2',
      system: 'climate',
    });
  });

  test('variables from outside come before those of the file', () => {
    const result = expandCampus(description(), models, { base: 20_000 });
    expect(result.ok && result.campus.endpoints.get('bus')?.settings).toEqual({ port: 20_001 });
  });

  test.each<[string, (campus: ReturnType<typeof description>) => void, RegExp]>([
    [
      'unknown template',
      (c) => {
        c.buildings[0]!.floors[0]!.spaces[0]!.template = 'rom';
      },
      /spaces\.0\.template "rom".*did you mean "room"/,
    ],
    [
      'unknown model',
      (c) => {
        c.templates.room.devices[0]!.model = 'aer';
      },
      /templates\.room\.devices\.0\.model "aer".*did you mean "air"/,
    ],
    [
      'an id used twice',
      (c) => {
        c.buildings[0]!.floors[0]!.spaces[1]!.id = 'r1';
      },
      /spaces\.1\.id "r1" an id that is not used twice/,
    ],
    [
      'unknown person',
      (c) => {
        c.buildings[0]!.floors[0]!.spaces[1]!.responsible = 'chan';
      },
      /responsible "chan".*did you mean "chen"/,
    ],
    [
      'formula of an unknown name',
      (c) => {
        c.templates.room.devices[0]!.address.unit = '{m}';
      },
      /devices\.0 formula "\{m\}": unknown name "m"/,
    ],
    [
      'unknown gateway',
      (c) => {
        c.endpoints[0]!.gateway = 'gv';
      },
      /endpoints\.0\.gateway "gv".*did you mean "gw"/,
    ],
    [
      'unknown key',
      (c) => {
        Object.assign(c.site, { colour: 'red' });
      },
      /site\.colour "colour" no such key here/,
    ],
    [
      'wrong type',
      (c) => {
        Object.assign(c.site, { timeZone: 8 });
      },
      /site\.timeZone 8 /,
    ],
  ])('%s is named with its place', (_, spoil, expected) => {
    const spoiled = description();
    spoil(spoiled);
    expect(mistakes(expandCampus(spoiled, models)).join('\n')).toMatch(expected);
  });

  test.each([null, 5, 'text', [], {}])('refuses %j with mistakes, not with a fault', (raw) => {
    expect(expandCampus(raw, models).ok).toBe(false);
  });
});
