// What plugs and relays of three families say: Tasmota's stat and tele, Shelly's RPC, an ESPHome node.
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import type { FieldCommand, FieldMessage, FieldModel } from './messages.ts';
import { jsonOf } from './zigbee.ts';

const onOff = (device: SimulatedDevice, point: string): string => (device.value(point) === 1 ? 'ON' : 'OFF');
const rounded = (device: SimulatedDevice, point: string, decimals: number): number =>
  Number(device.number(point).toFixed(decimals));

function onOffOrder(point: string): FieldCommand['parse'] {
  return (payload) =>
    payload === 'ON' || payload === 'OFF' ? { point, value: Number(payload === 'ON') } : null;
}

/** Relays by what Tasmota calls them: `POWER` of one, `POWER1` … of several. */
function tasmota(relays: Readonly<Record<string, string>>, hasEnergy: boolean): FieldModel {
  const powers = (device: SimulatedDevice): Record<string, unknown> =>
    Object.fromEntries(Object.entries(relays).map(([name, point]) => [name, onOff(device, point)]));
  return {
    say: (device, base) => ({
      messages: [
        { topic: `tele/${base}/STATE`, body: powers(device) },
        ...(hasEnergy ? [{ topic: `tele/${base}/SENSOR`, body: { ENERGY: tasmotaEnergy(device) } }] : []),
      ],
      firstWill: { topic: `tele/${base}/LWT`, body: 'Online' },
      lastWill: { topic: `tele/${base}/LWT`, body: 'Offline' },
    }),
    commands: (base) => [
      ...Object.entries(relays).map(([name, point]) => ({
        topic: `cmnd/${base}/${name}`,
        parse: onOffOrder(point),
        answer: (device: SimulatedDevice): FieldMessage[] => [
          { topic: `stat/${base}/RESULT`, body: { [name]: onOff(device, point) } },
          { topic: `stat/${base}/${name}`, body: onOff(device, point) },
        ],
      })),
      {
        topic: `cmnd/${base}/STATE`,
        parse: () => null,
        answer: (device) => [{ topic: `stat/${base}/RESULT`, body: powers(device) }],
      },
      {
        topic: `cmnd/${base}/STATUS`,
        parse: () => null,
        answer: (device, payload) =>
          payload === '10' && hasEnergy
            ? [{ topic: `stat/${base}/STATUS10`, body: { StatusSNS: { ENERGY: tasmotaEnergy(device) } } }]
            : [],
      },
    ],
  };
}

function tasmotaEnergy(device: SimulatedDevice): Record<string, number> {
  return {
    Total: rounded(device, 'energy', 3),
    Power: rounded(device, 'power', 0),
    Factor: rounded(device, 'power-factor', 2),
    Voltage: rounded(device, 'voltage', 0),
    Current: rounded(device, 'current', 3),
  };
}

type Status = (device: SimulatedDevice) => Record<string, unknown>;

/** Channels as Shelly numbers them, with the point that each relay is. */
function shelly(relays: readonly string[], statuses: readonly Status[]): FieldModel {
  const all = (device: SimulatedDevice): Record<string, unknown> =>
    Object.fromEntries(statuses.map((status, id) => [`switch:${id}`, { id, ...status(device) }]));
  return {
    say: (device, base) => ({
      messages: statuses.map((status, id) => ({
        topic: `${base}/status/switch:${id}`,
        body: { id, ...status(device) },
      })),
      firstWill: { topic: `${base}/online`, body: 'true' },
      lastWill: { topic: `${base}/online`, body: 'false' },
    }),
    commands: (base) => [
      {
        topic: `${base}/rpc`,
        parse: (payload) => shellyOrder(payload, relays),
        answer: (device, payload) => {
          const { id, src, method } = jsonOf(payload) ?? {};
          const notice = { src: base, dst: `${base}/events`, method: 'NotifyStatus', params: all(device) };
          const answer = {
            id,
            src: base,
            dst: src,
            result: method === 'Shelly.GetStatus' ? all(device) : {},
          };
          return [
            { topic: `${String(src)}/rpc`, body: answer },
            ...(method === 'Switch.Set'
              ? [{ topic: `${base}/events/rpc`, body: notice, isEvent: true }]
              : []),
          ];
        },
      },
    ],
  };
}

function shellyOrder(payload: string, relays: readonly string[]): ReturnType<FieldCommand['parse']> {
  const { method, params } = jsonOf(payload) ?? {};
  if (method !== 'Switch.Set' || typeof params !== 'object' || params === null) return null;
  const { id, on } = params as { id?: unknown; on?: unknown };
  const point = relays[Number(id)];
  return point === undefined || typeof on !== 'boolean' ? null : { point, value: Number(on) };
}

const shellyPlugStatus: Status = (device) => ({
  output: device.value('outlet') === 1,
  apower: rounded(device, 'power', 1),
  voltage: rounded(device, 'voltage', 1),
  freq: rounded(device, 'frequency', 1),
  current: rounded(device, 'current', 3),
  aenergy: { total: rounded(device, 'energy', 5) * 1_000 },
  temperature: { tC: rounded(device, 'device-temperature', 1) },
});

const esphome: FieldModel = {
  say: (device, base) => ({
    messages: [
      { topic: `${base}/sensor/temperature/state`, body: device.number('temperature').toFixed(1) },
      { topic: `${base}/sensor/humidity/state`, body: device.number('humidity').toFixed(1) },
      { topic: `${base}/switch/relay/state`, body: onOff(device, 'relay') },
    ],
    firstWill: { topic: `${base}/status`, body: 'online' },
    lastWill: { topic: `${base}/status`, body: 'offline' },
  }),
  commands: (base) => [{ topic: `${base}/switch/relay/command`, parse: onOffOrder('relay') }],
};

const modes = ['Cool', 'Heat', 'Fan', 'Dry', 'Auto'];
const speeds = ['Auto', 'Low', 'Medium', 'High'];

/** What it sent last; it takes the whole state in one telegram. */
const infraredSender: FieldModel = {
  say: (device, base) => ({
    messages: [{ topic: `stat/${base}/RESULT`, body: { IRHVAC: hvac(device) } }],
    firstWill: { topic: `tele/${base}/LWT`, body: 'Online' },
    lastWill: { topic: `tele/${base}/LWT`, body: 'Offline' },
  }),
  commands: (base) =>
    (['power', 'mode', 'target', 'fan'] as const).map((point) => ({
      topic: `cmnd/${base}/IRhvac`,
      parse: (payload) => {
        const said = jsonOf(payload);
        return said ? { point, value: hvacValue(said, point) } : null;
      },
    })),
};

function hvac(device: SimulatedDevice): Record<string, unknown> {
  return {
    Vendor: 'GREE',
    Power: device.value('power') === 1 ? 'On' : 'Off',
    Mode: modes[device.number('mode')],
    Celsius: 'On',
    Temp: device.number('target'),
    FanSpeed: speeds[device.number('fan')],
  };
}

function hvacValue(said: Record<string, unknown>, point: 'power' | 'mode' | 'target' | 'fan'): number {
  if (point === 'power') return Number(said.Power === 'On');
  if (point === 'mode') return modes.indexOf(String(said.Mode));
  return point === 'fan' ? speeds.indexOf(String(said.FanSpeed)) : Number(said.Temp);
}

export const plugModels: readonly (readonly [string, FieldModel])[] = [
  ['tasmota-plug', tasmota({ POWER: 'outlet' }, true)],
  [
    'tasmota-relay-4',
    tasmota({ POWER1: 'channel-1', POWER2: 'channel-2', POWER3: 'channel-3', POWER4: 'channel-4' }, false),
  ],
  ['tasmota-ir-air-conditioner', infraredSender],
  ['shelly-plus-plug', shelly(['outlet'], [shellyPlugStatus])],
  [
    'shelly-plus-2pm',
    shelly(
      ['channel-1', 'channel-2'],
      [1, 2].map((n) => (device) => ({
        output: device.value(`channel-${n}`) === 1,
        apower: rounded(device, `power-${n}`, 1),
      })),
    ),
  ],
  ['esphome-node', esphome],
];
