// Addresses and device settings that the families of MQTT devices share, in short words.

import type { MqttCommand, MqttPointAddress } from '../mqtt/settings.ts';
import type { CommandWord, PayloadCommand } from '../payload/command.ts';

export const onOffWords = { OFF: 0, ON: 1 };
export const onOffCommand = { 0: 'OFF', 1: 'ON' };
export const falseTrue = { false: 0, true: 1 };

/** Zigbee2MQTT: the device's availability, and the bridge's, whose going takes its devices along. */
export const zigbeePresence = {
  availability: [
    { topic: '/availability', path: 'state', online: ['online'], offline: ['offline'] },
    { topic: '../bridge/state', path: 'state', online: ['online'], offline: ['offline'] },
  ],
};

/** A member of the JSON on a topic; `more` says how it is read. */
export function member(
  topic: string,
  path: string,
  more: Omit<MqttPointAddress, 'topic' | 'path'> = {},
): MqttPointAddress {
  return { topic, format: 'json', path, ...more };
}

/** A whole message that is a number. */
export function plainNumber(topic: string): MqttPointAddress {
  return { topic, format: 'text' };
}

/** A JSON member of Zigbee2MQTT that `…/set` takes under the same name. */
export function zigbeeSet(
  path: string,
  words?: { readonly heard: Record<string, number>; readonly said: Record<string, CommandWord> },
): MqttPointAddress {
  const command: MqttCommand = {
    topic: '/set',
    format: 'json',
    path,
    ...(words ? { map: words.said } : {}),
  };
  return { topic: '', format: 'json', path, ...(words ? { map: words.heard } : {}), command };
}

/** A state told on several topics, with the way to command it. */
export function toldOn(
  places: readonly [MqttPointAddress, ...NonNullable<MqttPointAddress['also']>],
  command?: PayloadCommand & { readonly topic: string },
): MqttPointAddress {
  const [main, ...also] = places;
  return {
    ...main,
    ...(also.length > 0 ? { also } : {}),
    ...(command ? { command: command as MqttCommand } : {}),
  };
}
