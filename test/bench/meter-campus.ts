// A campus file of energy meters only, as many gateways and points as a bench asks for; written as JSON, which YAML reads.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of the meter's model. */
const pointsPerMeter = 13;
/** Few enough that one bus, one request in flight, reads them all within a second. */
const usualMetersPerBus = 24;
const roomM = 3;
const name = (text: string) => ({ zh: text, en: text });

export interface MeterCampus {
  readonly gateways: number;
  readonly pointsPerGateway: number;
  /** The first of the ports that the buses listen on; they lie in a row. */
  readonly firstPort: number;
  /** A bus is a room of the plan; more than the usual few where nothing reads them over Modbus. */
  readonly metersPerBus?: number;
}

export function busesOf(size: MeterCampus): number {
  const { gateways, pointsPerGateway, metersPerBus = usualMetersPerBus } = size;
  return gateways * Math.ceil(Math.ceil(pointsPerGateway / pointsPerMeter) / metersPerBus);
}

/** Writes campus and rules into a folder; returns their paths. */
export function writeMeterCampus(folder: string, size: MeterCampus): { campus: string; rules: string } {
  const files = { campus: join(folder, 'campus.yaml'), rules: join(folder, 'rules.yaml') };
  writeFileSync(files.campus, JSON.stringify(description(size)));
  writeFileSync(files.rules, JSON.stringify({ version: 1, rules: [overload] }));
  return files;
}

const overload = {
  id: 'overload',
  name: name('Overload'),
  advice: name('Switch something off.'),
  system: 'energy',
  priority: 'low',
  points: { deviceKinds: ['energy-meter'], localIds: ['power'] },
  unit: 'W',
  condition: { above: 1_000_000, hysteresis: 1_000 },
};

function description(size: MeterCampus): object {
  const gateways = Array.from({ length: size.gateways }, (_, i) => `gw-${i + 1}`);
  const busesEach = busesOf(size) / size.gateways;
  const buses = gateways.flatMap((gateway, g) =>
    Array.from({ length: busesEach }, (_, b) => ({
      id: `${gateway}-bus-${b + 1}`,
      gateway,
      at: g * busesEach + b,
      b,
    })),
  );
  const meters = Math.ceil(size.pointsPerGateway / pointsPerMeter);
  const { metersPerBus = usualMetersPerBus } = size;
  const width = buses.length * roomM;
  const corners = [
    [0, 0],
    [width, 0],
    [width, roomM],
    [0, roomM],
  ];
  const spaces = buses.map(({ id, at, b }) => ({
    id: `${id}-room`,
    template: 'room',
    name: name(id),
    at: [at * roomM, 0],
    devices: [
      {
        id: `${id}-meter-{k}`,
        name: name(`${id} meter {k}`),
        model: 'eastron-sdm630',
        endpoint: id,
        address: { unit: '{k}' },
        repeat: Math.min(metersPerBus, meters - b * metersPerBus),
      },
    ],
  }));
  return {
    version: 1,
    demo: true,
    site: { id: 'meters', name: name('Meters'), timeZone: 'Asia/Shanghai' },
    gateways: gateways.map((id) => ({ id, name: name(id), building: 'b' })),
    endpoints: buses.map(({ id, gateway, at }) => {
      const settings = { host: '127.0.0.1', port: size.firstPort + at, timeoutMs: 1_000 };
      return { id, gateway, protocol: 'modbus', settings };
    }),
    templates: { room: { kind: 'plant-room', size: [roomM, roomM] } },
    buildings: [
      {
        id: 'b',
        name: name('Building'),
        outline: corners,
        floors: [{ id: 'b-f1', name: name('Floor'), level: 1, spaces }],
      },
    ],
  };
}
