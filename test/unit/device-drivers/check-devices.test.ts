// Endpoint settings and device addresses are judged before any socket is opened, each mistake at its place.
import { expandCampus } from '@campus/campus-model';
import { checkDevices, deviceModels } from '@campus/device-drivers';
import { expect, test } from 'vitest';

const text = { zh: '名', en: 'name' };

function campusOf(settings: Record<string, unknown>, address: Record<string, unknown>) {
  const expanded = expandCampus(
    {
      version: 1,
      site: { id: 's', name: text, timeZone: 'Asia/Shanghai' },
      gateways: [{ id: 'gw', name: text, building: 'b' }],
      endpoints: [{ id: 'bus', gateway: 'gw', protocol: 'modbus', settings }],
      templates: {
        room: {
          kind: 'classroom',
          devices: [{ id: '{space}-lamps', name: text, model: 'lamp-relay-4', endpoint: 'bus', address }],
        },
      },
      buildings: [
        {
          id: 'b',
          name: text,
          outline: [
            [0, 0],
            [1, 0],
            [1, 1],
          ],
          floors: [{ id: 'f', name: text, level: 1, spaces: [{ id: 'r1', template: 'room', name: text }] }],
        },
      ],
    },
    deviceModels,
  );
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.mistakes));
  return expanded;
}

test('good settings have no mistakes', async () => {
  const { campus, origins } = campusOf({ host: '::1', port: 502 }, { unit: 3 });
  expect(await checkDevices(campus, origins)).toEqual([]);
});

test('a mistyped key, a wrong unit and an address beyond the space are told where they stand', async () => {
  const { campus, origins } = campusOf({ host: 'x', prot: 502 }, { unit: 300 });
  const mistakes = await checkDevices(campus, origins);
  expect(mistakes).toEqual([
    { path: ['endpoints', 0, 'settings', 'prot'], found: '"prot"', expected: 'no such key here' },
    {
      path: ['templates', 'room', 'devices', 0, 'address', 'unit'],
      found: '300',
      expected: expect.stringMatching(/247/),
    },
  ]);
  const beyond = campusOf({ host: 'x' }, { unit: 1, offset: 65_535 });
  expect(await checkDevices(beyond.campus, beyond.origins)).toEqual([
    {
      path: ['templates', 'room', 'devices', 0, 'address', 'offset'],
      found: '65535',
      expected: expect.stringMatching(/65532/),
    },
  ]);
});
