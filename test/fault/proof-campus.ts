// The small campus of the proofs: two gateways, each with a bus of meters and a field broker with air sensors.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Campus, expandCampus } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { freePort } from '../harness/campus-run.ts';

export const gatewayIds = ['gw-a', 'gw-b'] as const;

export interface ProofPorts {
  readonly panel: number;
  readonly mqtt: number;
  readonly control: number;
  /** By gateway: its bus and its field broker. */
  readonly bus: readonly number[];
  readonly field: readonly number[];
}

export interface ProofCampus {
  readonly campus: Campus;
  readonly ports: ProofPorts;
  readonly campusFile: string;
  readonly rulesFile: string;
}

export interface CampusSize {
  readonly metersAGateway: number;
  readonly sensorsAGateway: number;
}

/** 13 points a meter, read once a second; 4 a sensor, told five times a second. */
const usualSize: CampusSize = { metersAGateway: 12, sensorsAGateway: 4 };
const roomM = 5;
/** Behind the meters on its bus. */
const lampUnit = 200;
/** A machine under load answers late; a late answer is no loss. */
const timeoutMs = 10_000;

export async function makeProofCampus(folder: string, size: CampusSize = usualSize): Promise<ProofCampus> {
  const free = await Promise.all(Array.from({ length: 3 + 2 * gatewayIds.length }, () => freePort()));
  const [panel, mqtt, control, ...others] = free as [number, number, number, ...number[]];
  const ports = { panel, mqtt, control, bus: others.slice(0, 2), field: others.slice(2) };
  const description = describeCampus(ports, size);
  const expanded = expandCampus(description, deviceModels);
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.mistakes));
  const campusFile = join(folder, 'campus.yaml');
  const rulesFile = join(folder, 'rules.yaml');
  writeFileSync(campusFile, JSON.stringify(description, null, 1));
  writeFileSync(rulesFile, JSON.stringify({ version: 1, rules: [meterRule] }));
  return { campus: expanded.campus, ports, campusFile, rulesFile };
}

/** Rises past its limit once and stays there: an alarm of each meter, whatever is killed meanwhile. */
const meterRule = {
  id: 'meter-counts',
  name: named('电表读数已过界', 'Meter has counted past its limit'),
  advice: named('仅用于核对', 'For the proof alone'),
  system: 'energy',
  priority: 'low',
  points: { deviceKinds: ['energy-meter'], localIds: ['energy-import'] },
  unit: 'kWh',
  condition: { above: 5 },
};

function describeCampus(ports: ProofPorts, size: CampusSize): object {
  return {
    version: 1,
    demo: true,
    site: { id: 'proof', name: named('核对校园', 'Campus of the proofs'), timeZone: 'Asia/Shanghai' },
    gateways: gatewayIds.map((id) => ({ id, name: named(id, id), building: 'proof' })),
    endpoints: gatewayIds.flatMap((gateway, i) => [
      endpoint(`bus-${i}`, gateway, 'modbus', { port: ports.bus[i], timeoutMs }),
      endpoint(`field-${i}`, gateway, 'mqtt', { port: ports.field[i] }),
    ]),
    templates: { room: { kind: 'plant-room', size: [roomM, roomM] } },
    buildings: [buildingOf(size)],
  };
}

function endpoint(id: string, gateway: string, protocol: string, settings: object): object {
  return { id, gateway, protocol, settings: { host: '127.0.0.1', ...settings } };
}

function buildingOf({ metersAGateway, sensorsAGateway }: CampusSize): object {
  const spaces = gatewayIds.map((_, i) => ({
    id: `room-${i}`,
    template: 'room',
    name: named(`房间 ${i}`, `Room ${i}`),
    at: [i * roomM, 0],
    devices: [
      device(`meter-${i}`, 'eastron-sdm630', `bus-${i}`, { unit: '{k}' }, metersAGateway),
      device(`lamps-${i}`, 'lamp-relay-1', `bus-${i}`, { unit: lampUnit }, 1),
      device(`air-${i}`, 'z2m-temperature-humidity', `field-${i}`, { topic: 'z2m/{k}' }, sensorsAGateway),
    ].filter(({ repeat }) => repeat > 0),
  }));
  const width = gatewayIds.length * roomM;
  return {
    id: 'proof',
    name: named('楼', 'Building'),
    outline: [
      [0, 0],
      [width, 0],
      [width, roomM],
      [0, roomM],
    ],
    floors: [{ id: 'proof-f1', name: named('一层', 'Floor 1'), level: 1, spaces }],
  };
}

function device(id: string, model: string, endpointId: string, address: object, repeat: number) {
  return {
    id: `${id}-{k}`,
    name: named(`${id} {k}`, `${id} {k}`),
    model,
    endpoint: endpointId,
    address,
    repeat,
  };
}

function named(zh: string, en: string): { zh: string; en: string } {
  return { zh, en };
}
