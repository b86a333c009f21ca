// Addresses in words, a protocol a row; nothing secret is ever among them.
import type { Device, Endpoint, Point, Protocol } from '@campus/campus-model';
import { expect, test } from 'vitest';
import {
  addressFields,
  deviceAddressWords,
  endpointWords,
  pointAddressWords,
} from '../../../operations/commissioning/acceptance/address-words.ts';

const wordsOf = (protocol: Protocol, device: object, point: object): string =>
  pointAddressWords({ protocol } as Endpoint, { address: device } as Device, { address: point } as Point).en;

test.each<[Protocol, object, object, string]>([
  [
    'modbus',
    { unit: 11 },
    { table: 'holding', address: 100, type: 'float32', scale: 0.1 },
    'unit 11 · holding register 100 (40101) · float32 × 0.1',
  ],
  ['modbus', { unit: 190, offset: 3 }, { table: 'coil', address: 0 }, 'unit 190 · coil 3 (00004)'],
  [
    'modbus',
    { unit: 1 },
    { table: 'input', address: 5, type: 'uint16', bit: 4, bits: 2 },
    'unit 1 · input register 5 (30006) · uint16 bit 4–5',
  ],
  [
    'modbus',
    { unit: 1 },
    { table: 'holding', address: 40_000, type: 'int16', offset: -40 },
    'unit 1 · holding register 40000 · int16 − 40',
  ],
  [
    'mqtt',
    { topic: 'zigbee2mqtt/a' },
    { topic: '', path: 'temperature' },
    'topic zigbee2mqtt/a · member temperature',
  ],
  ['mqtt', { topic: 'plug' }, { topic: 'stat/{topic}/POWER' }, 'topic stat/plug/POWER'],
  ['mqtt', { topic: 'zigbee2mqtt/a' }, { topic: '../bridge/state' }, 'topic zigbee2mqtt/bridge/state'],
  ['opcua', { root: 'ns=1;s=CNC1' }, { node: 'Speed' }, 'node ns=1;s=CNC1.Speed'],
  [
    'bacnet',
    { instance: 7, offset: 10 },
    { object: 'analog-input', instance: 2 },
    'device 7 · analog-input 12',
  ],
  ['snmp', { rowOffset: 10_100 }, { oid: '1.3.6.1.2.1.2.2.1.8', row: 2 }, 'OID 1.3.6.1.2.1.2.2.1.8.10102'],
  ['dlt645', { address: '000012345678' }, { id: '02010100' }, 'meter 000012345678 · data item 02010100'],
  ['cjt188', { address: '12345678901234' }, { at: 5 }, 'meter 12345678901234 · data item 901F + 5'],
  ['pjlink', {}, { item: 'lamp-hours', lamp: 1 }, 'PJLink lamp-hours 1'],
  ['http', { base: '/api' }, { url: '/now', path: 'temp' }, 'path /api/now · member temp'],
])('%s %o %o', (protocol, device, point, words) => {
  expect(wordsOf(protocol, device, point)).toBe(words);
});

test('passwords and tokens are not told', () => {
  const device = { address: { address: '000012345678', password: '01234567', token: 'secret', unit: 4 } };
  expect(addressFields(device as unknown as Device).map(({ key, value }) => [key, value])).toEqual([
    ['unit', 4],
    ['address', '000012345678'],
  ]);
  expect(deviceAddressWords(device as unknown as Device)).toEqual({
    zh: '站号 4 · 表号 000012345678',
    en: 'unit 4 · meter number 000012345678',
  });
  expect(deviceAddressWords({ address: {} } as Device).en).toBe('—');
});

test('a connection in words', () => {
  const words = (settings: object) => endpointWords({ settings } as Endpoint);
  expect(words({ host: '10.0.0.9', port: 502, password: 'secret' })).toBe('10.0.0.9:502');
  expect(words({ host: '10.0.0.9' })).toBe('10.0.0.9');
  expect(words({ path: '/dev/ttyUSB0', baudRate: 9600 })).toBe('/dev/ttyUSB0 @ 9600');
  expect(words({ listen: { host: '0.0.0.0', port: 8081, token: 'secret' } })).toBe('0.0.0.0:8081');
  expect(words({})).toBe('—');
});
