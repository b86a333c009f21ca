// What devices on HTTP answer, from their makers' documents: Shelly of both generations, ManageXR's device, two examples.
import type { SimulatedDevice } from '../devices/simulated-device.ts';

export interface Asked {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface Order {
  readonly point: string;
  readonly value: number;
}

export interface HttpFieldModel {
  /** Null where the device has no such path. */
  answer(device: SimulatedDevice, asked: Asked): Readonly<Record<string, unknown>> | null;
  /** What a request operates. */
  order?(asked: Asked): Order | null;
}

const rounded = (device: SimulatedDevice, point: string, decimals: number): number =>
  Number(device.number(point).toFixed(decimals));

const wattMinutesPerKilowattHour = 60_000;

const shellyFirst: HttpFieldModel = {
  answer: (device, { path }) => {
    const relay = { ison: device.value('outlet') === 1, has_timer: false, source: 'http' };
    if (path === '/relay/0') return relay;
    if (path !== '/status') return null;
    const total = Math.round(device.number('energy') * wattMinutesPerKilowattHour);
    return {
      relays: [relay],
      meters: [{ power: rounded(device, 'power', 2), is_valid: true, total }],
      temperature: rounded(device, 'device-temperature', 1),
    };
  },
  order: ({ path, query }) => {
    const turn = path === '/relay/0' ? query.get('turn') : null;
    return turn === 'on' || turn === 'off' ? { point: 'outlet', value: Number(turn === 'on') } : null;
  },
};

const shellySecond: HttpFieldModel = {
  answer: (device, { path, query }) => {
    if (path === '/rpc/Switch.Set') return { was_on: device.value('outlet') === 1 };
    if (path !== '/rpc/Switch.GetStatus' || query.get('id') !== '0') return null;
    return {
      id: 0,
      output: device.value('outlet') === 1,
      apower: rounded(device, 'power', 1),
      voltage: rounded(device, 'voltage', 1),
      current: rounded(device, 'current', 3),
      aenergy: { total: rounded(device, 'energy', 5) * 1_000 },
      temperature: { tC: rounded(device, 'device-temperature', 1) },
    };
  },
  order: ({ path, body }) => {
    const { on } = (body ?? {}) as { on?: unknown };
    return path === '/rpc/Switch.Set' && typeof on === 'boolean'
      ? { point: 'outlet', value: Number(on) }
      : null;
  },
};

/** Whatever serial is asked for: the simulated cloud has one headset behind each base path. */
const manageXr: HttpFieldModel = {
  answer: (device, { path }) => {
    const serial = /^\/v1\/devices\/([\w-]+)$/.exec(path)?.[1];
    if (serial === undefined) return null;
    const battery = (n: number) => ({
      batteryLevel: device.value(`controller-${n}-battery`),
      version: 'v14',
    });
    return {
      data: {
        id: serial,
        serial,
        batteryLevel: device.value('battery'),
        batteryIsCharging: device.value('charging') === 1,
        online: device.value('online') === 1,
        outOfDate: device.value('outdated') === 1,
        currentForegroundApp: { packageName: 'cn.campus.app', title: device.value('app') },
        controllerData: { controller0: battery(1), controller1: battery(2) },
      },
    };
  },
};

const jsonClimate: HttpFieldModel = {
  answer: (device, { path }) =>
    path === '/status.json'
      ? { temperature: rounded(device, 'temperature', 1), humidity: rounded(device, 'humidity', 1) }
      : null,
};

const openVr: HttpFieldModel = {
  answer: (device, { path }) =>
    path === '/headset'
      ? {
          batteryPercentage: device.number('battery') / 100,
          isCharging: device.value('charging') === 1,
          trackingResult: device.value('tracking'),
          framesPerSecond: device.value('frame-rate'),
          application: device.value('app'),
        }
      : null,
};

export const httpFieldModels: ReadonlyMap<string, HttpFieldModel> = new Map([
  ['shelly-1pm-http', shellyFirst],
  ['shelly-plus-plug-http', shellySecond],
  ['managexr-headset', manageXr],
  ['http-json-climate', jsonClimate],
  ['openvr-agent', openVr],
]);
