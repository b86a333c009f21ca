// Adds a building full of meters to a campus description, for tests that need thousands of samples a second.

export interface LoadOptions {
  readonly samplesPerSecond: number;
  /** The first of the ports that the load's buses listen on. */
  readonly firstPort: number;
}

/** Points of one meter, each read once a second. */
const pointsPerMeter = 13;
/** Few enough that one bus, one request in flight, reads them all within a second. */
const metersPerBus = 24;
const roomM = 3;

/**
 * A copy of a parsed campus description with a building `load`, a gateway `gw-load` and one Modbus bus for every 24
 * meters. `startSimulators({ load })` makes the meters' values move at every read.
 */
export function addLoad<T extends object>(description: T, options: LoadOptions): T {
  const meters = Math.ceil(options.samplesPerSecond / pointsPerMeter);
  const buses = Math.ceil(meters / metersPerBus);
  const list = (key: string): unknown[] => (description as Record<string, unknown[]>)[key] ?? [];
  const templates = (description as Record<string, object>).templates;
  return {
    ...description,
    gateways: [
      ...list('gateways'),
      { id: 'gw-load', name: named('负载网关', 'Load gateway'), building: 'load' },
    ],
    endpoints: [
      ...list('endpoints'),
      ...Array.from({ length: buses }, (_, i) => busOf(i, options.firstPort)),
    ],
    templates: { ...templates, 'load-bus': { kind: 'plant-room', size: [roomM, roomM] } },
    buildings: [...list('buildings'), loadBuilding(meters, buses)],
  };
}

/** How many ports a load takes from its first one on. */
export function loadPorts(samplesPerSecond: number): number {
  return Math.ceil(Math.ceil(samplesPerSecond / pointsPerMeter) / metersPerBus);
}

function named(zh: string, en: string): { zh: string; en: string } {
  return { zh, en };
}

function busOf(i: number, firstPort: number): object {
  const settings = { host: '127.0.0.1', port: firstPort + i, timeoutMs: 1_000 };
  return { id: `load-bus-${i + 1}`, gateway: 'gw-load', protocol: 'modbus', settings };
}

function loadBuilding(meters: number, buses: number): object {
  const spaces = Array.from({ length: buses }, (_, i) => {
    const count = Math.min(metersPerBus, meters - i * metersPerBus);
    const device = {
      id: `load-${i + 1}-{k}`,
      name: named('负载电表 {k}', 'Load meter {k}'),
      model: 'eastron-sdm630',
      endpoint: `load-bus-${i + 1}`,
      address: { unit: '{k}' },
      repeat: count,
    };
    const name = named(`负载总线 ${i + 1}`, `Load bus ${i + 1}`);
    return { id: `load-space-${i + 1}`, template: 'load-bus', name, at: [i * roomM, 0], devices: [device] };
  });
  const width = Math.max(1, buses) * roomM;
  return {
    id: 'load',
    name: named('负载楼', 'Load building'),
    outline: [
      [0, 200],
      [width, 200],
      [width, 203],
      [0, 203],
    ],
    floors: [{ id: 'load-f1', name: named('一层', 'Floor 1'), level: 1, spaces }],
  };
}
