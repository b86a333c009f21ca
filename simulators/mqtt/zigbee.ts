// What actuators say through Zigbee2MQTT: their exposes as one JSON, taken back on `…/set`, asked for on `…/get`.
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import type { FieldCommand, FieldDevice, FieldMessage, FieldModel } from './messages.ts';

/** An exposed property: which point it is, and its words where it has some. */
interface Exposed {
  readonly property: string;
  readonly point: string;
  readonly words?: readonly string[];
  readonly isSettable?: boolean;
}

const onOff = ['OFF', 'ON'];

function bodyOf(device: SimulatedDevice, exposes: readonly Exposed[]): Record<string, unknown> {
  const told = exposes.map(({ property, point, words }) => {
    const value = device.value(point);
    return [property, words && typeof value === 'number' ? words[value] : value];
  });
  return { ...Object.fromEntries(told), linkquality: device.value('linkquality') };
}

function actuator(exposes: readonly Exposed[]): FieldModel {
  const state = (device: SimulatedDevice, base: string): FieldMessage => ({
    topic: base,
    body: bodyOf(device, exposes),
  });
  return {
    say: (device, base): FieldDevice => ({
      messages: [state(device, base)],
      firstWill: { topic: `${base}/availability`, body: { state: 'online' } },
      lastWill: { topic: `${base}/availability`, body: { state: 'offline' } },
      bridge: { topic: base.replace(/[^/]+$/, 'bridge/state'), body: { state: 'online' } },
    }),
    commands: (base): FieldCommand[] => [
      { topic: `${base}/set`, parse: (payload) => orderOf(payload, exposes) },
      { topic: `${base}/get`, parse: () => null, answer: (device) => [state(device, base)] },
    ],
  };
}

function orderOf(
  payload: string,
  exposes: readonly Exposed[],
): { readonly point: string; readonly value: number } | null {
  const said = jsonOf(payload);
  for (const { property, point, words, isSettable } of exposes) {
    const word = isSettable && said ? said[property] : undefined;
    if (word === undefined) continue;
    const value = words ? words.indexOf(String(word)) : Number(word);
    return value < 0 ? null : { point, value };
  }
  return null;
}

export function jsonOf(payload: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(payload);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

export const zigbeeActuators: readonly (readonly [string, FieldModel])[] = [
  [
    'z2m-plug',
    actuator([
      { property: 'state', point: 'outlet', words: onOff, isSettable: true },
      { property: 'power', point: 'power' },
      { property: 'current', point: 'current' },
      { property: 'voltage', point: 'voltage' },
      { property: 'energy', point: 'energy' },
    ]),
  ],
  [
    'z2m-switch-2',
    actuator([
      { property: 'state_left', point: 'left', words: onOff, isSettable: true },
      { property: 'state_right', point: 'right', words: onOff, isSettable: true },
    ]),
  ],
  [
    'z2m-curtain',
    actuator([
      { property: 'position', point: 'position', isSettable: true },
      { property: 'motor_state', point: 'motor', words: ['STOPPED', 'OPENING', 'CLOSING'] },
    ]),
  ],
  [
    'z2m-siren',
    actuator([
      { property: 'alarm', point: 'alarm', words: onOff, isSettable: true },
      { property: 'volume', point: 'volume', words: ['mute', 'low', 'middle', 'high'] },
      { property: 'battery', point: 'battery' },
    ]),
  ],
  ['z2m-ir-blaster', actuator([{ property: 'learned_ir_code', point: 'learned-code' }])],
];
