// An agent whose campus changes under it: what stayed goes on untouched, what is new is told, nothing is lost or doubled.
import type { Campus, Device } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { partOfCampus } from '@campus/edge-agent/part';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentBench, Field, until } from './agent-bench.ts';
import { smallCampus } from './small-campus.ts';

const [air, lamps] = ['t1-101-air', 't1-101-lamps'];
let bench: AgentBench;
let second: Field;

beforeEach(async () => {
  bench = await AgentBench.open();
  second = await Field.open();
});
afterEach(async () => {
  await bench.close();
  await second.close();
});

type Edit = (device: Device) => Device | null;

/** The small campus with a second endpoint, and devices edited (null leaves one out). */
function campusWith(edit: Edit, added: readonly Device[] = []): Campus {
  const campus = smallCampus(bench.field.port);
  const settings = { host: '127.0.0.1', port: second.port, timeoutMs: 300 };
  const bus2 = { id: 'bus-2', gatewayId: 'gw-t1', protocol: 'modbus', settings } as const;
  const devices = [...[...campus.devices.values()].flatMap((device) => edit(device) ?? []), ...added];
  return {
    ...campus,
    endpoints: new Map([...campus.endpoints, ['bus-2', bus2]]),
    devices: new Map(devices.map((device) => [device.id, device])),
  };
}

const same: Edit = (device) => device;
const part = (campus: Campus) => partOfCampus(campus, 'gw-t1', deviceModels);

function airOnSecond(): Device {
  return { ...smallCampus().devices.get(air)!, id: 't1-102-air', endpointId: 'bus-2' };
}

test('a device comes on a new endpoint: told with its values, the others keep their connection', async () => {
  const hub = await bench.openHub();
  const agent = await bench.openAgent();
  await until(() => hub.values(air, 'temperature', 'birth').includes(21.5), 'the first device');
  const { connections } = bench.field;
  await agent.follow(part(campusWith(same, [airOnSecond()])));
  await until(() => hub.values('t1-102-air', 'temperature', 'birth').includes(21.5), 'the new device');
  second.registers[1] = 260;
  await until(() => hub.values('t1-102-air', 'temperature').includes(26), 'its change, with a position');
  expect(bench.field.connections).toBe(connections);
  expect(hub.seen.filter(({ what }) => what === 'death')).toEqual([]);
  const aliases = hub.seen
    .filter(({ what }) => what === 'birth')
    .flatMap(({ deviceId, metrics }) =>
      metrics.flatMap(({ alias, name }) => (alias === undefined ? [] : `${alias} ${deviceId}/${name}`)),
    );
  const byAlias = Map.groupBy(new Set(aliases), (text) => text.split(' ')[0]);
  expect([...byAlias.values()].filter((names) => names.length > 1)).toEqual([]);
});

test('a device goes: its death is told, its neighbour on the same bus answers on', async () => {
  const hub = await bench.openHub();
  const agent = await bench.openAgent();
  await until(() => hub.values(lamps, 'front', 'birth').length > 0, 'the lamps');
  await agent.follow(part(campusWith((device) => (device.id === lamps ? null : device))));
  await until(
    () => hub.seen.some(({ what, deviceId }) => what === 'death' && deviceId === lamps),
    'its death',
  );
  bench.field.registers[1] = 244;
  await until(() => hub.values(air, 'temperature').includes(24.4), 'the neighbour');
  await hub.command('front-set', 1, 'late');
  await until(
    () => hub.reports().some(({ id, state }) => id === 'late' && state === 'rejected'),
    'a refusal',
  );
  expect(bench.field.coils[0]).toBe(false);
});

test('a device that becomes another model is born anew with its other points; back again, no sample is doubled', async () => {
  const hub = await bench.openHub();
  const agent = await bench.openAgent();
  await until(() => hub.values(air, 'temperature', 'birth').includes(21.5), 'the sensor');
  const asLamps: Edit = (device) => (device.id === air ? { ...device, modelId: 'lamp-relay-4' } : device);
  await agent.follow(part(campusWith(asLamps)));
  await until(() => hub.values(air, 'front', 'birth').length > 0, 'its other points');
  await agent.follow(part(campusWith(same)));
  bench.field.registers[1] = 233;
  await until(() => hub.values(air, 'temperature').includes(23.3), 'the sensor again');
  await bench.agents.splice(0)[0]!.close();
  const positions = [...hub.committed.values()].flatMap((set) => set.ranges());
  expect(positions).toHaveLength(1);
});

test('what waited in the outbox through a change, and through a restart after it, keeps its names', async () => {
  const first = await bench.openHub();
  first.acknowledges = false;
  const agent = await bench.openAgent();
  await until(() => first.values(air, 'temperature', 'birth').includes(21.5), 'the birth');
  bench.field.registers[1] = 250;
  await until(() => first.values(air, 'temperature').includes(25), 'a change before');
  await agent.follow(part(campusWith((device) => (device.id === lamps ? null : device), [airOnSecond()])));
  await until(() => first.values('t1-102-air', 'temperature', 'birth').includes(21.5), 'the new device');
  second.registers[1] = 261;
  await until(() => first.values('t1-102-air', 'temperature').includes(26.1), 'a change after');
  const before = new Map(first.history);
  await bench.agents.splice(0)[0]!.close();
  first.history.clear();
  first.acknowledges = true;
  await bench.openAgent(campusWith(same));
  await until(() => [...before.keys()].every((key) => first.history.has(key)), 'all of it again');
  for (const [key, value] of before) expect(first.history.get(key)).toEqual(value);
}, 60_000);

test('a part that lacks a model, or is another gateway\u2019s, changes nothing', async () => {
  const hub = await bench.openHub();
  const agent = await bench.openAgent();
  await until(() => hub.values(air, 'temperature', 'birth').includes(21.5), 'the sensor');
  const broken = { ...part(campusWith(same, [airOnSecond()])), models: [] };
  await expect(agent.follow(broken)).rejects.toThrow(/unknown model/);
  await expect(agent.follow({ ...part(campusWith(same)), gatewayId: 'gw-t2' })).rejects.toThrow(/gw-t2/);
  bench.field.registers[1] = 222;
  await until(() => hub.values(air, 'temperature').includes(22.2), 'its change');
});
