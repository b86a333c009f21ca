// What the field devices say on MQTT: Zigbee2MQTT's sensors, ONVIF events, a door controller, a headset's management.
// Further families are in files of their own.
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import { cameraModels } from './analytics.ts';
import { plugModels } from './plugs.ts';
import { zigbeeActuators } from './zigbee.ts';

export interface FieldMessage {
  readonly topic: string;
  /** Compared to tell whether there is news; stamps are added when it is sent. */
  readonly body: Readonly<Record<string, unknown>> | string;
  /** ONVIF events carry the moment they were sent. */
  readonly isStamped?: boolean;
  /** Where the moment stands inside the body: the body of an instant (ISO 8601, UTC). */
  readonly at?: (instant: string) => Readonly<Record<string, unknown>>;
  /** Said once and not kept by the broker. */
  readonly isEvent?: boolean;
}

export interface FieldDevice {
  readonly messages: readonly FieldMessage[];
  /** What is said of a device that is gone; null where nobody says it. */
  readonly lastWill: FieldMessage | null;
  readonly firstWill: FieldMessage | null;
  /** What the bridge says that it is behind; never spoilt by a fault of the device. */
  readonly bridge?: FieldMessage;
}

export interface FieldCommand {
  readonly topic: string;
  /** Null where the message is no command. */
  parse(payload: string): { readonly point: string; readonly value: number } | null;
  /** What is answered, after the command has operated. */
  answer?(device: SimulatedDevice, payload: string): readonly FieldMessage[];
}

export interface FieldModel {
  say(device: SimulatedDevice, base: string): FieldDevice;
  commands?(base: string): FieldCommand[];
}

const oneDecimal = (value: number): number => Math.round(value * 10) / 10;

/** A number as the field's devices tell it: their temperatures and humidities have one decimal, their light steps of two. */
export function fieldNumber(point: string, value: number): number {
  if (point === 'temperature' || point === 'humidity') return oneDecimal(value);
  return point === 'illuminance' ? Math.round(value / 2) * 2 : value;
}

function told(device: SimulatedDevice, point: string): number {
  return fieldNumber(point, device.number(point));
}

function zigbee(describe: (device: SimulatedDevice) => Record<string, unknown>): FieldModel {
  return {
    say: (device, base) => ({
      messages: [
        {
          topic: base,
          body: {
            ...describe(device),
            battery: device.value('battery'),
            linkquality: device.value('linkquality'),
          },
        },
      ],
      firstWill: { topic: `${base}/availability`, body: { state: 'online' } },
      lastWill: { topic: `${base}/availability`, body: { state: 'offline' } },
      bridge: { topic: base.replace(/[^/]+$/, 'bridge/state'), body: { state: 'online' } },
    }),
  };
}

/** Cameras differ in how they write an event; this one uses the short form. */
function onvifEvent(topic: string, source: object, data: object): FieldMessage {
  return { topic, isStamped: true, body: { Source: source, Data: data } };
}

const camera: FieldModel = {
  say: (device, base) => ({
    messages: [
      onvifEvent(
        `${base}/onvif-ej/RuleEngine/CellMotionDetector/Motion/&1`,
        { VideoSourceConfigurationToken: '1', Rule: 'MotionRule' },
        { IsMotion: device.value('motion') === 1 },
      ),
      onvifEvent(
        `${base}/onvif-ej/RuleEngine/CountAggregation/Counter/&1`,
        { VideoSource: '1', Rule: 'PeopleCounter' },
        { Count: device.number('people') },
      ),
      { topic: `${base}/status`, body: device.value('online') === 1 ? 'online' : 'offline' },
    ],
    firstWill: null,
    lastWill: { topic: `${base}/status`, body: 'offline' },
  }),
};

const doorController: FieldModel = {
  say: (device, base) => ({
    messages: [
      {
        topic: `${base}/state`,
        body: {
          door: device.value('door') === 1 ? 'open' : 'closed',
          lock: device.value('lock') === 1 ? 'locked' : 'unlocked',
          forced: device.value('forced') === 1,
          battery: device.value('battery'),
        },
      },
    ],
    firstWill: null,
    lastWill: null,
  }),
  commands: (base) => [
    {
      topic: `${base}/lock/set`,
      parse: (payload) =>
        payload === 'locked' || payload === 'unlocked'
          ? { point: 'lock', value: Number(payload === 'locked') }
          : null,
    },
  ],
};

const headset: FieldModel = {
  say: (device, base) => ({
    messages: [
      {
        topic: base,
        body: {
          batteryLevel: device.value('battery'),
          batteryIsCharging: device.value('charging') === 1,
          online: device.value('online') === 1,
          temperatureC: told(device, 'temperature'),
          tracking: device.value('tracking'),
          currentForegroundApp: { title: device.value('app') },
        },
      },
    ],
    firstWill: null,
    lastWill: null,
  }),
};

export const fieldModels: ReadonlyMap<string, FieldModel> = new Map([
  [
    'z2m-temperature-humidity',
    zigbee((device) => ({
      temperature: told(device, 'temperature'),
      humidity: told(device, 'humidity'),
    })),
  ],
  [
    'z2m-presence-lux',
    zigbee((device) => ({
      occupancy: device.value('occupancy') === 1,
      illuminance: told(device, 'illuminance'),
    })),
  ],
  ['z2m-leak', zigbee((device) => ({ water_leak: device.value('leak') === 1 }))],
  // Zigbee2MQTT says `contact: true` of a closed door.
  ['z2m-contact', zigbee((device) => ({ contact: device.value('contact') === 0 }))],
  ['onvif-camera', camera],
  ['door-controller', doorController],
  ['vr-headset', headset],
  ...zigbeeActuators,
  ...plugModels,
  ...cameraModels,
]);
