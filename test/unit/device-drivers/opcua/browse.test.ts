// Browsing a real server: what it has, what is left out and said so, and words where it cannot be reached.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowseOptions, browseServer } from '@campus/device-drivers';
import { silentLog, systemClock } from '@campus/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../support.ts';
import { OpcuaPeer, peerNamespace } from './peer.ts';

const folder = mkdtempSync(join(tmpdir(), 'campus-opcua-browse-'));
let peer: OpcuaPeer;

beforeAll(async () => {
  peer = await OpcuaPeer.start(await freePort(), join(folder, 'server'), {
    otherNamespace: 'urn:test:other',
  });
  peer.set('CNC1.SpindleSpeed', 900);
  peer.set('CNC1.Program', 'O1001 轴套');
});
afterAll(async () => {
  await peer.close();
  rmSync(folder, { recursive: true, force: true });
});

function browse(settings: object = {}, options: Partial<BrowseOptions> = {}) {
  const all = { clock: systemClock, log: silentLog, folder, ...options };
  return browseServer({ host: '127.0.0.1', port: peer.port, timeoutMs: 3_000, ...settings }, all);
}

test('variables come with path, lasting node id, type, access, unit, range and a value', async () => {
  const { variables, cut, namespaces } = await browse();
  expect(cut).toBeNull();
  expect(namespaces).toContain(peerNamespace);
  const of = (name: string) => variables.find(({ path }) => path.at(-1) === name);
  expect(of('SpindleSpeed')).toMatchObject({
    nodeId: `nsu=${peerNamespace};s=CNC1.SpindleSpeed`,
    path: ['CNC1', 'SpindleSpeed'],
    displayName: 'SpindleSpeed',
    dataType: 'Double',
    valueType: 'Double',
    isArray: false,
    access: { read: true },
    sample: { value: 900, status: 0 },
  });
  expect(of('Program')).toMatchObject({ dataType: 'String', sample: { value: 'O1001 轴套' } });
  expect(of('OilTemperature')).toMatchObject({
    displayName: '油温',
    unit: '°C',
    range: { min: -10, max: 150 },
    sample: { value: 41.5 },
  });
  expect(of('EURange'), 'properties are not variables of their own').toBeUndefined();
  expect(variables.filter(({ path }) => path[0] === 'Server')).toEqual([]);
});

test('it begins where it is told and stops where it is told, and says that it is not all', async () => {
  expect((await browse({}, { most: 3 })).cut).toBe('variables');
  expect((await browse({}, { most: 3 })).variables).toHaveLength(3);
  expect((await browse({}, { deepest: 1 })).cut).toBe('depth');
  const { variables, cut } = await browse({}, { from: `nsu=${peerNamespace};s=VR` });
  expect(cut).toBeNull();
  expect(variables.map(({ path }) => path.join('/'))).toContain('SessionTarget');
  expect(variables.some(({ path }) => path.includes('CNC1'))).toBe(false);
});

test('a server that is not there, and settings that are wrong, say so', async () => {
  const port = await freePort();
  await expect(browse({ port })).rejects.toThrow(/ECONNREFUSED|cannot be established/);
  await expect(browse({}, { from: 'nsu=urn:none;s=X' })).rejects.toThrow('the server has no node');
  await expect(browse({ prot: 1 })).rejects.toThrow();
});
