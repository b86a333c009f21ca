// Drafts of whole networks and servers, found on real sockets: pasted into a new school they pass its check.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { editYaml } from '@campus/operations';
import { readYamlFile, silentLog, systemClock } from '@campus/runtime';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadCampus } from '../../../bin/campus-file.ts';
import { discoverModbus } from '../../../bin/discover/modbus.ts';
import { runBacnet, runPjlink } from '../../../bin/discover/networks.ts';
import { discoverOpcua } from '../../../bin/discover/opcua.ts';
import { runInit } from '../../../bin/init.ts';
import { resolveSettings } from '../../../bin/settings.ts';
import { startSimulators } from '../../../simulators/index.ts';
import { serverOf } from '../device-drivers/bacnet/bench.ts';
import { simulate } from '../device-drivers/simulated-devices.ts';
import { freePort } from '../device-drivers/support.ts';
import { demoCampus, freePorts } from '../simulators/demo.ts';

const base = mkdtempSync(join(tmpdir(), 'campus-networks-'));
afterAll(() => rmSync(base, { recursive: true }));
const open: { close(): Promise<void> }[] = [];

let [folder, draft, count] = ['', '', 0];
beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  folder = join(base, String(++count));
  runInit(folder, {});
  draft = join(folder, 'draft.yaml');
});

afterEach(async () => {
  for (const it of open.splice(0)) await it.close();
});

/** Models of the devices in the new school once the draft is pasted into it and checked. */
async function pastedModels(): Promise<string[]> {
  const { endpoints, devices } = readYamlFile(draft).value as { endpoints: unknown[]; devices: unknown[] };
  const settings = resolveSettings({ settings: join(folder, 'settings.yaml') });
  const campus = structuredClone(readYamlFile(settings.campus).value) as {
    endpoints: unknown[];
    buildings: { floors: { spaces: { devices?: unknown[] }[] }[] }[];
  };
  campus.endpoints.push(...endpoints);
  campus.buildings[0]!.floors[0]!.spaces[0]!.devices = devices;
  writeFileSync(settings.campus, editYaml(readFileSync(settings.campus, 'utf8'), campus)!);
  return [...(await loadCampus(settings)).devices.values()].map(({ modelId }) => modelId);
}

const options = () => ({ gateway: 'gw-a', out: draft });

test('a Modbus bus', async () => {
  const ports = await freePorts();
  const { campus } = demoCampus(ports);
  const endpoint = campus.endpoints.get('dm-bus-1')!;
  const simulated = { ...campus, endpoints: new Map([[endpoint.id, endpoint]]) };
  const now = (): number => Date.UTC(2026, 8, 1, 2) + Math.round(performance.now());
  const clock = { ...systemClock, now };
  open.push(await startSimulators({ campus: simulated, seed: 5, clock, log: silentLog, controlPort: 0 }));
  const target = `127.0.0.1:${endpoint.settings.port}`;
  await discoverModbus(target, { ...options(), units: '1-3', timeout: 200, registers: '0-3' });
  expect(await pastedModels()).toEqual(['acrel-adl400', 'water-meter-modbus']);
  expect(readFileSync(draft, 'utf8')).toMatch(/^# unit 3 (holding|input) \d+: \d+ \(0x[\da-f]{4}\)$/m);
});

test('an OPC UA server', async () => {
  const ports = await freePorts();
  const { campus } = demoCampus(ports);
  const endpoint = campus.endpoints.get('tr-opcua')!;
  const simulated = { ...campus, endpoints: new Map([[endpoint.id, endpoint]]) };
  open.push(
    await startSimulators({ campus: simulated, seed: 5, clock: systemClock, log: silentLog, controlPort: 0 }),
  );
  await discoverOpcua(`opc.tcp://127.0.0.1:${ports.opcua}`, options());
  expect((await pastedModels()).toSorted()).toEqual([
    'cnc-machine',
    'cnc-machine',
    'cnc-machine',
    'vr-lab-manager',
    'vr-lab-manager',
  ]);
});

test('BACnet devices', async () => {
  const { port } = await serverOf([
    { id: 'room', model: 'bacnet-thermostat', address: { instance: 4101 }, values: {} },
  ]);
  await runBacnet(`127.0.0.1:${port}`, { ...options(), for: '1s', localAddress: '127.0.0.1', localPort: 0 });
  expect(await pastedModels()).toEqual(['bacnet-thermostat']);
});

test('projectors', async () => {
  const port = await freePort();
  const { simulators } = await simulate('pjlink', [{ model: 'epson-eb-810e', port }]);
  open.push(simulators);
  await runPjlink(`127.0.0.1:${port}`, { ...options(), for: '2s' });
  expect(await pastedModels()).toEqual(['pjlink-class-2']);
});

test('where nobody is, one sentence', async () => {
  const nobody = `127.0.0.1:${await freePort()}`;
  await expect(discoverModbus(nobody, { ...options(), units: '1-3', timeout: 200 })).rejects.toThrow(
    /cannot be reached \(.*\)\. Check address/,
  );
  await expect(discoverOpcua(`opc.tcp://${nobody}`, options())).rejects.toThrow(/cannot be browsed/);
  await expect(discoverModbus(undefined, { ...options(), units: '1-3', timeout: 200 })).rejects.toThrow(
    /one of the two/,
  );
});
